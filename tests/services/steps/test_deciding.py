"""A political body's decision: the meeting, and what each of the five outcomes does."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Refused
from continuity.models import Decision, Document, Snapshot
from continuity.services.answers import answering
from continuity.services.paper import rendering
from continuity.services.steps import deciding
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP = "governing_document"
MEETING, MINUTES = date(2026, 11, 20), date(2026, 11, 21)


def decide(town: Town, outcome: str, **more: object) -> None:
    facts: dict[str, object] = {
        "body": "Teknik- och servicenämnden",
        "meeting_date": MEETING,
        "paragraph": "§ 87",
        "minutes_confirmed_on": MINUTES,
    }
    step, by = town.step("TSN", STEP), town.actor("namndsekreterare")
    deciding.register_decision(town.session, step.id, outcome, by=by, at=town.now, **(facts | more))  # type: ignore[arg-type]


def test_approval_completes_the_step_and_prints_date_and_paragraph(town: Town, fresh_session: Session) -> None:
    decide(town, "approved")
    step = Town(fresh_session).step("TSN", STEP)
    assert step.state == "completed"
    final = fresh_session.scalars(
        select(Document).where(Document.revision_id == step.in_force_revision_id, Document.kind == "final")
    ).one()
    desk = Town(fresh_session).desk("TSN", STEP, "chef.teknik")
    values = rendering.values_of(desk, "final", "sv", "full")
    assert values["meta"][0] == {"label": "Beslutad när", "value": "2026-11-20 § 87"}
    assert final.size > 5_000


def test_approval_without_paragraph_or_confirmed_minutes_is_refused_at_the_fields(town: Town) -> None:
    with pytest.raises(Invalid) as wrong:
        decide(town, "approved", paragraph="", minutes_confirmed_on=None)
    assert set(wrong.value.errors) == {"paragraph", "minutes_confirmed_on"}


def test_a_decision_cannot_be_registered_before_the_meeting(town: Town) -> None:
    with pytest.raises(Invalid) as wrong:
        decide(town, "approved", meeting_date=date(2026, 12, 9))
    assert "meeting_date" in wrong.value.errors


@pytest.mark.parametrize("outcome", ["remitted", "rejected"])
def test_remitting_and_rejecting_return_the_step_with_the_bodys_words(town: Town, outcome: str) -> None:
    decide(town, outcome, text="Beskriv fordonen.")
    step = town.step("TSN", STEP)
    assert step.state == "returned"
    assert step.open_revision is not None
    assert step.open_revision.returned_reason == "Beskriv fordonen."


def test_tabling_keeps_the_step_waiting_for_the_next_meeting(town: Town) -> None:
    decide(town, "tabled", next_meeting=date(2027, 1, 20))
    desk = town.desk("TSN", STEP, "namndsekreterare")
    assert desk.revision.state == "awaiting_decision"
    hearing = deciding.hearing(desk)
    assert hearing is not None
    assert hearing.meeting_date == date(2027, 1, 20)


def test_an_amendment_opens_only_the_named_pages_and_completes_from_a_second_snapshot(town: Town) -> None:
    decide(town, "amended", pages=["own_ways"])
    secretary = town.actor("namndsekreterare")
    step = town.step("TSN", STEP)
    desk = town.desk("TSN", STEP, "namndsekreterare")
    assert desk.lock_reason("own_ways") is None
    assert desk.lock_reason("scope") is not None
    part = answering.part(desk, "own_ways")
    assert part is not None
    changed = {"budget_statement": "Ryms i budgeten för 2027."}
    answering.save_page(town.session, step.id, "own_ways", changed, version=part.version, by=secretary, at=town.now)
    deciding.confirm_amendment(town.session, step.id, by=secretary, at=town.now)
    assert step.state == "completed"
    revision = step.in_force_revision
    assert revision is not None
    kinds = town.session.scalars(
        select(Snapshot.kind).where(Snapshot.revision_id == revision.id).order_by(Snapshot.id)
    ).all()
    assert kinds == ["frozen", "amended_by_body"]
    row = rendering.values_of(town.desk("TSN", STEP, "chef.teknik"), "final", "sv", "full")["decision"]
    assert row["amended"]
    assert row["snapshot"] != row["amended_snapshot"]


def test_the_department_cannot_register_the_bodys_decision(town: Town) -> None:
    with pytest.raises(Forbidden):
        deciding.set_hearing(
            town.session, town.step("TSN", STEP).id, MEETING, None, by=town.actor("chef.teknik"), at=town.now
        )


def test_a_step_that_waits_for_nobody_takes_no_decision(town: Town) -> None:
    with pytest.raises(Refused, match="väntar inte på beslut"):
        deciding.set_hearing(
            town.session,
            town.step("SBN", "business_impact_analysis").id,
            MEETING,
            None,
            by=town.actor("registrator"),
            at=town.now,
        )


def test_papers_are_due_before_the_meeting(town: Town) -> None:
    with pytest.raises(Invalid):
        deciding.set_hearing(
            town.session,
            town.step("TSN", STEP).id,
            date(2026, 12, 9),
            date(2026, 12, 10),
            by=town.actor("namndsekreterare"),
            at=town.now,
        )


def test_what_the_body_decided_earlier_stays_in_its_history(town: Town) -> None:
    decide(town, "tabled", next_meeting=date(2027, 1, 20))
    decide(town, "approved")
    outcomes = town.session.scalars(select(Decision.outcome).order_by(Decision.id)).all()
    assert outcomes[-2:] == ["tabled", "approved"]

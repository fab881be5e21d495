"""Several people press at the same instant, on PostgreSQL: nothing is lost, one signature, nobody waits for ever."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.models import AnswerPart, Document, Event, PendingReopening, SignOff, StepRevision
from continuity.services.record.verifying import verify_all
from continuity.services.steps import moving, numbering
from tests.support.journey_http import Clerk
from tests.support.people import database_of
from tests.support.town import Town

pytestmark = [pytest.mark.postgres, pytest.mark.stock("demo")]
ANALYSIS = "business_impact_analysis"
PATIENCE = 60  # seconds; whoever has not got an answer by then hangs


def at_once(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    """Does everything in the same instant, each in a thread of its own; gives what came of it, in order."""
    line, found = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(number: int, deed: Callable[[], Any]) -> None:
        line.wait(PATIENCE)
        try:
            found[number] = deed()
        except Exception as failure:  # it is looked at where the results are
            found[number] = failure

    threads = [threading.Thread(target=do, args=one, daemon=True) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    assert not [one for one in found if isinstance(one, Exception)], found
    return found


def posting(clerk: Clerk, path: str, data: dict[str, Any]) -> Callable[[], int]:
    """A form sent as it stands, with the token that the page held; gives the status."""
    token = clerk.page.xpath("//input[@name='csrf_token']/@value")[0]
    return lambda: clerk._client.post(path, data={"csrf_token": token, **data}).status_code


@pytest.fixture
def bygg(postgres_app: Flask) -> int:
    """Samhällsbyggnadskontoret's analysis, cleared for signature; gives the step's id."""
    with database_of(postgres_app) as session:
        town = Town(session)
        step = town.step("SBN", ANALYSIS)
        numbering.assign_number(session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
        moving.clear(session, step.id, by=town.actor("chef.bygg"), at=town.now)
        return step.id


def count(session: Session, model: type, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


# --- signatures -----------------------------------------------------------------------------------------------------


def ready_to_sign(app: Flask, who: str, step: int, times: int = 1) -> list[Clerk]:
    """Browsers of one person, each on the page where one signs."""
    clerks = [Clerk.at_work(app, who) for _n in range(times)]
    for clerk in clerks:
        clerk.open(f"/steg/{step}/signera")
        clerk.sign_in_again()
    return clerks


def test_twenty_posts_of_a_signature_are_one_signature(postgres_app: Flask, bygg: int) -> None:
    path = f"/steg/{bygg}/signera"
    (clerk,) = ready_to_sign(postgres_app, "samordnare.bygg", bygg)
    statuses = at_once([posting(clerk, path, {"confirmed": "y"}) for _n in range(20)])
    assert set(statuses) == {303}
    with database_of(postgres_app) as session:
        assert count(session, SignOff, SignOff.revision_id == revision_of(session, bygg)) == 1
        assert count(session, Event, Event.kind == "step_signed") == signed_before(session) + 1


def signed_before(session: Session) -> int:
    """How many signatures the demo's other steps hold."""
    bygg = Town(session).step("SBN", ANALYSIS)
    return count(session, SignOff, SignOff.revision_id != revision_of(session, bygg.id), SignOff.action == "signed")


def revision_of(session: Session, step_id: int) -> int:
    """The newest revision of a step."""
    return (
        session.scalars(
            select(StepRevision.id).where(StepRevision.step_id == step_id).order_by(StepRevision.id.desc())
        ).first()
        or 0
    )


def test_the_last_signature_sent_twenty_times_and_again_next_day_makes_one_document(
    postgres_app: Flask, bygg: int, clock: time_machine.Traveller
) -> None:
    path = f"/steg/{bygg}/signera"
    (first,) = ready_to_sign(postgres_app, "samordnare.bygg", bygg)
    first.send({"confirmed": "y"})
    (head,) = ready_to_sign(postgres_app, "chef.bygg", bygg)
    last = posting(head, path, {"confirmed": "y"})
    assert set(at_once([last] * 20)) == {303}
    with database_of(postgres_app) as session:
        told = count(session, Event)
        revision = revision_of(session, bygg)
    clock.shift(24 * 3600)
    last()
    with database_of(postgres_app) as session:
        assert count(session, SignOff, SignOff.revision_id == revision) == 2
        assert count(session, Document, Document.revision_id == revision, Document.kind == "final") == 1
        assert count(session, Event) == told
        assert Town(session).step("SBN", ANALYSIS).state == "completed"
        assert verify_all(session).ok


def test_of_the_head_and_the_deputy_one_signs(postgres_app: Flask, bygg: int) -> None:
    path = f"/steg/{bygg}/signera"
    (first,) = ready_to_sign(postgres_app, "samordnare.bygg", bygg)
    first.send({"confirmed": "y"})
    people = [ready_to_sign(postgres_app, who, bygg)[0] for who in ("chef.bygg", "ersattare.bygg")]
    statuses = at_once([posting(one, path, {"confirmed": "y"}) for one in people])
    assert sorted(statuses) == [303, 409]
    with database_of(postgres_app) as session:
        assert count(session, SignOff, SignOff.revision_id == revision_of(session, bygg)) == 2


def test_a_signature_and_a_return_never_both_count(postgres_app: Flask, bygg: int) -> None:
    (first,) = ready_to_sign(postgres_app, "samordnare.bygg", bygg)
    first.send({"confirmed": "y"})
    (deputy,) = ready_to_sign(postgres_app, "ersattare.bygg", bygg)
    head = Clerk.at_work(postgres_app, "chef.bygg")
    head.open(f"/steg/{bygg}/skicka-tillbaka")
    statuses = at_once(
        [
            posting(deputy, f"/steg/{bygg}/signera", {"confirmed": "y"}),
            posting(head, f"/steg/{bygg}/skicka-tillbaka", {"reason": "Siffrorna är gamla."}),
        ]
    )
    assert sorted(statuses) == [303, 409]
    with database_of(postgres_app) as session:
        state = Town(session).step("SBN", ANALYSIS).state
        assert state == ("completed" if statuses[0] == 303 else "returned")
        assert verify_all(session).ok


# --- answers --------------------------------------------------------------------------------------------------------


def test_two_who_save_the_same_page_never_overwrite_each_other(postgres_app: Flask) -> None:
    with database_of(postgres_app) as session:
        step = Town(session).step("SN", "continuity_plan").id
    path = f"/steg/{step}/s/leading"
    people = [Clerk.at_work(postgres_app, who) for who in ("chef.socialkontoret", "samordnare.socialkontoret")]
    for attempt in range(5):
        for clerk in people:
            clerk.open(path)
        texts = [f"Rummet {attempt} av {n}" for n in range(2)]
        version = people[0].page.xpath("//input[@name='version']/@value")[0]
        statuses = at_once(
            [
                posting(clerk, path, {"version": version, "q_meeting_point": text, "go": "on"})
                for clerk, text in zip(people, texts, strict=True)
            ]
        )
        assert sorted(statuses) == [303, 409]
        with database_of(postgres_app) as session:
            part = session.scalars(
                select(AnswerPart).where(
                    AnswerPart.page == "leading", AnswerPart.revision_id == revision_of(session, step)
                )
            ).one()
            assert part.values["meeting_point"] == texts[statuses.index(303)]


def test_rows_that_many_add_at_once_are_all_there(postgres_app: Flask) -> None:
    with database_of(postgres_app) as session:
        step = Town(session).step("SN", "continuity_plan").id
        before = rows_in(session, step, "team")
    people = [Clerk.at_work(postgres_app, who) for who in ("chef.socialkontoret", "samordnare.socialkontoret")]
    for clerk in people:
        clerk.open(f"/steg/{step}/s/team")
    adding = [posting(clerk, f"/steg/{step}/rader/team/ny", {"around": ""}) for clerk in people] * 4
    assert set(at_once(adding)) == {303}
    with database_of(postgres_app) as session:
        assert rows_in(session, step, "team") == before + 8
        places = session.scalars(
            select(AnswerPart.position).where(
                AnswerPart.page == "team",
                AnswerPart.revision_id == revision_of(session, step),
                AnswerPart.removed_at.is_(None),
            )
        ).all()
        assert len(set(places)) == len(places)


def rows_in(session: Session, step: int, page: str) -> int:
    return count(
        session,
        AnswerPart,
        AnswerPart.page == page,
        AnswerPart.revision_id == revision_of(session, step),
        AnswerPart.removed_at.is_(None),
    )


def test_a_save_that_races_with_the_submission_is_kept_or_visibly_refused(postgres_app: Flask) -> None:
    with database_of(postgres_app) as session:
        step = Town(session).step("SN", "continuity_plan").id
    saver, sender = (Clerk.at_work(postgres_app, f"{who}.socialkontoret") for who in ("samordnare", "chef"))
    saver.open(f"/steg/{step}/s/leading")
    version = saver.page.xpath("//input[@name='version']/@value")[0]
    sender.open(f"/steg/{step}/kontrollera")
    statuses = at_once(
        [
            posting(saver, f"/steg/{step}/s/leading", {"version": version, "q_meeting_point": "Rådhuset", "go": "on"}),
            posting(sender, f"/steg/{step}/skicka", {}),
        ]
    )
    assert statuses[0] in (303, 409)
    with database_of(postgres_app) as session:
        part = session.scalars(
            select(AnswerPart).where(AnswerPart.page == "leading", AnswerPart.revision_id == revision_of(session, step))
        ).one()
        assert (part.values["meeting_point"] == "Rådhuset") is (statuses[0] == 303)


# --- reopening ------------------------------------------------------------------------------------------------------


def test_ten_who_open_a_step_again_open_it_once(postgres_app: Flask) -> None:
    with database_of(postgres_app) as session:
        plan = Town(session).plan("KS").id
        revisions = count(session, StepRevision)
    people = [Clerk.at_work(postgres_app, f"{who}.ledning") for who in ("chef", "samordnare")]
    path = f"/plan/{plan}/oppna-pa-nytt"
    for clerk in people:
        clerk.open(path)
    reason = people[0].page.xpath("//input[@name='reason'][1]/@value")[0]
    deeds = [posting(clerk, path, {"reason": reason, "text": "Ny organisation."}) for clerk in people] * 5
    statuses = at_once(deeds)
    assert set(statuses) <= {303, 409}
    assert 303 in statuses
    with database_of(postgres_app) as session:
        assert count(session, StepRevision) == revisions + 1
        assert (
            count(session, PendingReopening, PendingReopening.plan_id == plan, PendingReopening.settled_at.is_(None))
            <= 1
        )
        assert verify_all(session).ok

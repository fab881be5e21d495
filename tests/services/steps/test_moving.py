"""Moving a step: who may start and send in, what stands in the way, and what each move leaves behind."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import NotFound, Refused
from continuity.models import Document, Event
from continuity.services.record import history
from continuity.services.steps import moving
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND = "governing_document", "business_impact_analysis"


def test_a_step_waits_for_the_one_before_to_be_sent_in(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    with pytest.raises(Refused, match="”Styrande dokument” har skickats på samråd"):
        walk.start(SECOND)
    sqlite_town.session.rollback()
    walk.start(FIRST)
    walk.fill(FIRST)
    with pytest.raises(Refused, match="skickats på samråd"):
        walk.start(SECOND)
    sqlite_town.session.rollback()
    walk.submit(FIRST)
    walk.start(SECOND)
    assert sqlite_town.step("OFN", SECOND).state == "draft"


def test_a_step_sent_in_early_is_cleared_when_the_one_before_is_completed(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    walk.fill(FIRST)
    walk.submit(FIRST)
    walk.start(SECOND)
    walk.fill(SECOND)
    walk.submit(SECOND)
    walk.advise(SECOND)
    walk.number(SECOND, "OFN/2026:9-004")
    with pytest.raises(Refused, match="måste vara klart"):
        walk.clear(SECOND)
    sqlite_town.session.rollback()
    walk.adopt(FIRST)
    walk.clear(SECOND)
    assert sqlite_town.step("OFN", SECOND).state == "awaiting_signoff"


def test_starting_moves_the_step_and_writes_one_line(town: Town, fresh_session: Session) -> None:
    before = history.newest(town.session)[0]
    Walk(town, "OFN").start(FIRST)
    step = Town(fresh_session).step("OFN", FIRST)
    assert (step.state, step.ball, step.plan.state) == ("draft", "coordinator", FIRST)
    events = fresh_session.scalars(select(Event).where(Event.seq > before)).all()
    assert [event.kind for event in events] == ["step_started"]


def test_a_step_with_answers_missing_is_not_sent_in(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    with pytest.raises(Refused, match="svar saknas"):
        moving.submit(sqlite_town.session, walk.id(FIRST), by=walk.who("samordnare"), at=sqlite_town.now)


def test_sending_in_makes_a_draft_in_word_and_a_new_round(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "BUN")
    walk.submit(SECOND)
    revision = sqlite_town.step("BUN", SECOND).open_revision
    assert revision is not None
    assert (revision.state, revision.round, revision.returned_reason) == ("in_review", 2, "")
    kinds = sqlite_town.session.scalars(
        select(Document.kind).where(Document.revision_id == revision.id, Document.round == 2)
    )
    assert kinds.all() == ["working"]


def test_only_who_sent_it_in_takes_it_back(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    with pytest.raises(Refused, match="roll"):
        moving.withdraw(sqlite_town.session, walk.id(SECOND), by=walk.who("chef"), at=sqlite_town.now)
    sqlite_town.session.rollback()
    moving.withdraw(sqlite_town.session, walk.id(SECOND), by=walk.who("samordnare"), at=sqlite_town.now)
    assert sqlite_town.step("SBN", SECOND).state == "draft"


def test_sending_back_needs_a_reason_and_names_the_pages(sqlite_town: Town) -> None:
    walk, at = Walk(sqlite_town, "SBN"), sqlite_town.now
    with pytest.raises(Refused, match="anledning"):
        moving.send_back(sqlite_town.session, walk.id(SECOND), " ", by=walk.who("chef"), at=at)
    sqlite_town.session.rollback()
    pages = ["conclusions", "nowhere"]
    moving.send_back(sqlite_town.session, walk.id(SECOND), " Utveckla. ", pages, by=walk.who("chef"), at=at)
    revision = sqlite_town.step("SBN", SECOND).open_revision
    assert revision is not None
    assert (revision.returned_reason, revision.returned_pages) == ("Utveckla.", ["conclusions"])


def test_going_on_says_everything_that_is_missing_at_once(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    walk.fill(FIRST)
    walk.submit(FIRST)
    with pytest.raises(Refused) as refused:
        walk.clear(FIRST)
    assert ["Samrådet" in str(refused.value.reasons[0]), "diarienummer" in str(refused.value.reasons[1])] == [
        True,
        True,
    ]


@pytest.mark.parametrize("trigger", ["submit", "sign", "remit", "to_completed", "complete"])
def test_what_has_a_verb_of_its_own_and_what_does_not_exist_go_no_other_way(sqlite_town: Town, trigger: str) -> None:
    walk = Walk(sqlite_town, "SBN")
    with pytest.raises(Refused):
        moving.trigger(sqlite_town.session, walk.id(SECOND), trigger, by=walk.who("chef"), at=sqlite_town.now)


def test_another_departments_step_does_not_exist(sqlite_town: Town) -> None:
    with pytest.raises(NotFound):
        moving.start(
            sqlite_town.session, sqlite_town.step("OFN", FIRST).id, by=sqlite_town.actor("chef.bun"), at=sqlite_town.now
        )


def test_when_the_head_sends_in_the_deputy_signs_last(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.withdraw(sqlite_town.session, walk.id(SECOND), by=walk.who("samordnare"), at=sqlite_town.now)
    walk.submit(SECOND, "chef")
    walk.advise(SECOND)
    walk.number(SECOND)
    walk.clear(SECOND)
    walk.sign(SECOND, "chef")
    with pytest.raises(Refused, match="roll"):
        walk.sign(SECOND, "samordnare")
    sqlite_town.session.rollback()
    walk.sign(SECOND, "ersattare")
    assert sqlite_town.step("SBN", SECOND).state == "completed"

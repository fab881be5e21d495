"""What entering a state does: each effect of the vocabulary has one function; advice is asked of the right people."""

from typing import get_args

import pytest
from sqlalchemy import select

from continuity.definitions.vocabulary import Effect
from continuity.errors import Refused
from continuity.models import Advice, VoidedRound
from continuity.services.organisation import people, seats
from continuity.services.paper import paperwork
from continuity.services.steps import asking, moving, reviewing
from continuity.services.steps.effects import EFFECTS
from tests.support.people import ROOT
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def test_every_effect_of_the_vocabulary_has_one_function() -> None:
    assert set(EFFECTS) == set(get_args(Effect))


def only_adviser_submits(town: Town, code: str) -> Walk:
    """The department's coordinator is the municipality's only person of the security function."""
    walk = Walk(town, code)
    for seat in town.session.scalars(select(people.Membership).where(people.Membership.role == "security_function")):
        seat.ends = town.now.date().replace(day=1)
    adviser, today = walk.who("samordnare").person_id, town.now.date()
    seats.seat(town.session, adviser, "security_function", None, starts=today, by=ROOT, at=town.now)
    return walk


def test_when_the_only_adviser_sent_the_step_in_no_advice_is_awaited_and_the_document_says_so(
    sqlite_town: Town,
) -> None:
    walk = only_adviser_submits(sqlite_town, "SBN")
    moving.withdraw(sqlite_town.session, walk.id(STEP), by=walk.who("samordnare"), at=sqlite_town.now)
    walk.submit(STEP)
    (advice,) = reviewing.advice(walk.desk(STEP))
    assert advice.outcome == "not_needed"
    with pytest.raises(Refused, match="redan lämnat"):
        reviewing.advise(
            sqlite_town.session, walk.id(STEP), "no_objection", "", by=walk.who("samordnare"), at=sqlite_town.now
        )
    sqlite_town.session.rollback()
    walk.number(STEP)
    walk.clear(STEP)
    rows, note = paperwork.advice_rows(walk.desk(STEP), "sv")
    assert rows == []
    assert note == "Säkerhetsfunktionen har medverkat i framtagandet."


def test_the_second_reviewer_is_asked_at_once_when_the_first_is_not_needed(sqlite_town: Town) -> None:
    walk = only_adviser_submits(sqlite_town, "BUN")
    walk.submit(STEP)
    first, second = reviewing.advice(walk.desk(STEP))
    assert (first.outcome, second.outcome) == ("not_needed", "")
    assert second.deadline is not None


def test_a_first_reviewer_who_never_answers_does_not_stop_the_second(sqlite_town: Town) -> None:
    walk, session = Walk(sqlite_town, "BUN"), sqlite_town.session
    walk.submit(STEP)
    assert asking.ask_after_silence(session, at=sqlite_town.now) == 0
    sqlite_town.later(days=14)
    assert asking.ask_after_silence(session, at=sqlite_town.now) == 1
    assert asking.ask_after_silence(session, at=sqlite_town.now) == 0
    second = session.scalars(
        select(Advice).where(Advice.role == "data_protection_officer", Advice.asked_at == sqlite_town.now)
    ).one()
    assert second.deadline is not None
    with pytest.raises(Refused, match="Samrådet pågår"):
        walk.clear(STEP)
    session.rollback()
    sqlite_town.later(days=40)
    walk.number(STEP)
    walk.respond(STEP)
    walk.clear(STEP)
    assert sqlite_town.step("BUN", STEP).state == "awaiting_signoff"


def test_a_change_after_the_freeze_voids_the_round_and_frees_number_version_and_snapshot(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    walk.number(STEP)
    walk.clear(STEP)
    walk.sign(STEP, "samordnare")
    moving.send_back(sqlite_town.session, walk.id(STEP), "Rätta.", by=walk.who("chef"), at=sqlite_town.now)
    revision = walk.desk(STEP).revision
    assert (revision.version, revision.frozen_at, revision.snapshot_id) == (None, None, None)
    (void,) = sqlite_town.session.scalars(select(VoidedRound)).all()
    assert (void.revision_id, void.round, void.reason) == (revision.id, 1, "returned")


def test_returning_what_nobody_has_signed_voids_nothing(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.send_back(sqlite_town.session, walk.id(STEP), "Rätta.", by=walk.who("chef"), at=sqlite_town.now)
    assert sqlite_town.session.scalars(select(VoidedRound)).all() == []

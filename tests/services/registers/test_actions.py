"""The verbs of an action, each with its story and its link in the chain."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Invalid, NotFound, Refused
from continuity.models import Action, ActionEntry, Event
from continuity.services.record import verifying
from continuity.services.registers import actions
from continuity.services.registers.actions import New
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def action(town: Town, text: str) -> Action:
    town.session.expire_all()
    return town.session.scalars(select(Action).where(Action.text == text)).one()


def story(town: Town, one: Action) -> list[str]:
    query = select(ActionEntry.kind).where(ActionEntry.action_id == one.id).order_by(ActionEntry.id)
    return list(town.session.scalars(query))


def test_an_action_goes_from_open_to_verified_by_two_persons(town: Town) -> None:
    offer, session = action(town, "Offert på helgjour för IT"), town.session
    owner, evaluator = town.actor("it-chef"), town.actor("beredskap")
    actions.start(session, offer.id, by=owner, at=town.now)
    actions.finish(session, offer.id, "Avtalet är tecknat.", by=owner, at=town.later(days=1))
    with pytest.raises(Refused, match="verifierar den inte själv"):
        actions.verify(session, offer.id, "Det finns.", by=owner, at=town.now)
    actions.verify(session, offer.id, "Avtalet läst.", by=evaluator, at=town.later(days=1))
    assert (action(town, offer.text).state, story(town, offer)) == (
        "verified", ["stated", "started", "done", "verified"],
    )  # fmt: skip
    kinds = session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(3)).all()
    assert kinds == ["action_verified", "action_done", "action_started"]
    assert verifying.verify_all(session).ok


def test_two_extensions_lift_the_action_to_the_head(sqlite_town: Town) -> None:
    town, coordinator = sqlite_town, sqlite_town.actor("samordnare.socialkontoret")
    blank = action(town, "Ny loggblankett")
    for month in (1, 2):
        actions.extend(town.session, blank.id, date(2027, month, 1), "Tryckeriet.", by=coordinator, at=town.now)
    with pytest.raises(Refused, match="lyft till förvaltningschefen"):
        actions.extend(town.session, blank.id, date(2027, 3, 1), "Igen.", by=coordinator, at=town.now)
    actions.extend(
        town.session, blank.id, date(2027, 3, 1), "Sista gången.", by=town.actor("chef.socialkontoret"), at=town.now
    )
    assert (action(town, blank.text).due, action(town, blank.text).extensions) == (date(2027, 3, 1), 3)


@pytest.mark.parametrize(
    ("due", "reason", "field"),
    [(date(2026, 12, 15), "Skäl", "due"), (None, "Skäl", "due"), (date(2027, 1, 1), " ", "reason")],
)
def test_an_extension_has_a_later_date_and_a_reason(
    sqlite_town: Town, due: date | None, reason: str, field: str
) -> None:
    blank = action(sqlite_town, "Ny loggblankett")
    with pytest.raises(Invalid) as caught:
        actions.extend(
            sqlite_town.session, blank.id, due, reason, by=sqlite_town.actor("chef.socialkontoret"), at=sqlite_town.now
        )
    assert set(caught.value.errors) == {field}


def test_what_did_not_help_is_opened_again(sqlite_town: Town) -> None:
    town, printed = sqlite_town, action(sqlite_town, "Skriv ut riskgrupp A dagligen")
    with pytest.raises(Invalid):
        actions.reopen(town.session, printed.id, "", by=town.actor("beredskap"), at=town.now)
    actions.reopen(town.session, printed.id, "Pärmen var tom i dag.", by=town.actor("beredskap"), at=town.now)
    assert (action(town, printed.text).state, story(town, printed)[-1]) == ("started", "reopened")


def test_what_is_done_without_evidence_is_not_done(sqlite_town: Town) -> None:
    blank = action(sqlite_town, "Ny loggblankett")
    with pytest.raises(Invalid):
        actions.finish(
            sqlite_town.session, blank.id, "  ", by=sqlite_town.actor("chef.socialkontoret"), at=sqlite_town.now
        )
    assert action(sqlite_town, "Ny loggblankett").state == "open"


@pytest.mark.parametrize("who", ["chef.bun", "tib", "registrator"])
def test_another_departments_action_does_not_exist(sqlite_town: Town, who: str) -> None:
    blank = action(sqlite_town, "Ny loggblankett")
    with pytest.raises(NotFound):
        actions.start(sqlite_town.session, blank.id, by=sqlite_town.actor(who), at=sqlite_town.now)


def test_an_action_is_added_by_hand_by_those_who_lead_or_support(sqlite_town: Town) -> None:
    town, unit = sqlite_town, sqlite_town.plan("BUN").department_id
    new = New("Märk upp nyckelskåpet", "  Vaktmästare ", date(2027, 1, 15), severity=3)
    made = actions.add(town.session, unit, new, by=town.actor("samordnare.bun"), at=town.now)
    assert (made.owner, made.state, made.step_id, story(town, made)) == ("Vaktmästare", "open", None, ["added"])
    with pytest.raises(Forbidden):
        actions.add(town.session, unit, new, by=town.actor("revisor"), at=town.now)
    with pytest.raises(NotFound):
        actions.add(town.session, unit, new, by=town.actor("chef.kultur"), at=town.now)
    with pytest.raises(Invalid) as caught:
        actions.add(town.session, unit, New("", "", None, cost=-1), by=town.actor("chef.bun"), at=town.now)
    assert set(caught.value.errors) == {"text", "owner", "due", "cost"}

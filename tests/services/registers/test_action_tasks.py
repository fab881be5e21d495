"""Whose turn it is with an action, and what reminders are made from."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.models import Action
from continuity.services.registers import action_tasks, actions
from continuity.services.worklist import tasks
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def mine(town: Town, who: str) -> set[tuple[str, str]]:
    found = action_tasks.tasks(town.session, town.actor(who), town.now.date())
    return {(kind, action.text) for kind, action in found}


def test_the_owner_is_asked_to_do_it_and_another_to_verify_it(sqlite_town: Town) -> None:
    owners = mine(sqlite_town, "it-chef")
    assert ("do_action", "Offert på helgjour för IT") in owners
    assert ("verify_action", "Kvartalskontroll av kontakter") in mine(sqlite_town, "beredskap")
    assert ("do_action", "Offert på helgjour för IT") not in mine(sqlite_town, "samordnare.socialkontoret")


def test_an_action_whose_owner_nobody_is_falls_to_the_coordinator(sqlite_town: Town) -> None:
    assert ("do_action", "Ny loggblankett") in mine(sqlite_town, "samordnare.socialkontoret")
    assert ("do_action", "Ny loggblankett") not in mine(sqlite_town, "chef.socialkontoret")


def test_the_head_takes_a_stand_on_what_was_extended_twice(sqlite_town: Town) -> None:
    town = sqlite_town
    blank = town.session.scalars(select(Action).where(Action.text == "Ny loggblankett")).one()
    for month in (1, 2):
        actions.extend(
            town.session, blank.id, date(2027, month, 1), "Dröjer.", by=town.actor("chef.socialkontoret"), at=town.now
        )
    assert ("lifted_action", "Ny loggblankett") in mine(town, "chef.socialkontoret")
    lifted = [one for one in action_tasks.escalations(town.session, town.now) if one.lifted]
    assert [(one.text, one.extensions, one.days_late) for one in lifted] == [("Ny loggblankett", 2, 0)]


def test_escalations_are_what_is_late(sqlite_town: Town) -> None:
    found = action_tasks.escalations(sqlite_town.session, sqlite_town.now)
    assert found and all(one.days_late > 0 for one in found)
    dues = [one.due for one in found]
    assert dues == sorted(dues, key=str)


def test_actions_stand_among_a_persons_tasks(sqlite_town: Town) -> None:
    listed = tasks.my_tasks(sqlite_town.session, by=sqlite_town.actor("it-chef"), at=sqlite_town.now).mine
    acting = [task for task in listed if task.kind == "do_action"]
    assert acting
    assert all(task.subject_id and task.due for task in acting)

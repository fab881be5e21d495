"""Rights: what nobody listed is denied, seats have a place and dates, deputies act with the ordinary's rights."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.vocabulary import DerivedRole, Role
from continuity.rules.permissions import DEPARTMENT, EVERYWHERE, MUNICIPALITY, Actor, Seat, may

TODAY = date(2026, 11, 23)
ROLES = frozenset(get_args(Role)) | frozenset(get_args(DerivedRole)) | {"invited", "amender", "action_owner"}


@given(action=st.text(), roles=st.sets(st.sampled_from(sorted(ROLES))))
def test_an_action_that_nobody_has_listed_is_denied_to_all(action: str, roles: set[str]) -> None:
    if action not in DEPARTMENT and action not in MUNICIPALITY:
        assert not may(action, roles)


@pytest.mark.parametrize("action", [*DEPARTMENT, *MUNICIPALITY])
def test_who_has_no_role_may_nothing(action: str) -> None:
    assert not may(action, ())
    assert not may(action, ("somebody",))


def test_only_roles_that_exist_are_given_rights() -> None:
    for action, allowed in {**DEPARTMENT, **MUNICIPALITY}.items():
        assert allowed, action
        assert allowed <= ROLES, action


def test_no_action_means_two_things() -> None:
    assert not set(DEPARTMENT) & set(MUNICIPALITY)


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("administrator", ["see_plan", "see_step", "see_answers", "see_restricted", "see_document", "edit_answers"]),
        ("security_function", ["edit_answers", "reopen", "answer_comment", "assign_number", "register_decision"]),
        ("provider", ["see_step", "see_answers", "edit_answers"]),
        ("registrar", ["see_answers", "see_restricted", "edit_answers", "reopen"]),
        ("auditor", ["see_restricted", "edit_answers", "comment"]),
        ("crisis_reader", ["see_step", "see_answers"]),
        ("coordinator", ["settle_reopening", "appoint", "move_due", "comment"]),
        ("head", ["comment", "assign_number", "register_decision", "publish"]),
    ],
)
def test_what_a_role_may_not_do(role: str, actions: list[str]) -> None:
    assert [action for action in actions if may(action, {role})] == []


def test_whoever_is_asked_for_advice_may_read_what_it_is_about() -> None:
    assert all(may(action, {"reviewers"}) for action in ("see_step", "see_answers", "see_document", "comment"))
    assert not may("see_restricted", {"reviewers"})


def test_a_seat_counts_in_its_department_and_the_units_below_it() -> None:
    head = Actor(1, "Chef", seats=(Seat("head", 7),))
    assert head.roles((12, 7, 1), TODAY) == {"head"}
    assert head.roles((8, 1), TODAY) == frozenset()


def test_a_seat_without_department_counts_everywhere() -> None:
    assert Actor(1, "Säkerhet", seats=(Seat("security_function"),)).roles((8,), TODAY) == {"security_function"}


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
    ],
)
def test_a_seat_is_held_from_its_first_day_to_its_last(starts: date | None, ends: date | None, held: bool) -> None:
    actor = Actor(1, "Chef", seats=(Seat("head", 7, starts=starts, ends=ends),))
    assert actor.roles((7,), TODAY) == ({"head"} if held else frozenset())
    assert actor.anywhere(TODAY) == ({"head"} if held else frozenset())


def test_a_deputy_has_the_same_rights_and_the_ordinary_seat_is_named_first() -> None:
    deputy, ordinary = Seat("head", 7, deputy=True), Seat("head", 7)
    assert Actor(1, "B", seats=(deputy,)).roles((7,), TODAY) == {"head"}
    assert Actor(1, "B", seats=(deputy, ordinary)).seat("head", (7,), TODAY) == ordinary
    assert Actor(1, "B", seats=(deputy,)).seat("coordinator", (7,), TODAY) is None


def test_roles_of_the_whole_municipality_are_real_roles() -> None:
    assert frozenset(get_args(Role)) > EVERYWHERE

"""Every guard, on both sides: when it lets through, and what it says when it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from continuity.definitions.vocabulary import Guard, SignerSlot
from continuity.rules.guards import FRESH, GUARDS, SLOT_ROLES, AdviceFact, BackingFact, StepFacts, acting_slot

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Facts:
    """A step where everything is in order; a test changes what it is about."""

    roles: frozenset[str] = frozenset({"submitter", "coordinator"})
    actor_id: int | None = 1
    now: datetime = NOW
    today: date = TODAY
    auth_time: datetime | None = NOW
    after: str = "none"
    after_title: str = "Verksamhetsanalys"
    reopened: bool = False
    submitter_id: int | None = 1
    number_assigned: bool = True
    decided_by: str = "head"
    decision_recorded: bool = True
    slots: tuple[SignerSlot, ...] = ("prepared_by", "approved_by")
    signed: Mapping[str, int] = field(default_factory=dict)
    open_comments: int = 0
    amended: bool = False
    blocking: int = 0
    advice: Sequence[AdviceFact] = ()
    backing: Sequence[BackingFact] = ()


def said(guard: Guard, **facts: Any) -> str:
    """What the guard says, "" when it lets through."""
    found: StepFacts = Facts(**facts)
    reason = GUARDS[guard](found)
    return str(reason) if reason is not None else ""


DAY = timedelta(days=1)
HEAD = {"roles": frozenset({"head"}), "actor_id": 2}
BOTH: list[tuple[Guard, dict[str, Any], dict[str, Any], str]] = [
    ("after_submitted", {"after": "submitted"}, {"after": "waiting"}, "”Verksamhetsanalys”"),
    ("after_submitted", {"after": "waiting", "reopened": True}, {"after": "waiting"}, "skickats på samråd"),
    ("after_completed", {"after": "completed"}, {"after": "submitted"}, "måste vara klart"),
    ("after_completed", {"after": "submitted", "reopened": True}, {"after": "waiting"}, "måste vara klart"),
    ("answers_pass", {}, {"blocking": 3}, "3 svar"),
    ("rows_stood_behind", {"backing": [BackingFact("Larm", None, said=True)]},
     {"backing": [BackingFact("Larm", None, said=False)]}, "inte tillfrågade än"),
    ("rows_stood_behind", {"backing": [BackingFact("Larm", TODAY - DAY, said=False)]},
     {"backing": [BackingFact("Larm", TODAY, said=False)]}, "”Larm”"),
    ("adviser_did_not_submit", {"actor_id": 9}, {"actor_id": 1}, "själv skickat in"),
    ("comments_answered", {}, {"open_comments": 2}, "2 synpunkter"),
    ("number_assigned", {}, {"number_assigned": False}, "diarienummer"),
    ("next_in_order", {}, {"roles": frozenset({"head"}), "actor_id": 2}, "inte din tur"),
    ("next_in_order", {"signed": {"prepared_by": 1}, **HEAD}, {"signed": {"prepared_by": 1}}, "redan skrivit under"),
    ("fresh_login", {"auth_time": NOW - FRESH}, {"auth_time": NOW - FRESH - timedelta(seconds=1)}, "logga in på nytt"),
    ("fresh_login", {}, {"auth_time": None}, "logga in på nytt"),
    ("two_persons", {"signed": {"prepared_by": 1}, **HEAD}, {"signed": {"prepared_by": 2}, **HEAD}, "Samma person"),
    (
        "two_persons",
        {"signed": {"prepared_by": 1}, **HEAD},
        {"signed": {"prepared_by": 1}, **HEAD, "submitter_id": 2},
        "ersättare",
    ),
    ("all_signed", {"signed": {"prepared_by": 1, "approved_by": 2}}, {"signed": {"prepared_by": 1}}, "inte skrivit"),
    ("body_decides", {"decided_by": "committee"}, {"decided_by": "head"}, "Ingen nämnd"),
    ("no_body_decides", {"decided_by": "head"}, {"decided_by": "council"}, "politiskt"),
    ("decision_recorded", {}, {"decision_recorded": False}, "paragraf"),
    ("page_was_reopened", {"open_comments": 1}, {}, "öppen synpunkt"),
    ("page_was_reopened", {"amended": True}, {}, "öppen synpunkt"),
    (
        "advice_given_or_overdue",
        {"advice": [AdviceFact("security_function", True, TODAY + DAY, "remarks")]},
        {"advice": [AdviceFact("security_function", True, TODAY + DAY, "")]},
        "till och med 2026-11-24",
    ),
    (
        "advice_given_or_overdue",
        {"advice": [AdviceFact("security_function", True, TODAY - DAY, "")]},
        {"advice": [AdviceFact("security_function", True, TODAY, "")]},
        "till och med 2026-11-23",
    ),
    (
        "advice_given_or_overdue",
        {"advice": []},
        {"advice": [AdviceFact("data_protection_officer", False, None, "")]},
        "när det föregående är lämnat",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "through", "stopped", "words"), BOTH)
def test_a_guard_lets_through_or_says_why_not(
    guard: Guard, through: dict[str, Any], stopped: dict[str, Any], words: str
) -> None:
    assert said(guard, **through) == ""
    assert words in said(guard, **stopped)


def test_every_guard_of_the_vocabulary_has_a_function_and_both_its_sides_tested() -> None:
    assert set(GUARDS) == set(get_args(Guard)) == {guard for guard, *_ in BOTH}


def test_every_place_to_sign_says_whose_it_is() -> None:
    assert set(SLOT_ROLES) == set(get_args(SignerSlot))


def test_the_place_to_sign_is_the_first_empty_one_and_only_for_its_roles() -> None:
    assert acting_slot(Facts()) == "prepared_by"
    assert acting_slot(Facts(roles=frozenset({"head"}))) is None
    assert acting_slot(Facts(roles=frozenset({"head"}), signed={"prepared_by": 1})) == "approved_by"
    assert acting_slot(Facts(signed={"prepared_by": 1, "approved_by": 2})) is None

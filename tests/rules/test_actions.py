"""Actions: late, raised with the head, and who may do what with them when."""

from datetime import date, timedelta

import pytest

from continuity.rules.actions import STATES, Facts, holds_red, is_late, is_lifted, is_overdue_flaw, reason_against

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
ME, OTHER = 1, 2


def against(verb: str, facts: Facts, *roles: str) -> str | None:
    reason = reason_against(verb, facts, frozenset(roles), ME)  # type: ignore[arg-type]
    return None if reason is None else reason.text


@pytest.mark.parametrize(("state", "late"), [("open", True), ("started", True), ("done", False), ("verified", False)])
def test_an_action_is_late_once_its_day_has_passed_and_nobody_has_said_it_is_done(state: str, late: bool) -> None:
    assert is_late(Facts(state, due=YESTERDAY), TODAY) is late
    assert not is_late(Facts(state, due=TODAY), TODAY)
    assert not is_late(Facts(state, due=None), TODAY)


def test_two_extensions_raise_it_with_the_head_who_alone_may_extend_it_again() -> None:
    once, twice = Facts("started", extensions=1), Facts("started", extensions=2)
    assert (is_lifted(once), is_lifted(twice), is_lifted(Facts("done", extensions=2))) == (False, True, False)
    assert against("extend", once, "coordinator") is None
    assert "lyft till förvaltningschefen" in (against("extend", twice, "coordinator", "action_owner") or "")
    assert against("extend", twice, "head") is None


def test_only_the_evaluator_or_a_coordinator_who_neither_owns_nor_did_it_verifies() -> None:
    done = Facts("done", done_by=OTHER)
    assert against("verify", done, "coordinator") is None
    assert against("verify", done, "evaluator") is None
    assert against("verify", done, "head") is not None
    assert against("verify", done, "evaluator", "action_owner") is not None
    assert against("verify", Facts("done", done_by=ME), "coordinator") is not None
    assert against("verify", Facts("started"), "coordinator") == "En åtgärd verifieras när den är klar."


@pytest.mark.parametrize("verb", ["start", "extend", "finish"])
def test_the_owner_the_coordinator_and_the_head_work_with_what_is_not_done(verb: str) -> None:
    for role in ("action_owner", "coordinator", "head"):
        assert against(verb, Facts("open"), role) is None
    for role in ("security_function", "evaluator", "auditor"):
        assert against(verb, Facts("open"), role) is not None
    assert against(verb, Facts("verified"), "head") == "Åtgärden är redan klar."


def test_work_begins_once_and_what_is_done_can_be_opened_again() -> None:
    assert against("start", Facts("started"), "head") is not None
    assert against("reopen", Facts("open"), "head") == "Åtgärden är redan öppen."
    assert against("reopen", Facts("verified"), "evaluator") is None
    assert against("reopen", Facts("verified"), "action_owner") is not None


@pytest.mark.parametrize("state", STATES)
def test_a_grave_flaw_holds_red_from_its_day_or_from_done_until_somebody_has_verified_it(state: str) -> None:
    later = TODAY + timedelta(days=30)
    assert holds_red(Facts(state, due=later, severity=3), TODAY) is (state == "done")
    assert holds_red(Facts(state, due=YESTERDAY, severity=3), TODAY) is (state != "verified")
    assert not holds_red(Facts(state, due=YESTERDAY, severity=2), TODAY)


@pytest.mark.parametrize(("severity", "counts"), [(None, False), (1, False), (2, True), (3, True)])
def test_late_actions_count_from_severity_two(severity: int | None, counts: bool) -> None:
    assert is_overdue_flaw(Facts("open", due=YESTERDAY, severity=severity), TODAY) is counts

"""What stands in the way of sending in, what to think about, and how far a page has come."""

from datetime import date
from typing import Any

import pytest

from continuity.rules.answers import UNKNOWN
from continuity.rules.findings import Finding, look, page_status
from tests.support.small_form import CRITERIA, small_form

FORM = small_form()
TODAY = date(2026, 11, 23)


def activity(**more: Any) -> dict[str, Any]:
    return {"id": "a1", "name": "Larm", "analyse": "no", "rto_h": 4, "needs": [], **more}


def full(**more: Any) -> dict[str, Any]:
    tree = {"purpose": "Trygghet", "further": "no", "activities": [activity()]}
    return {**tree, "checks": [{"id": "phones", "status": "ok"}], **more}


def found(tree: dict[str, Any], **more: Any) -> dict[str, Finding]:
    return {one.path: one for one in look(FORM, tree, CRITERIA, TODAY, **more)}


def test_a_form_with_every_answer_has_nothing_in_the_way() -> None:
    assert found(full()) == {}


def test_a_missing_answer_and_not_known_yet_both_stand_in_the_way() -> None:
    here = found(full(purpose=None, further=dict(UNKNOWN)))
    assert (here["purpose"].kind, here["further"].kind) == ("missing", "unknown")
    assert all(one.blocks for one in here.values())


def test_hidden_questions_are_not_missed() -> None:
    assert "because" not in found(full())
    assert found(full(further="yes"))["because"].kind == "missing"
    assert found(full(further="yes"))["secret"].kind == "missing"


def test_optional_answers_and_those_of_the_process_are_not_missed() -> None:
    assert not {"extra", "given", "told"} & set(found({}))


def test_in_special_handling_empty_restricted_questions_count_as_answered() -> None:
    assert "secret" not in found(full(further="yes"), special=True)
    assert "because" in found(full(further="yes"), special=True)


def test_a_list_with_too_few_rows_or_too_many_says_how_many() -> None:
    assert found(full(activities=[]))["activities"].kind == "missing"
    many = [activity(id=f"a{n}") for n in range(4)]
    assert "Högst 3" in str(found(full(activities=many))["activities"].reason)


def test_a_warning_does_not_stand_in_the_way_and_has_a_key_for_its_motive() -> None:
    matrix = {"levels": {"LH": {"1": 1, "8": 3, "24": 4}, "EK": {"1": 1, "8": 1, "24": 1}}}
    tree = full(activities=[activity(analyse="yes", impact=matrix, rto_h=12)])
    (one,) = found(tree).values()
    assert (one.kind, one.blocks, one.row) == ("warn", False, "a1")
    assert one.key == "at_most activities[a1].rto_h"


def test_a_check_is_not_made_against_an_answer_that_is_not_there() -> None:
    tree = full(activities=[activity(analyse="yes", impact=dict(UNKNOWN), rto_h=12)])
    assert [one.kind for one in found(tree).values()] == ["unknown"]


def test_every_free_text_is_looked_through_for_personal_numbers() -> None:
    here = found(full(extra="Ring 19121212-1212."))
    assert here["extra"].check == "no_personal_number"


def test_findings_come_in_the_forms_order() -> None:
    pages = [one.page for one in look(FORM, {"activities": [{"id": "a1"}]}, CRITERIA, TODAY)]
    assert pages == sorted(pages, key=list(FORM.pages).index)


@pytest.mark.parametrize(
    ("tree", "started", "status"),
    [({}, False, "not_started"), ({}, True, "in_progress"), (full(), True, "done")],
)
def test_a_page_is_done_when_nothing_on_it_stands_in_the_way(tree: Any, started: bool, status: str) -> None:
    assert page_status("about", "", found(tree).values(), started) == status


def test_what_is_wrong_in_one_row_is_not_wrong_in_another() -> None:
    tree = full(activities=[activity(), activity(id="a2", name=None)])
    assert page_status("activity", "a1", found(tree).values(), True) == "done"
    assert page_status("activity", "a2", found(tree).values(), True) == "in_progress"

"""Where a person stands in a form."""

import pytest

from continuity.definitions.forms import Form
from continuity.definitions.reader import parse, read_toml
from continuity.errors import NotFound
from continuity.rules.answers import Row
from continuity.rules.places import asked_here, chain_to, first_page, lost, one_of_three, place
from tests.support.everything.stage import HERE

FORM = parse("form", read_toml(HERE / "forms" / "everything.toml"), "everything.toml")
assert isinstance(FORM, Form)
NEED: Row = {"id": "n1", "resource_name": "El"}
ACTIVITY: Row = {"id": "a1", "analyse": "yes", "needs": [NEED]}
OTHER: Row = {"id": "a2", "analyse": "no", "needs": []}
TREE: Row = {"colour": "red", "activities": [ACTIVITY, OTHER], "triage": [{"id": "t1"}]}


def test_a_page_asked_once_knows_what_comes_before_and_after() -> None:
    here = place(FORM, TREE, "choosing")
    assert (here.previous, here.next, here.number) == ("figures", "why_red", 3)
    assert place(FORM, {"colour": "blue"}, "choosing").next == "pointing"


def test_the_first_has_nothing_before_it_and_the_last_nothing_after() -> None:
    assert place(FORM, TREE, "basics").previous == ""
    assert place(FORM, TREE, "triage").next == ""


def test_a_row_has_its_own_pages_in_order() -> None:
    assert place(FORM, TREE, "activity", "a1").screens == ("activity", "impact", "needs")
    assert place(FORM, TREE, "activity", "a2").screens == ("activity", "needs")


def test_a_page_in_a_row_in_a_row_knows_the_rows_around_it() -> None:
    here = place(FORM, TREE, "need", "n1")
    assert (here.list_id, here.around) == ("needs", "a1")
    assert here.chain == (TREE, ACTIVITY, NEED)


def test_a_page_that_is_not_asked_is_still_a_place() -> None:
    here = place(FORM, {"colour": "blue"}, "why_red")
    assert (here.asked, here.number, here.next, here.previous) == (False, 0, "", "")


@pytest.mark.parametrize(
    ("page", "row"), [("nothing", ""), ("basics", "a1"), ("activity", ""), ("activity", "n1"), ("need", "a1")]
)
def test_what_is_not_there_is_not_found(page: str, row: str) -> None:
    with pytest.raises(NotFound):
        place(FORM, TREE, page, row)


def test_what_was_typed_in_a_row_that_is_gone_still_has_a_place() -> None:
    here = lost(FORM, TREE, "activity", "gone")
    assert here is not None and (here.row, here.list_id, here.asked) == ("gone", "activities", False)
    assert lost(FORM, TREE, "basics", "gone") is None


def test_rows_are_found_by_the_list_they_stand_in() -> None:
    assert chain_to(FORM, TREE, "needs", "n1") == (TREE, ACTIVITY, NEED)
    assert chain_to(FORM, TREE, "activities", "n1") is None


def test_a_new_row_opens_on_its_first_page() -> None:
    assert first_page(FORM, "activities", (TREE, {"id": "new"})) == "activity"
    assert first_page(FORM, "triage", (TREE, {"id": "t1"})) == ""


def test_a_question_that_hangs_on_the_same_page_has_its_place_there() -> None:
    assert asked_here(FORM.pages["choosing"], "critical_reason", ({},))


@pytest.mark.parametrize(
    ("mine", "theirs", "before", "stands"),
    [(1, 1, 0, "same"), (0, 1, 0, "theirs"), (1, 0, 0, "mine"), (1, 2, 0, "choose"), (None, 1, None, "theirs")],
)
def test_of_two_answers_the_changed_one_stands(mine: object, theirs: object, before: object, stands: str) -> None:
    assert one_of_three(mine, theirs, before) == stands

"""What came from the version before: which pages and rows somebody still has to look at."""

from typing import Any

from continuity.rules.answers import visible
from continuity.rules.confirming import Saved, carried
from tests.support.small_form import small_form

FORM = small_form()
TREE: dict[str, Any] = {
    "purpose": "Trygghet",
    "further": "no",
    "secret": "Källaren",
    "activities": [
        {"id": "a1", "name": "Larm", "analyse": "yes", "needs": [{"id": "n1", "resource": "El"}]},
        {"id": "a2", "name": "Mat", "analyse": "no"},
    ],
    "checks": [{"id": "phones", "status": "ok"}],
}
PARTS = [
    ("about", "", ""),
    ("hidden", "", ""),
    ("activities", "a1", ""),
    ("activity", "a1", ""),
    ("needs", "n1", "a1"),
    ("need", "n1", ""),
    ("activities", "a2", ""),
    ("activity", "a2", ""),
    ("checks", "phones", ""),
]


def standing(*touched: tuple[str, str], confirmed: Any = (), new: Any = ()) -> dict[tuple[str, str], str]:
    saved = [
        Saved(page, row, around, carried=row not in new, touched=(page, row) in touched) for page, row, around in PARTS
    ]
    return {(one.page_id, one.row): one.standing for one in carried(FORM, visible(FORM, TREE), saved, confirmed)}


def test_a_page_a_row_and_a_list_on_one_screen_each_wait_once() -> None:
    assert standing() == {
        ("about", ""): "waiting",
        ("activities", "a1"): "waiting",
        ("activities", "a2"): "waiting",
        ("checks", ""): "waiting",
    }


def test_a_change_anywhere_inside_a_row_is_a_change_of_the_row_and_of_no_other() -> None:
    found = standing(("need", "n1"))
    assert (found["activities", "a1"], found["activities", "a2"]) == ("changed", "waiting")


def test_what_somebody_confirmed_is_confirmed_also_when_it_was_changed_too() -> None:
    assert standing(confirmed={("about", "")})["about", ""] == "confirmed"
    assert standing(("about", ""), confirmed={("about", "")})["about", ""] == "confirmed"


def test_a_row_that_is_new_in_this_version_is_nobodys_to_confirm() -> None:
    assert ("activities", "a2") not in standing(new=("a2",))


def test_what_is_not_asked_now_does_not_wait() -> None:
    assert ("hidden", "") not in standing()

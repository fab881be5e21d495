"""Computed answers: each rule alone, and filled into the tree where they are asked."""

from typing import Any, get_args

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.vocabulary import Rule
from continuity.rules.answers import UNKNOWN
from continuity.rules.computed import RULES, complete, criteria_of, inputs_of, levels_of, time_key
from tests.support.small_form import CRITERIA, small_form

FORM = small_form()


def matrix(lh: list[int | None], ek: list[int | None]) -> dict[str, Any]:
    times = [time_key(hours) for hours in CRITERIA.times_h]
    return {"levels": {"LH": dict(zip(times, lh, strict=True)), "EK": dict(zip(times, ek, strict=True))}}


WHOLE = matrix([1, 3, 4], [1, 2, 4])


def test_every_rule_of_the_vocabulary_has_one_function() -> None:
    assert set(RULES) == set(get_args(Rule))


@pytest.mark.parametrize(
    ("rule", "inputs", "expected"),
    [
        ("tolerable_outage", {"matrix": WHOLE}, 8.0),
        ("driving_categories", {"matrix": WHOLE}, ["LH"]),
        ("last_tolerable", {"matrix": WHOLE}, 1.0),
        ("priority_class", {"matrix": WHOLE}, 2),
        ("priority_class", {"matrix": WHOLE, "peaks": [{"peak_mtpd_h": 2}]}, 1),
        ("slack", {"matrix": WHOLE, "rto": 4, "wrt": 1}, 3),
        ("sum_of", {"list": [{"people": 2}, {"people": None}, {"people": 1.5}], "number": "people"}, 3.5),
    ],
)
def test_a_rule_gives_what_its_inputs_say(rule: Rule, inputs: dict[str, Any], expected: Any) -> None:
    assert RULES[rule](inputs, CRITERIA) == expected


@pytest.mark.parametrize("rule", get_args(Rule))
def test_a_rule_without_its_inputs_gives_nothing(rule: Rule) -> None:
    assert RULES[rule]({"matrix": None, "list": None}, CRITERIA) is None


def test_a_first_level_that_is_missing_leaves_the_assessment_open() -> None:
    assert RULES["tolerable_outage"]({"matrix": matrix([None, 3, 4], [1, 2, 4])}, CRITERIA) is None


def test_a_time_left_alone_inherits_the_level_before_it() -> None:
    assert levels_of(matrix([2, None, 4], [1, None, None]), CRITERIA) == {"LH": (2, 2, 4), "EK": (1, 1, 1)}


def test_a_time_is_named_by_its_hours() -> None:
    assert [time_key(hours) for hours in (0.5, 1.0, 168)] == ["0.5", "1", "168"]


def test_not_known_yet_is_no_input_and_the_name_of_a_number_stays_a_name() -> None:
    chain = ({"impact": dict(UNKNOWN), "people": 7},)
    assert inputs_of({"matrix": "impact", "number": "people"}, chain) == {"matrix": None, "number": "people"}


def test_the_tree_is_filled_in_where_the_questions_stand() -> None:
    needs = [{"id": "n1", "people": 2}, {"id": "n2", "people": 3}]
    tree = {"activities": [{"id": "a1", "impact": WHOLE, "needs": needs}, {"id": "a2"}]}
    filled = complete(FORM, tree, CRITERIA)
    assert filled["activities"][0]["mtpd_h"] == 8.0
    assert filled["activities"][0]["all_people"] == 5
    assert "mtpd_h" not in filled["activities"][1]
    assert "mtpd_h" not in tree["activities"][0]


def test_the_shipped_criteria_are_read_as_the_rules_want_them() -> None:
    settings = read_catalogue([content_root()])[0].organisation.model
    criteria = criteria_of(settings)
    assert criteria.times_h == tuple(settings.criteria.times_h)
    assert dict(criteria.thresholds) == {name: one.threshold for name, one in settings.criteria.categories.items()}

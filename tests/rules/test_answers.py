"""Answers as a tree: lists in lists, conditions, and hidden answers that are kept but count nowhere."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.forms import Condition
from continuity.rules.answers import (
    UNKNOWN,
    Part,
    build_tree,
    find_row,
    holds,
    is_answered,
    lists,
    lookup,
    must_be_answered,
    row_name,
    visible,
    walk,
)
from tests.support.small_form import small_form

FORM = small_form()
PARTS = [
    Part("about", values={"purpose": "Trygghet", "further": "yes", "because": "Därför", "gone": "x"}),
    Part("hidden", values={"secret": "s"}),
    Part("activities", "a2", position=1),
    Part("activities", "a1", position=0),
    Part("activity", "a1", values={"name": "Larm", "analyse": "yes"}),
    Part("activity", "a2", values={"name": "Post", "analyse": "no"}),
    Part("needs", "n2", "a1", 1),
    Part("needs", "n1", "a1", 0),
    Part("need", "n1", values={"resource": "El", "people": 2}),
    Part("needs", "n3", "a2", 0),
    Part("nowhere", values={"purpose": "från en äldre version"}),
]


def tree() -> dict[str, Any]:
    return build_tree(FORM, PARTS)


def condition(**keys: Any) -> Condition:
    return Condition.model_validate({"question": "q", **keys})


def test_rows_stand_in_order_in_the_row_they_belong_to() -> None:
    activities = tree()["activities"]
    assert [row["id"] for row in activities] == ["a1", "a2"]
    assert [row["id"] for row in activities[0]["needs"]] == ["n1", "n2"]
    assert [row["id"] for row in activities[1]["needs"]] == ["n3"]
    assert activities[0]["needs"][0] == {"id": "n1", "resource": "El", "people": 2}


def test_answers_that_the_form_does_not_ask_for_are_left_out() -> None:
    assert "gone" not in tree()
    assert tree()["purpose"] == "Trygghet"


def test_a_row_whose_list_row_is_gone_is_not_in_the_tree() -> None:
    orphan = build_tree(
        FORM, [Part("need", "n9", values={"resource": "El"}), Part("activity", "a9", values={"name": "x"})]
    )
    assert orphan == {"activities": [], "checks": []}


def test_hidden_answers_are_kept_in_the_tree_and_left_out_of_what_counts() -> None:
    no = build_tree(
        FORM, [Part("about", values={"further": "no", "because": "Därför"}), Part("hidden", values={"secret": "s"})]
    )
    assert no["because"] == "Därför" and no["secret"] == "s"
    assert "because" not in visible(FORM, no) and "secret" not in visible(FORM, no)


def test_a_hidden_list_counts_no_rows() -> None:
    shown = visible(FORM, tree())
    assert "needs" in shown["activities"][0]
    assert "needs" not in shown["activities"][1]


def test_every_question_asked_is_walked_once_with_the_rows_around_it() -> None:
    asked = {one.path: one for one in walk(FORM, visible(FORM, tree()))}
    assert "because" in asked and "secret" in asked and "told" not in asked
    inner = asked["activities[a1].needs[n1].resource"]
    assert (inner.row, inner.page_id, inner.value) == ("n1", "need", "El")
    assert [node.get("id") for node in inner.chain] == [None, "a1", "n1"]
    assert "activities[a2].impact" not in asked
    assert not any(path.startswith("activities[a2].needs") for path in asked)


def test_every_list_asked_for_is_found_also_inside_rows() -> None:
    found = [(one.page_id, one.row, len(one.rows)) for one in lists(FORM, visible(FORM, tree()))]
    assert found == [("activities", "", 2), ("needs", "a1", 2), ("checks", "", 0)]


def test_a_name_is_looked_up_from_the_innermost_row_outwards() -> None:
    outer, inner = {"q": "ute", "other": 1}, {"id": "r", "q": "inne"}
    assert lookup("q", (outer, inner)) == "inne"
    assert lookup("other", (outer, inner)) == 1
    assert lookup("nothing", (outer, inner)) is None


@pytest.mark.parametrize(
    ("keys", "value", "held"),
    [
        ({"is": ["yes"]}, "yes", True),
        ({"is": ["yes"]}, "no", False),
        ({"is": ["a", "b"]}, ["c", "b"], True),
        ({"is_not": ["no"]}, "yes", True),
        ({"is_not": ["no"]}, "no", False),
        ({"is_not": ["a"]}, ["a", "b"], False),
        ({"at_least": 3}, 3, True),
        ({"at_least": 3}, 2.5, False),
        ({"at_least": 3}, "många", False),
        ({"is": ["yes"]}, None, False),
        ({"is_not": ["no"]}, None, True),
        ({"at_least": 0}, None, False),
        ({"is": ["yes"]}, UNKNOWN, False),
        ({"is_not": ["no"]}, UNKNOWN, True),
    ],
)
def test_a_condition_holds_by_the_answer_and_an_unanswered_question_meets_only_is_not(
    keys: dict[str, Any], value: Any, held: bool
) -> None:
    assert holds(condition(**keys), ({"q": value},)) is held


def test_no_condition_always_holds() -> None:
    assert holds(None, ({},))


@pytest.mark.parametrize(
    ("value", "answered"),
    [
        ("x", True),
        ("  ", False),
        (None, False),
        (0, True),
        ([], False),
        (["a"], True),
        (UNKNOWN, False),
        ({"levels": {"LH": {"1": None}}}, False),
        ({"levels": {"LH": {"1": 2}}}, True),
        ({}, False),
    ],
)
def test_what_counts_as_an_answer(value: Any, answered: bool) -> None:
    assert is_answered(value) is answered


def test_only_what_a_person_types_must_be_answered() -> None:
    required = {one.question_id for one in walk(FORM, visible(FORM, tree())) if must_be_answered(one)}
    assert {"purpose", "name", "resource"} <= required
    assert not required & {"extra", "given", "mtpd_h", "all_people"}


def test_a_row_is_found_wherever_it_stands() -> None:
    found = find_row(tree(), "n2")
    assert found is not None and found["id"] == "n2"
    assert find_row(tree(), "n9") is None


def test_a_row_is_called_by_the_answer_that_names_it_and_a_fixed_one_by_its_label() -> None:
    assert row_name(FORM.pages["activities"], {"id": "a1", "name": "Larm"}) == "Larm"
    assert row_name(FORM.pages["activities"], {"id": "a1"}) == ""
    assert row_name(FORM.pages["checks"], {"id": "phones"}) == "Telefonlistan"


VALUES = st.one_of(st.none(), st.text(max_size=5), st.sampled_from(["yes", "no"]), st.just(dict(UNKNOWN)))


@given(further=VALUES, because=VALUES, secret=VALUES, analyse=VALUES, resource=VALUES)
def test_what_counts_is_always_a_part_of_what_is_kept(**values: Any) -> None:
    kept = build_tree(
        FORM,
        [
            Part("about", values={"further": values["further"], "because": values["because"]}),
            Part("hidden", values={"secret": values["secret"]}),
            Part("activities", "a1"),
            Part("activity", "a1", values={"analyse": values["analyse"]}),
            Part("needs", "n1", "a1"),
            Part("need", "n1", values={"resource": values["resource"]}),
        ],
    )
    counted = visible(FORM, kept)
    assert set(counted) <= set(kept)
    assert ("secret" in counted) == (values["further"] == "yes" and values["secret"] is not None)
    assert ("needs" in counted["activities"][0]) == (values["analyse"] == "yes")
    assert visible(FORM, counted) == counted

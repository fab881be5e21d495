import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.overlays import Overlay, merge, touched
from continuity.definitions.reader import parse
from continuity.errors import ContentFaulty

BASE: dict[str, Any] = {"a": {"x": 1, "y": {"deep": [1, 2]}, "z": 3}, "b": "text"}


def overlay(**sections: object) -> Overlay:
    return parse("overlay", {"format": 1, "extends": "base", "why": {"sv": "Därför."}, **sections}, "o.toml")


def merged(**sections: object) -> dict[str, Any]:
    return merge(BASE, overlay(**sections), "o.toml")


def refused(**sections: object) -> dict[str, str]:
    with pytest.raises(ContentFaulty) as caught:
        merged(**sections)
    return {complaint.key: str(complaint.reason) for complaint in caught.value.complaints}


def test_an_overlay_that_changes_nothing_changes_nothing() -> None:
    assert merged() == BASE


def test_a_value_is_replaced_whole_in_its_old_place() -> None:
    result = merged(replace={"a.y": {"other": 1}})
    assert result["a"] == {"x": 1, "y": {"other": 1}, "z": 3}
    assert list(result["a"]) == ["x", "y", "z"]


def test_a_dropped_path_is_gone() -> None:
    assert merged(drop=["a.y", "b"]) == {"a": {"x": 1, "z": 3}}


def test_an_added_value_comes_last_and_may_have_more_added_inside_it() -> None:
    result = merged(add={"a.new": {}, "a.new.inner": 5})
    assert list(result["a"]) == ["x", "y", "z", "new"]
    assert result["a"]["new"] == {"inner": 5}


def test_after_places_what_was_added_or_was_there() -> None:
    result = merged(add={"a.new": 9}, after={"a.new": "x", "a.y": "z"})
    assert list(result["a"]) == ["x", "new", "z", "y"]


def test_order_puts_the_named_first_and_keeps_the_rest() -> None:
    assert list(merged(order={"a": ["z"]})["a"]) == ["z", "x", "y"]


def test_the_data_underneath_is_never_touched() -> None:
    before = copy.deepcopy(BASE)
    result = merged(add={"a.new": 1}, replace={"a.x": 2})
    result["a"]["y"]["deep"].append(3)
    assert before == BASE


@pytest.mark.parametrize(
    ("sections", "key", "says"),
    [
        ({"replace": {"a.new": 1}}, "replace.a.new", "[add]"),
        ({"replace": {"a.y.depe": 1}}, "replace.a.y.depe", "Menade du ”a.y.deep”?"),
        ({"replace": {"aa.x": 1}}, "replace.aa.x", "finns inte"),
        ({"replace": {"b.x": 1}}, "replace.b.x", "ingen tabell"),
        ({"replace": {"a.y.deep.0": 1}}, "replace.a.y.deep.0", "ingen tabell"),
        ({"drop": ["a.q"]}, "drop.a.q", "finns inte"),
        ({"add": {"a.x": 1}}, "add.a.x", "[replace]"),
        ({"add": {"q.x": 1}}, "add.q.x", "finns inte"),
        ({"after": {"a.x": "q"}}, "after.a.x", "finns inte"),
        ({"after": {"a.x": "x"}}, "after.a.x", "finns inte"),
        ({"after": {"a.q": "x"}}, "after.a.q", "finns inte"),
        ({"order": {"a": ["q"]}}, "order.a", "finns inte"),
        ({"order": {"a": ["x", "x"]}}, "order.a", "flera gånger"),
        ({"order": {"b": ["x"]}}, "order.b", "[replace]"),
        ({"order": {"q": ["x"]}}, "order.q", "finns inte"),
    ],
)
def test_a_path_that_does_not_fit_is_named(sections: dict[str, object], key: str, says: str) -> None:
    complaints = refused(**sections)
    assert list(complaints) == [key]
    assert says in complaints[key]


def test_one_path_said_two_ways_is_refused() -> None:
    assert "också under drop" in refused(drop=["a.x"], add={"a.x": 1})["add.a.x"]
    assert "inuti ”a”" in refused(replace={"a": {"x": 1}, "a.x": 2})["replace.a.x"]
    assert "inuti ”a.y”" in refused(drop=["a.y"], replace={"a.y.deep": 2})["replace.a.y.deep"]


def test_every_path_that_does_not_fit_is_told_at_once() -> None:
    assert set(refused(drop=["q"], replace={"w": 1}, add={"b": 1})) == {"drop.q", "replace.w", "add.b"}


def test_an_overlay_without_a_reason_is_refused() -> None:
    with pytest.raises(ContentFaulty) as caught:
        parse("overlay", {"format": 1, "extends": "base"}, "o.toml")
    assert [complaint.key for complaint in caught.value.complaints] == ["why"]


def test_what_an_overlay_wrote_is_known() -> None:
    assert list(touched(overlay(replace={"a.x": 1}, add={"c": 1}, drop=["b"]))) == ["a.x", "c"]


# ---- for any data

KEYS = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
TREES = st.recursive(VALUES, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
TABLES = st.dictionaries(KEYS, TREES, min_size=1, max_size=4)


def paths_of(data: Mapping[str, Any], at: str = "") -> list[str]:
    """Every path in the data, outermost first."""
    found = []
    for key, value in data.items():
        found.append(at + key)
        if isinstance(value, dict):
            found += paths_of(value, f"{at}{key}.")
    return found


def at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data[name]
    return data


def in_order(data: object) -> str:
    """Data as text with its key order, so that a changed order is a difference."""
    return json.dumps(data)


@given(TABLES, st.data())
def test_replacing_a_value_by_itself_changes_nothing(data: dict[str, Any], draw: st.DataObject) -> None:
    path = draw.draw(st.sampled_from(paths_of(data)))
    assert in_order(merge(data, overlay(replace={path: at(data, path)}), "o")) == in_order(data)


@given(TABLES, TREES, st.data())
def test_replacing_there_and_back_gives_the_same_data(data: dict[str, Any], new: Any, draw: st.DataObject) -> None:
    path = draw.draw(st.sampled_from(paths_of(data)))
    there = merge(data, overlay(replace={path: new}), "o")
    assert at(there, path) == new
    assert in_order(merge(there, overlay(replace={path: at(data, path)}), "o")) == in_order(data)


@given(TABLES, TREES)
def test_what_was_added_can_be_dropped_again(data: dict[str, Any], new: Any) -> None:
    added = merge(data, overlay(add={"new": new}), "o")
    assert added["new"] == new
    assert in_order(merge(added, overlay(drop=["new"]), "o")) == in_order(data)


@given(TABLES, st.data())
def test_ordering_moves_keys_and_loses_none(data: dict[str, Any], draw: st.DataObject) -> None:
    first = draw.draw(st.lists(st.sampled_from(list(data)), unique=True))
    ordered = merge({"t": data}, overlay(order={"t": first}), "o")["t"]
    assert ordered == data
    assert list(ordered)[: len(first)] == first
    assert [key for key in ordered if key not in first] == [key for key in data if key not in first]


@given(TABLES, st.lists(st.sampled_from(["a", "a.b", "c", "e.f", "d.a.b"]), max_size=3), st.data())
def test_any_overlay_either_merges_or_says_why_not(data: dict[str, Any], drop: list[str], draw: st.DataObject) -> None:
    known = [*paths_of(data), "x", "a.x", "b.c.d"]
    paths = st.dictionaries(st.sampled_from(known), TREES, max_size=3)
    before = in_order(data)
    try:
        merge(data, overlay(drop=drop, replace=draw.draw(paths), add=draw.draw(paths)), "o")
    except ContentFaulty as faulty:
        assert all(complaint.key and str(complaint.reason) for complaint in faulty.complaints)
    assert in_order(data) == before

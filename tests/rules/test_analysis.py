"""The worked example comes out exactly, other municipalities come out right, and a wrong shape says where."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.analysis import analyse
from continuity.rules.shape import ShapeError

EXAMPLE: dict[str, Any] = json.loads((Path(__file__).parent / "malarvik.json").read_text(encoding="utf-8"))


def small(**changes: Any) -> dict[str, Any]:
    """A municipality of two times, one category, no activities and no dependencies."""
    return {
        "time_columns_h": [2, 12],
        "thresholds": {"LH": 3},
        "class_limits_h": [4, 24, 168],
        "activities": [],
        "dependencies": [],
        **changes,
    }


def demand(**changes: Any) -> dict[str, Any]:
    """The least that a dependency may say."""
    return {"id": "D", "activity": "A", "resource": "R", "required_within_h": 4, **changes}


def judged(**changes: Any) -> dict[str, Any]:
    """The result for one dependency alone."""
    result: Any = analyse(small(dependencies=[demand(**changes)]))
    return dict(result["dependencies"][0]["expected"])


def activity(*levels: int, **changes: Any) -> dict[str, Any]:
    """The least that an activity may say."""
    return {"id": "A", "matrix": {"LH": list(levels)}, **changes}


def assessed(*levels: int, **changes: Any) -> dict[str, Any]:
    """The result for one activity alone."""
    result: Any = analyse(small(activities=[activity(*levels, **changes)]))
    return dict(result["activities"][0]["expected"])


@pytest.mark.parametrize("kind", ["activities", "dependencies"])
def test_the_worked_example_comes_out_exactly(kind: str) -> None:
    result: Any = analyse(EXAMPLE)
    assert result[kind] == [{"id": row["id"], "expected": row["expected"]} for row in EXAMPLE[kind]]


@pytest.mark.parametrize("key", ["priority_list", "priority_list_peak", "resource_order_h"])
def test_the_lists_of_the_worked_example_come_out_in_order(key: str) -> None:
    result = analyse(EXAMPLE)
    assert json.dumps(result[key]) == json.dumps(EXAMPLE[key])


def test_the_result_is_written_with_the_examples_numbers_and_keys() -> None:
    result: Any = analyse(EXAMPLE)
    assert list(result) == ["activities", "dependencies", "priority_list", "priority_list_peak", "resource_order_h"]
    for kind in ("activities", "dependencies"):
        for row, expected in zip(result[kind], EXAMPLE[kind], strict=True):
            assert json.dumps(row["expected"]) == json.dumps(expected["expected"])


def test_the_file_itself_is_left_alone() -> None:
    before = copy.deepcopy(EXAMPLE)
    analyse(EXAMPLE)
    assert before == EXAMPLE


def test_an_activity_that_never_becomes_unacceptable_has_no_mtpd_and_the_last_class() -> None:
    assert assessed(1, 2, rto_h=5) == {
        "mtpd_by_category": {"LH": None},
        "mtpd_h": None,
        "driving": [],
        "t_last_ok_h": 12,
        "eff_mtpd_h": None,
        "priority_class": 4,
        "slack_h": None,
    }


def test_a_peak_says_otherwise_for_an_activity_that_never_becomes_unacceptable() -> None:
    result = assessed(1, 2, rto_h=5, critical_periods=[{"peak_mtpd_h": 30}, {"peak_mtpd_h": 20}])
    assert (result["mtpd_h"], result["eff_mtpd_h"], result["priority_class"]) == (None, 20, 2)


def test_the_shortest_of_several_peaks_counts_in_class_and_peak_list() -> None:
    peaks = [{"peak_mtpd_h": 8, "peak_rto_h": 7}, {"peak_mtpd_h": 3, "peak_rto_h": 2}, {"name": "tom"}]
    slow = activity(1, 3, id="slow", rto_h=11, critical_periods=peaks)
    fast = activity(3, 3, id="fast", rto_h=3)
    result: Any = analyse(small(activities=[slow, fast]))
    assert result["activities"][0]["expected"]["priority_class"] == 1
    assert (result["priority_list"], result["priority_list_peak"]) == (["fast", "slow"], ["slow", "fast"])


def test_what_never_becomes_unacceptable_is_sorted_last_whatever_its_rto() -> None:
    never = activity(1, 1, id="A-never", rto_h=1, affected=1000, societally_important="Ja")
    late = activity(1, 3, id="B-late", rto_h=11)
    result: Any = analyse(small(activities=[never, late], class_limits_h=[1, 2, 3]))
    assert result["priority_list"] == ["B-late", "A-never"]


def test_other_limits_give_other_classes() -> None:
    result: Any = analyse(small(activities=[activity(3, 3)], class_limits_h=[1, 2]))
    assert result["activities"][0]["expected"]["priority_class"] == 2


def test_the_drivers_stand_in_their_own_order_and_then_the_files() -> None:
    categories = ["KU", "FT", "EK", "AB", "ME", "LR", "SF", "LH"]
    one = {"id": "A", "matrix": {name: [3, 3] for name in sorted(categories)}}
    data = small(thresholds=dict.fromkeys(categories, 3), activities=[one])
    result: Any = analyse(data)
    assert result["activities"][0]["expected"]["driving"] == ["LH", "SF", "LR", "ME", "EK", "FT", "KU", "AB"]
    result = analyse(data | {"categories": dict.fromkeys(sorted(categories), "namn")})
    assert result["activities"][0]["expected"]["driving"] == ["LH", "SF", "LR", "ME", "EK", "FT", "AB", "KU"]


def test_a_category_of_the_files_own_ranks_after_the_six_in_the_list() -> None:
    rows = [
        {"id": "A", "matrix": {"KU": [3, 3], "FT": [1, 1]}, "rto_h": 1},
        {"id": "B", "matrix": {"KU": [1, 1], "FT": [3, 3]}, "rto_h": 1},
    ]
    result: Any = analyse(small(thresholds={"KU": 3, "FT": 3}, activities=rows))
    assert result["priority_list"] == ["B", "A"]


def test_an_adjusted_mtpd_counts_in_class_and_slack() -> None:
    result = assessed(1, 3, mtpd_override_h=4, rto_h=1, wrt_h=0.5)
    assert (result["mtpd_h"], result["eff_mtpd_h"], result["priority_class"], result["slack_h"]) == (12, 4, 1, 2.5)


def test_without_an_rto_there_is_no_slack() -> None:
    assert assessed(1, 3)["slack_h"] is None


def test_binary_fractions_leave_no_trace_in_the_hours() -> None:
    assert assessed(1, 3, rto_h=0.1, wrt_h=0.2)["slack_h"] == 11.7


def test_nothing_promised_is_unknown_whatever_the_reserve() -> None:
    result = judged(reserve="Papper", reserve_activation_h=0, service_window="vardag 07-17")
    assert result == {"status": "saknar_uppgift", "effective_promise_h": None, "uncovered_h": None, "flags": []}


def test_a_promise_without_a_window_is_round_the_clock() -> None:
    assert judged(promised_recovery_h=4)["status"] == "ok"
    assert judged(promised_recovery_h=4, service_window=None)["effective_promise_h"] == 4


@pytest.mark.parametrize(
    ("window", "effective"),
    [
        ("vardag 08-16", 65),
        ("vardag 07–17", 63),
        ("alla dagar 08-20", 13),
        ("alla dagar 00-24", 1),
        ("24/7", 1),
        ("vardag 07:30-16:30", 64),
    ],
)
def test_a_window_adds_its_longest_closed_stretch(window: str, effective: float) -> None:
    assert judged(promised_recovery_h=1, service_window=window)["effective_promise_h"] == effective


def test_a_reserve_without_a_start_or_a_name_is_no_reserve() -> None:
    promise = {"promised_recovery_h": 10}
    for reserve in ({"reserve": "Papper"}, {"reserve_activation_h": 0}, {"reserve": "", "reserve_activation_h": 0}):
        assert judged(**promise, **reserve)["status"] == "gap"
    assert judged(**promise, reserve="Papper", reserve_activation_h=0)["status"] == "tackt_av_reserv"


def test_a_reserve_that_starts_too_late_does_not_count() -> None:
    late = judged(promised_recovery_h=10, reserve="Papper", reserve_activation_h=4.5, reserve_endurance_h=100)
    assert (late["status"], late["uncovered_h"]) == ("gap", 6)


def test_a_reserve_that_leans_on_the_lost_resource_does_not_count_and_is_flagged() -> None:
    result = judged(promised_recovery_h=10, reserve="P", reserve_activation_h=0, reserve_uses_same_resource=True)
    assert (result["status"], result["flags"]) == ("gap", ["gemensam_felkalla"])


def test_a_reserve_that_ends_before_the_need_leaves_only_the_time_after_the_need() -> None:
    result = judged(promised_recovery_h=10, reserve="P", reserve_activation_h=0, reserve_endurance_h=1)
    assert (result["status"], result["uncovered_h"]) == ("gap", 6)


def test_a_demand_on_itself_is_circular() -> None:
    assert judged(provided_by="A")["flags"] == ["cirkulart"]
    assert judged(provided_by="")["flags"] == []


def test_a_cycle_may_run_through_providers_that_are_no_activities() -> None:
    steps = [("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"), ("E", "A")]
    rows = [demand(id=f"{a}{b}", activity=a, provided_by=b) for a, b in steps]
    result: Any = analyse(small(dependencies=rows))
    flagged = [row["id"] for row in result["dependencies"] if "cirkulart" in row["expected"]["flags"]]
    assert flagged == ["AB", "BC", "CA"]


def test_only_critical_needs_decide_the_restore_order() -> None:
    rows = [
        demand(id="1", resource="X", required_within_h=8),
        demand(id="2", resource="X", required_within_h=1, criticality="viktig"),
        demand(id="3", resource="Y", required_within_h=2, criticality="stödjande"),
        demand(id="4", resource="Z", required_within_h=2.5, criticality="kritisk"),
    ]
    assert analyse(small(dependencies=rows))["resource_order_h"] == {"Z": 2.5, "X": 8}


def put(path: tuple[str | int, ...], value: object) -> Callable[[dict[str, Any]], None]:
    """A change of the worked example at one place."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    """Removes one place of the worked example."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (drop("time_columns_h"), "time_columns_h"),
        (put(("time_columns_h",), []), "time_columns_h"),
        (put(("time_columns_h",), {"a": 1}), "time_columns_h"),
        (put(("time_columns_h", 2), 4), "time_columns_h[2]"),
        (put(("time_columns_h", 0), True), "time_columns_h[0]"),
        (drop("thresholds"), "thresholds"),
        (put(("thresholds", "LH"), "3"), "thresholds.LH"),
        (put(("thresholds", "LH"), 3.5), "thresholds.LH"),
        (drop("class_limits_h"), "class_limits_h"),
        (put(("class_limits_h", 1), None), "class_limits_h[1]"),
        (put(("categories",), []), "categories"),
        (put(("levels", "hög"), "Hög"), "levels.hög"),
        (drop("activities"), "activities"),
        (put(("activities",), {}), "activities"),
        (put(("activities", 1), "SA2"), "activities[1]"),
        (drop("activities", 1, "id"), "activities[1].id"),
        (put(("activities", 1, "id"), "SA1"), "activities[1].id"),
        (put(("activities", 1, "id"), " "), "activities[1].id"),
        (drop("activities", 0, "matrix"), "activities[0].matrix"),
        (drop("activities", 0, "matrix", "SF"), "activities[0].matrix.SF"),
        (put(("activities", 0, "matrix", "XX"), [1] * 8), "activities[0].matrix.XX"),
        (put(("activities", 0, "matrix", "LH"), [3, 4]), "activities[0].matrix.LH"),
        (put(("activities", 0, "matrix", "LH", 3), "5"), "activities[0].matrix.LH[3]"),
        (put(("activities", 0, "matrix", "LH", 3), None), "activities[0].matrix.LH[3]"),
        (put(("activities", 0, "matrix", "LH", 3), 9), "activities[0].matrix.LH[3]"),
        (put(("activities", 4, "rto_h"), "4 h"), "activities[4].rto_h"),
        (put(("activities", 4, "rto_h"), -1), "activities[4].rto_h"),
        (put(("activities", 4, "wrt_h"), float("nan")), "activities[4].wrt_h"),
        (put(("activities", 4, "affected"), "många"), "activities[4].affected"),
        (put(("activities", 4, "societally_important"), "kanske"), "activities[4].societally_important"),
        (put(("activities", 4, "critical_periods"), {}), "activities[4].critical_periods"),
        (put(("activities", 4, "critical_periods", 0), 25), "activities[4].critical_periods[0]"),
        (
            put(("activities", 4, "critical_periods", 0, "peak_rto_h"), "8"),
            "activities[4].critical_periods[0].peak_rto_h",
        ),
        (drop("dependencies"), "dependencies"),
        (put(("dependencies", 2), None), "dependencies[2]"),
        (put(("dependencies", 2, "id"), "D1"), "dependencies[2].id"),
        (drop("dependencies", 2, "activity"), "dependencies[2].activity"),
        (drop("dependencies", 2, "resource"), "dependencies[2].resource"),
        (drop("dependencies", 2, "required_within_h"), "dependencies[2].required_within_h"),
        (put(("dependencies", 2, "required_within_h"), None), "dependencies[2].required_within_h"),
        (put(("dependencies", 2, "promised_recovery_h"), "24"), "dependencies[2].promised_recovery_h"),
        (put(("dependencies", 2, "service_window"), "helger 08-16"), "dependencies[2].service_window"),
        (put(("dependencies", 2, "service_window"), 24), "dependencies[2].service_window"),
        (put(("dependencies", 2, "reserve"), True), "dependencies[2].reserve"),
        (put(("dependencies", 2, "reserve_endurance_h"), "länge"), "dependencies[2].reserve_endurance_h"),
        (put(("dependencies", 2, "reserve_uses_same_resource"), "nej"), "dependencies[2].reserve_uses_same_resource"),
        (put(("dependencies", 2, "criticality"), 1), "dependencies[2].criticality"),
        (put(("dependencies", 2, "provided_by"), ["IT"]), "dependencies[2].provided_by"),
    ],
)
def test_a_file_of_the_wrong_shape_says_where(change: Callable[[dict[str, Any]], None], path: str) -> None:
    data = copy.deepcopy(EXAMPLE)
    change(data)
    with pytest.raises(ShapeError) as wrong:
        analyse(data)
    assert wrong.value.path == path
    assert str(wrong.value.reason).startswith(f"{path}: ")


@pytest.mark.parametrize("data", [None, [], "text", 4, True])
def test_a_file_that_is_no_object_is_of_the_wrong_shape(data: object) -> None:
    with pytest.raises(ShapeError) as wrong:
        analyse(data)
    assert wrong.value.path == "$"


def test_what_is_optional_may_be_absent() -> None:
    data = copy.deepcopy(EXAMPLE)
    for row in data["activities"]:
        for key in set(row) - {"id", "matrix"}:
            del row[key]
    for row in data["dependencies"]:
        for key in set(row) - {"id", "activity", "resource", "required_within_h"}:
            del row[key]
    kept = {"time_columns_h", "thresholds", "class_limits_h", "activities", "dependencies"}
    result: Any = analyse({key: value for key, value in data.items() if key in kept})
    assert {row["expected"]["status"] for row in result["dependencies"]} == {"saknar_uppgift"}
    assert sorted(result["priority_list"]) == ["SA1", "SA2", "SA3", "SA4", "SA5", "SA6"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(key=st.sampled_from(sorted(EXAMPLE)), value=JSON)
def test_anything_in_the_place_of_a_part_is_analysed_or_refused_with_a_path(key: str, value: object) -> None:
    try:
        assert analyse({**EXAMPLE, key: value})
    except ShapeError as wrong:
        assert wrong.path


@given(n=st.integers(0, 12), field=st.sampled_from(sorted(EXAMPLE["dependencies"][2])), value=JSON)
def test_anything_in_a_dependency_is_analysed_or_refused_with_a_path(n: int, field: str, value: object) -> None:
    data = copy.deepcopy(EXAMPLE)
    data["dependencies"][n][field] = value
    try:
        assert analyse(data)
    except ShapeError as wrong:
        assert wrong.path.startswith(f"dependencies[{n}]")


@given(order=st.permutations(range(6)))
def test_the_order_of_the_file_does_not_change_the_lists(order: list[int]) -> None:
    data = {**EXAMPLE, "activities": [EXAMPLE["activities"][n] for n in order]}
    result = analyse(data)
    assert (result["priority_list"], result["priority_list_peak"]) == (
        EXAMPLE["priority_list"],
        EXAMPLE["priority_list_peak"],
    )

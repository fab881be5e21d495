"""The analysis against a second reading of the specification: slow, naive, and written without the rules' code."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.analysis import analyse
from continuity.rules.shape import ShapeError
from tests.rules.test_analysis import EXAMPLE

FIXED = ("LH", "SF", "LR", "ME", "EK", "FT")
CATEGORIES = ("EK", "AB", "LH", "ME", "ZZ")  # the file's order, with two of its own
BADNESS = {"ok": 0, "tackt_av_reserv": 1, "delvis_tackt": 2, "gap": 3, "saknar_uppgift": 4}
HALF_H = 0.5

# --- the second reading ---------------------------------------------------------------------------------------------


def closed(window: str | None) -> float:
    """Walks three weeks in half hours and counts the longest time that nobody answers."""
    if window in (None, "24/7"):
        return 0
    days, _, clock = str(window).rpartition(" ")
    opens, closes = (float(part) for part in clock.split("-"))
    longest = so_far = 0.0
    for half in range(3 * 7 * 48):
        day, hour = half // 48 % 7, half % 48 / 2
        opened_on = day if hour >= opens else (day - 1) % 7
        within = opens <= hour < closes if opens < closes else hour >= opens or hour < closes
        is_open = within and (days == "alla dagar" or (opened_on if opens >= closes else day) < 5)
        so_far = 0 if is_open else so_far + HALF_H
        longest = max(longest, so_far)
    return longest


def reaches(edges: Iterable[tuple[str, str]], start: str, goal: str) -> bool:
    """Whether `goal` can be reached from `start` along the edges."""
    found, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in found:
            found.add(here)
            todo += [b for a, b in edges if a == here]
    return False


def dependency(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Status, effective promise, uncovered hours and flags as the specification words them."""
    edges = [(one["activity"], one["provided_by"]) for one in rows if one.get("provided_by")]
    same = bool(row.get("reserve_uses_same_resource"))
    circular = bool(row.get("provided_by")) and reaches(edges, row["provided_by"], row["activity"])
    flags = ["gemensam_felkalla"] * same + ["cirkulart"] * circular
    promise, need = row.get("promised_recovery_h"), row["required_within_h"]
    if promise is None:
        return {"status": "saknar_uppgift", "effective_promise_h": None, "uncovered_h": None, "flags": flags}
    effective = promise + closed(row.get("service_window"))
    start, endurance = row.get("reserve_activation_h"), row.get("reserve_endurance_h")
    usable = row.get("reserve") is not None and start is not None and start <= need and not same
    end = float("inf") if usable and endurance is None else start + endurance if usable else 0
    if effective <= need:
        status, uncovered = "ok", 0
    elif usable and end >= effective:
        status, uncovered = "tackt_av_reserv", 0
    else:
        status = "delvis_tackt" if usable and end >= promise else "gap"
        uncovered = effective - max(need, end)
    return {"status": status, "effective_promise_h": effective, "uncovered_h": uncovered, "flags": flags}


def activity(row: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """MTPD, drivers, class and slack as the specification words them."""
    times, thresholds = data["time_columns_h"], data["thresholds"]
    first = {
        c: next((t for t, level in zip(times, row["matrix"][c], strict=True) if level >= thresholds[c]), None)
        for c in thresholds
    }
    reached = [t for t in first.values() if t is not None]
    mtpd = min(reached) if reached else None
    base = mtpd if row.get("mtpd_override_h") is None else row["mtpd_override_h"]
    peaks = [p["peak_mtpd_h"] for p in row.get("critical_periods", []) if p.get("peak_mtpd_h") is not None]
    known = [h for h in (base, *peaks) if h is not None]
    effective = min(known) if known else None
    rank = [*FIXED, *(c for c in data["categories"] if c not in FIXED)]
    before = [t for t in times if mtpd is None or t < mtpd]
    rto = row.get("rto_h")
    return {
        "mtpd_by_category": first,
        "mtpd_h": mtpd,
        "driving": sorted((c for c, t in first.items() if mtpd is not None and t == mtpd), key=rank.index),
        "t_last_ok_h": max(before, default=0),
        "eff_mtpd_h": effective,
        "priority_class": 4 if effective is None else 1 + sum(effective > limit for limit in data["class_limits_h"]),
        "slack_h": None if base is None or rto is None else base - (rto + (row.get("wrt_h") or 0)),
    }


def order(data: dict[str, Any], *, peak: bool) -> list[str]:
    """Class, RTO now, driver, societally important, MTPD, most affected, id; those without an MTPD last."""
    rank = [*FIXED, *(c for c in data["categories"] if c not in FIXED)]

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        found = activity(row, data)
        peaks = [p.get("peak_rto_h") for p in row.get("critical_periods", [])] if peak else []
        rtos = [h for h in (row.get("rto_h"), *peaks) if h is not None]
        return (
            found["eff_mtpd_h"] is None,
            found["priority_class"],
            min(rtos) if rtos else float("inf"),
            min((rank.index(c) for c in found["driving"]), default=99),
            row.get("societally_important") != "Ja",
            float("inf") if found["eff_mtpd_h"] is None else found["eff_mtpd_h"],
            -(row.get("affected") or 0),
            row["id"],
        )

    return [row["id"] for row in sorted(data["activities"], key=key)]


def restored(data: dict[str, Any]) -> dict[str, float]:
    """Each resource and its tightest critical need, the tightest first."""
    critical = [d for d in data["dependencies"] if d.get("criticality", "kritisk") == "kritisk"]
    tightest = {
        d["resource"]: min(o["required_within_h"] for o in critical if o["resource"] == d["resource"]) for d in critical
    }
    return dict(sorted(tightest.items(), key=lambda item: item[1]))


# --- made-up municipalities -----------------------------------------------------------------------------------------

hours = st.integers(0, 200).map(lambda halves: halves / 2 if halves % 2 else halves // 2)
maybe_hours = st.none() | hours
windows = st.sampled_from(
    [None, "24/7", "vardag 08-16", "vardag 07-17", "alla dagar 08-20", "alla dagar 22-06", "vardag 00-24"]
)


def absent(values: dict[str, st.SearchStrategy[Any]], **always: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects with these keys, any of which may be left out, and those that are always there."""
    return st.fixed_dictionaries(always, optional=values)


peaks = absent({"peak_mtpd_h": maybe_hours, "peak_rto_h": maybe_hours, "peak_wrt_h": maybe_hours})


@st.composite
def municipalities(draw: st.DrawFn) -> dict[str, Any]:
    """Other columns, thresholds, limits, windows, peaks and cycles than the worked example's."""
    times = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=5)))
    limits = sorted(draw(st.sets(st.integers(1, 400), min_size=3, max_size=3)))
    named = draw(st.sets(st.sampled_from(CATEGORIES), min_size=1))
    thresholds = {c: draw(st.integers(2, 5)) for c in CATEGORIES if c in named}
    matrix = st.fixed_dictionaries(
        {c: st.lists(st.integers(1, 5), min_size=len(times), max_size=len(times)) for c in thresholds}
    )
    rows = draw(
        st.lists(
            absent(
                {
                    "rto_h": maybe_hours, "wrt_h": maybe_hours, "mtpd_override_h": maybe_hours,
                    "affected": st.none() | st.integers(0, 5),
                    "societally_important": st.sampled_from(["Ja", "Nej", "Utreds"]),
                    "critical_periods": st.lists(peaks, max_size=3),
                },
                matrix=matrix,
            ),
            max_size=6,
        )
    )  # fmt: skip
    names = st.sampled_from(["A0", "A1", "A2", "IT"])
    needs = draw(
        st.lists(
            absent(
                {
                    "promised_recovery_h": maybe_hours, "service_window": windows,
                    "reserve": st.sampled_from([None, "Papper"]), "reserve_activation_h": maybe_hours,
                    "reserve_endurance_h": maybe_hours, "reserve_uses_same_resource": st.booleans(),
                    "criticality": st.sampled_from(["kritisk", "viktig", "stödjande"]),
                    "provided_by": st.none() | names,
                },
                activity=names, resource=st.sampled_from(["R1", "R2", "R3"]), required_within_h=hours,
            ),
            max_size=8,
        )
    )  # fmt: skip
    return {
        "time_columns_h": times,
        "thresholds": thresholds,
        "class_limits_h": limits,
        "categories": dict.fromkeys(thresholds, "namn"),
        "activities": [{"id": f"A{n}", **row} for n, row in enumerate(rows)],
        "dependencies": [{"id": f"D{n}", **row} for n, row in enumerate(needs)],
    }


# --- both readings agree --------------------------------------------------------------------------------------------


def both(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the rules say, and what the second reading says."""
    second = {
        "activities": [{"id": row["id"], "expected": activity(row, data)} for row in data["activities"]],
        "dependencies": [
            {"id": row["id"], "expected": dependency(row, data["dependencies"])} for row in data["dependencies"]
        ],
        "priority_list": order(data, peak=False),
        "priority_list_peak": order(data, peak=True),
        "resource_order_h": restored(data),
    }
    return dict(analyse(data)), second


def test_the_second_reading_gives_the_worked_example_too() -> None:
    said, second = both(EXAMPLE)
    assert said == second


@given(data=municipalities())
def test_any_municipality_comes_out_as_the_second_reading_says(data: dict[str, Any]) -> None:
    said, second = both(data)
    assert said == second
    assert list(said["resource_order_h"]) == list(second["resource_order_h"])


def statuses(data: dict[str, Any]) -> dict[str, int]:
    """Dependency id -> how bad its status is."""
    result: Any = analyse(data)
    return {row["id"]: BADNESS[row["expected"]["status"]] for row in result["dependencies"]}


@given(data=municipalities(), which=st.integers(0, 7))
def test_leaving_a_dependency_out_never_worsens_another(data: dict[str, Any], which: int) -> None:
    left = [row for n, row in enumerate(data["dependencies"]) if n != which]
    after, before = statuses({**data, "dependencies": left}), statuses(data)
    assert all(after[name] == before[name] for name in after)


@given(data=municipalities(), shorter=st.floats(0, 1))
def test_shorter_promises_never_worsen_a_status(data: dict[str, Any], shorter: float) -> None:
    promised = [
        {**row, "promised_recovery_h": row["promised_recovery_h"] * shorter}
        if row.get("promised_recovery_h") is not None
        else row
        for row in data["dependencies"]
    ]
    before, after = statuses(data), statuses({**data, "dependencies": promised})
    assert all(after[name] <= before[name] for name in after)


@given(data=municipalities(), category=st.sampled_from(CATEGORIES), time=st.integers(0, 4))
def test_a_graver_impact_never_lengthens_an_mtpd_or_lowers_a_class(
    data: dict[str, Any], category: str, time: int
) -> None:
    def raised(row: dict[str, Any]) -> dict[str, Any]:
        levels = [min(5, level + (n == time)) for n, level in enumerate(row["matrix"].get(category, []))]
        return {**row, "matrix": {**row["matrix"], **({category: levels} if levels else {})}}

    before: Any = analyse(data)
    after: Any = analyse({**data, "activities": [raised(row) for row in data["activities"]]})
    never = float("inf")
    for old, new in zip(before["activities"], after["activities"], strict=True):
        was, now = old["expected"], new["expected"]
        assert (now["mtpd_h"] if now["mtpd_h"] is not None else never) <= (was["mtpd_h"] or never)
        assert now["priority_class"] <= was["priority_class"]


@given(data=municipalities(), other=st.randoms(use_true_random=False))
def test_both_lists_are_total_and_the_same_however_the_file_is_ordered(data: dict[str, Any], other: Any) -> None:
    mixed = list(data["activities"])
    other.shuffle(mixed)
    result, again = analyse(data), analyse({**data, "activities": mixed})
    for name in ("priority_list", "priority_list_peak"):
        found: Any = result[name]
        assert sorted(found) == sorted(row["id"] for row in data["activities"])
        assert found == again[name]


@pytest.mark.parametrize("value", [True, False, float("nan"), float("inf"), -1, 10**400, 1e12, "4", [4], {"h": 4}])
@pytest.mark.parametrize(
    "place", ["required_within_h", "promised_recovery_h", "reserve_activation_h", "reserve_endurance_h"]
)
def test_what_is_no_number_of_hours_is_refused_where_it_stands(place: str, value: object) -> None:
    rows = [{**EXAMPLE["dependencies"][0], place: value}]
    with pytest.raises(ShapeError) as wrong:
        analyse({**EXAMPLE, "dependencies": rows})
    assert wrong.value.path == f"dependencies[0].{place}"

"""Demand against promise: a better promise, reserve or test never makes things look worse than they are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.dependencies import (
    Demand,
    Reserve,
    circular_demands,
    demands_on,
    effective_promise,
    judge,
    judge_all,
)
from continuity.rules.windows import read_window

OFFICE = read_window("vardag 07-17")
PLAIN = Demand("D", "A", "Omsorgssystem", required_within_h=4, promised_h=24, window=OFFICE)
WORSE = ["ok", "tackt_av_reserv", "delvis_tackt", "gap", "saknar_uppgift"]


def test_office_hours_add_the_weekend_to_the_promise() -> None:
    assert effective_promise(PLAIN) == 86


def test_without_a_reserve_everything_after_the_need_is_uncovered() -> None:
    found = judge(PLAIN)
    assert (found.status, found.uncovered_h) == ("gap", 82)


@pytest.mark.parametrize(
    ("reserve", "status", "uncovered"),
    [
        (Reserve(0.5, 24), "delvis_tackt", 61.5),
        (Reserve(0.5, 20), "gap", 65.5),
        (Reserve(0.5, 85.5), "tackt_av_reserv", 0),
        (Reserve(0.25, None), "tackt_av_reserv", 0),
        (Reserve(4, 20), "delvis_tackt", 62),
        (Reserve(5, None), "gap", 82),
        (Reserve(None, None), "gap", 82),
        (Reserve(0, None, same_resource=True), "gap", 82),
    ],
)
def test_a_reserve_covers_from_its_start_to_its_end(reserve: Reserve, status: str, uncovered: float) -> None:
    found = judge(replace(PLAIN, reserve=reserve))
    assert (found.status, found.uncovered_h) == (status, uncovered)


def test_a_reserve_that_needs_the_lost_resource_is_a_common_failure() -> None:
    found = judge(replace(PLAIN, promised_h=None, reserve=Reserve(0, None, same_resource=True)), circular=True)
    assert (found.status, found.flags) == ("saknar_uppgift", ("gemensam_felkalla", "cirkulart"))


def test_a_slower_test_outranks_the_promise_where_tests_count() -> None:
    tested = replace(PLAIN, tested_h=30, tested_on=date(2026, 1, 1))
    assert (effective_promise(tested), effective_promise(tested, tests_count=True)) == (86, 92)


def test_a_faster_test_does_not_better_the_promise() -> None:
    assert effective_promise(replace(PLAIN, tested_h=1), tests_count=True) == 86


def test_a_test_without_a_promise_is_still_no_promise() -> None:
    assert judge(replace(PLAIN, promised_h=None, tested_h=1), tests_count=True).status == "saknar_uppgift"


@pytest.mark.parametrize(
    ("tested_h", "tested_on", "tested"),
    [
        (1, date(2026, 1, 15), True),
        (1, date(2024, 1, 15), True),
        (1, date(2024, 1, 14), False),
        (1, date(2026, 1, 16), False),
        (1, None, False),
        (None, date(2026, 1, 1), False),
    ],
)
def test_ok_is_tested_when_the_test_is_at_most_two_years_old(
    tested_h: float | None, tested_on: date | None, tested: bool
) -> None:
    demand = replace(PLAIN, required_within_h=90, tested_h=tested_h, tested_on=tested_on)
    found = judge(demand, on=date(2026, 1, 15), tests_count=True)
    assert (found.status, found.tested) == ("ok", tested)


def test_a_longer_closed_stretch_can_stand_in_for_the_plain_weeks() -> None:
    assert judge(PLAIN, closed_h=110).effective_promise_h == 134


def test_cycles_are_found_through_providers_and_on_oneself() -> None:
    pairs = {"1": ("A", "B"), "2": ("B", "A"), "3": ("C", "A"), "4": ("D", "D"), "5": ("E", None)}
    demands = [replace(PLAIN, id=id_, activity=a, provided_by=b) for id_, (a, b) in pairs.items()]
    assert circular_demands(demands) == {"1", "2", "4"}
    assert {id_ for id_, found in judge_all(demands).items() if "cirkulart" in found.flags} == {"1", "2", "4"}


def test_the_demands_on_a_resource_stand_with_the_tightest_first() -> None:
    demands = [replace(PLAIN, id="b"), replace(PLAIN, id="a"), replace(PLAIN, id="c", required_within_h=1)]
    other = replace(PLAIN, id="d", resource="El")
    assert [demand.id for demand in demands_on("Omsorgssystem", [*demands, other])] == ["c", "a", "b"]


HOURS = st.integers(0, 200).map(lambda n: n / 2)
RESERVES = st.none() | st.builds(
    Reserve, activation_h=st.none() | HOURS, endurance_h=st.none() | HOURS, same_resource=st.booleans()
)
NAMES = st.sampled_from("ABCDE")
DEMANDS = st.builds(
    Demand,
    id=st.uuids().map(str),
    activity=NAMES,
    resource=NAMES,
    required_within_h=HOURS,
    promised_h=st.none() | HOURS,
    window=st.sampled_from(["24/7", "vardag 07-17", "alla dagar 08-20"]).map(read_window),
    reserve=RESERVES,
    provided_by=st.none() | NAMES,
)


@given(demand=DEMANDS, shorter=HOURS)
def test_a_shorter_promise_never_worsens_a_status(demand: Demand, shorter: float) -> None:
    before = judge(demand)
    after = judge(replace(demand, promised_h=shorter if demand.promised_h is None else min(shorter, demand.promised_h)))
    assert WORSE.index(after.status) <= WORSE.index(before.status)
    assert before.uncovered_h is None or (after.uncovered_h is not None and after.uncovered_h <= before.uncovered_h)


@given(demand=DEMANDS, more=HOURS)
def test_a_reserve_that_lasts_longer_never_worsens_a_status(demand: Demand, more: float) -> None:
    if demand.reserve is None or demand.reserve.endurance_h is None:
        longer = demand
    else:
        longer = replace(demand, reserve=replace(demand.reserve, endurance_h=demand.reserve.endurance_h + more))
    assert WORSE.index(judge(longer).status) <= WORSE.index(judge(demand).status)


@given(demand=DEMANDS)
def test_hours_are_uncovered_exactly_when_the_status_is_a_gap_with_figures(demand: Demand) -> None:
    found = judge(demand)
    assert (found.uncovered_h is None) == (demand.promised_h is None)
    if found.uncovered_h is not None:
        assert (found.uncovered_h > 0) == (found.status in {"gap", "delvis_tackt"})


@given(demands=st.lists(DEMANDS, min_size=1, max_size=8), data=st.data())
def test_removing_a_dependency_never_adds_a_gap_or_a_flag(demands: list[Demand], data: st.DataObject) -> None:
    removed = data.draw(st.sampled_from(demands))
    before = judge_all(demands)
    for id_, after in judge_all([demand for demand in demands if demand is not removed]).items():
        assert after.status == before[id_].status
        assert set(after.flags) <= set(before[id_].flags)

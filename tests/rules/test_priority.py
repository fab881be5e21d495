"""The municipality's order is total and stable, and each key counts only when those before it are equal."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.dependencies import Demand
from continuity.rules.impact import DRIVING_ORDER, Peak
from continuity.rules.priority import Ranked, manual_order, priority_list, restore_order, sort_key

PLAIN = Ranked("M", 2, 4, ("LR",), societally_important=False, eff_mtpd_h=8, affected=100)


@pytest.mark.parametrize(
    "ahead",
    [
        replace(PLAIN, id="Z", priority_class=1, rto_h=99),
        replace(PLAIN, id="Z", rto_h=3, driving=("FT",)),
        replace(PLAIN, id="Z", driving=("FT", "SF"), eff_mtpd_h=9),
        replace(PLAIN, id="Z", societally_important=True, eff_mtpd_h=9),
        replace(PLAIN, id="Z", eff_mtpd_h=7, affected=1),
        replace(PLAIN, id="Z", affected=101),
        replace(PLAIN, id="L"),
    ],
    ids=["class", "rto", "driver", "important", "mtpd", "affected", "id"],
)
def test_each_key_decides_when_those_before_it_are_equal(ahead: Ranked) -> None:
    assert priority_list([PLAIN, ahead]) == (ahead.id, "M")
    assert priority_list([ahead, PLAIN]) == (ahead.id, "M")


def test_an_activity_without_rto_comes_after_those_that_have_one() -> None:
    assert priority_list([replace(PLAIN, id="A", rto_h=None), PLAIN]) == ("M", "A")


def test_an_activity_that_never_becomes_unacceptable_comes_last() -> None:
    never = replace(PLAIN, id="A", priority_class=1, rto_h=0, eff_mtpd_h=None)
    assert priority_list([never, PLAIN]) == ("M", "A")


def test_in_a_peak_the_shortest_rto_counts() -> None:
    peaking = replace(PLAIN, id="Z", rto_h=72, peaks=(Peak(rto_h=8), Peak(rto_h=2), Peak()))
    assert priority_list([peaking, PLAIN]) == ("M", "Z")
    assert priority_list([peaking, PLAIN], peak=True) == ("Z", "M")


def test_a_peak_never_lengthens_the_rto() -> None:
    relaxed = replace(PLAIN, id="L", peaks=(Peak(rto_h=100),))
    assert priority_list([relaxed, PLAIN], peak=True) == ("L", "M")


def test_moved_activities_stand_where_they_were_put_and_the_rest_keep_their_order() -> None:
    assert manual_order(["a", "b", "c", "d"], {"d": 1, "a": 3}) == ("d", "b", "a", "c")
    assert manual_order(["a", "b"], {"a": 99, "gone": 1}) == ("b", "a")
    assert manual_order(["a", "b"], {}) == ("a", "b")


def test_resources_are_restored_by_their_tightest_critical_need_and_ties_keep_their_order() -> None:
    demands = [
        Demand("1", "A", "El", 8),
        Demand("2", "A", "Telefoni", 1),
        Demand("3", "B", "El", 1),
        Demand("4", "B", "Bilar", 0.5, critical=False),
    ]
    assert list(restore_order(demands).items()) == [("El", 1), ("Telefoni", 1)]


RANKED = st.builds(
    Ranked,
    id=st.text("abcdef", min_size=1, max_size=3),
    priority_class=st.integers(1, 4),
    rto_h=st.none() | st.sampled_from([0, 1, 4]),
    driving=st.lists(st.sampled_from([*DRIVING_ORDER, "XX"]), max_size=3).map(tuple),
    societally_important=st.booleans(),
    eff_mtpd_h=st.none() | st.sampled_from([1, 8]),
    affected=st.integers(0, 2),
    peaks=st.lists(st.builds(Peak, rto_h=st.none() | st.sampled_from([0, 2])), max_size=2).map(tuple),
)


@given(activities=st.lists(RANKED, max_size=8, unique_by=lambda a: a.id), data=st.data(), peak=st.booleans())
def test_the_order_is_total_and_does_not_depend_on_how_the_list_came(
    activities: list[Ranked], data: st.DataObject, peak: bool
) -> None:
    shuffled = data.draw(st.permutations(activities))
    assert priority_list(activities, peak=peak) == priority_list(shuffled, peak=peak)
    keys = [sort_key(activity, peak=peak) for activity in activities]
    assert len(set(keys)) == len(keys)


@given(proposed=st.lists(st.text("abcd", min_size=1, max_size=2), unique=True), data=st.data())
def test_a_manual_order_loses_and_adds_nobody(proposed: list[str], data: st.DataObject) -> None:
    moved = data.draw(st.dictionaries(st.sampled_from([*proposed, "?"]), st.integers(-2, 12)))
    assert sorted(manual_order(proposed, moved)) == sorted(proposed)

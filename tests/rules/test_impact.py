"""How long an activity may stand still follows from its matrix, and worse impact never gives more time."""

from hypothesis import given
from hypothesis import strategies as st

from continuity.rules import impact
from continuity.rules.impact import Criteria, Peak, Targets, assess

TIMES = (1, 4, 8, 24, 72, 168, 336, 720)
CRITERIA = Criteria(TIMES, {"LH": 3, "SF": 3, "LR": 3, "EK": 4, "FT": 4, "ME": 4})
LEVELS = st.lists(st.integers(1, 5), min_size=len(TIMES), max_size=len(TIMES))
MATRICES = st.fixed_dictionaries(dict.fromkeys(CRITERIA.thresholds, LEVELS))
HOURS = st.floats(min_value=0, max_value=1000, allow_nan=False)
QUIET = {category: [1] * len(TIMES) for category in CRITERIA.thresholds}


def test_the_first_unacceptable_time_is_where_the_level_reaches_the_threshold() -> None:
    assert impact.first_unacceptable([1, 2, 3, 3], [1, 4, 8, 24], 3) == 8
    assert impact.first_unacceptable([1, 2, 2, 2], [1, 4, 8, 24], 3) is None


def test_an_untouched_time_inherits_the_level_above() -> None:
    assert impact.inherit([None, 2, None, 4, None]) == (None, 2, 2, 4, 4)


def test_the_shortest_category_drives_and_all_of_them_are_named() -> None:
    matrix = QUIET | {"FT": [1, 1, 4, 4, 4, 4, 4, 4], "LH": [1, 1, 3, 3, 3, 3, 3, 3], "SF": [1, 1, 1, 3, 3, 3, 3, 3]}
    found = assess(matrix, Targets(), CRITERIA)
    assert (found.mtpd_h, found.driving, found.t_last_ok_h, found.priority_class) == (8, ("LH", "FT"), 4, 2)


def test_an_activity_that_bears_no_outage_has_no_last_tolerable_time() -> None:
    found = assess(QUIET | {"LH": [3] * len(TIMES)}, Targets(rto_h=0.5), CRITERIA)
    assert (found.mtpd_h, found.t_last_ok_h, found.suggested_rto_h, found.slack_h) == (1, 0, 0, 0.5)


def test_what_never_becomes_unacceptable_waits_longest() -> None:
    found = assess(QUIET, Targets(rto_h=4), CRITERIA)
    assert (found.mtpd_h, found.driving, found.t_last_ok_h) == (None, (), 720)
    assert (found.slack_h, found.eff_mtpd_h, found.priority_class) == (None, None, 4)


def test_an_adjusted_mtpd_moves_the_suggestion_but_not_what_the_matrix_says() -> None:
    found = assess(QUIET | {"LH": [1, 1, 3, 3, 3, 3, 3, 3]}, Targets(mtpd_override_h=3), CRITERIA)
    assert (found.mtpd_h, found.t_last_ok_h, found.base_mtpd_h, found.suggested_rto_h) == (8, 4, 3, 1)


def test_a_peak_decides_the_class_but_not_the_ordinary_slack() -> None:
    matrix = QUIET | {"LR": [1, 1, 1, 1, 1, 3, 3, 3]}
    targets = Targets(rto_h=72, wrt_h=24, peaks=(Peak(mtpd_h=24, rto_h=8, wrt_h=4), Peak(mtpd_h=200)))
    found = assess(matrix, targets, CRITERIA)
    assert (found.base_mtpd_h, found.eff_mtpd_h, found.priority_class) == (168, 24, 2)
    assert (found.slack_h, found.peak_slacks_h) == (72, (12, None))


def test_class_limits_are_inclusive_and_any_number_of_them() -> None:
    assert [impact.priority_class(hours, (4, 24, 168)) for hours in (4, 4.5, 24, 168, 169, None)] == [1, 2, 2, 3, 4, 4]
    assert [impact.priority_class(hours, (2,)) for hours in (1, 3, None)] == [1, 2, 2]


def test_slack_is_negative_when_it_does_not_fit() -> None:
    assert impact.slack(8, 7, 2) == -1


@given(matrix=MATRICES, category=st.sampled_from(sorted(CRITERIA.thresholds)), place=st.integers(0, len(TIMES) - 1))
def test_raising_an_impact_never_lengthens_the_mtpd(matrix: dict[str, list[int]], category: str, place: int) -> None:
    before = assess(matrix, Targets(), CRITERIA)
    raised = [*matrix[category]]
    raised[place] = 5
    after = assess(matrix | {category: raised}, Targets(), CRITERIA)
    assert after.mtpd_h is not None
    assert before.mtpd_h is None or after.mtpd_h <= before.mtpd_h
    assert after.priority_class <= before.priority_class
    assert after.t_last_ok_h <= before.t_last_ok_h


@given(matrix=MATRICES, peaks=st.lists(HOURS, max_size=4), more=HOURS)
def test_one_more_peak_never_lowers_the_priority(matrix: dict[str, list[int]], peaks: list[float], more: float) -> None:
    few = assess(matrix, Targets(peaks=tuple(Peak(mtpd_h=hours) for hours in peaks)), CRITERIA)
    many = assess(matrix, Targets(peaks=tuple(Peak(mtpd_h=hours) for hours in [*peaks, more])), CRITERIA)
    assert many.priority_class <= few.priority_class
    assert many.eff_mtpd_h == min([more] if few.eff_mtpd_h is None else [more, few.eff_mtpd_h])


@given(matrix=MATRICES)
def test_the_drivers_are_exactly_the_categories_that_reach_the_mtpd_first(matrix: dict[str, list[int]]) -> None:
    found = assess(matrix, Targets(), CRITERIA)
    reached = {category for category, time in found.mtpd_by_category.items() if time is not None}
    assert bool(found.driving) == bool(reached) == (found.mtpd_h is not None)
    assert set(found.driving) == {c for c in reached if found.mtpd_by_category[c] == found.mtpd_h}


@given(matrix=MATRICES)
def test_the_suggested_rto_is_always_shorter_than_the_mtpd(matrix: dict[str, list[int]]) -> None:
    found = assess(matrix, Targets(), CRITERIA)
    assert found.mtpd_h is None or found.suggested_rto_h < found.mtpd_h

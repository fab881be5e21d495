"""Dates hold over red days, quiet periods, leap days and year ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules import due

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2045, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 6, 19),  # Midsummer Eve, a Friday
        date(2026, 12, 24),
        date(2026, 12, 31),
        date(2026, 1, 6),
        date(2026, 4, 3),  # Good Friday
        date(2026, 5, 14),  # Ascension Day
        date(2026, 11, 21),  # a Saturday
        date(2026, 11, 22),  # a Sunday
    ],
)
def test_an_office_is_closed_on_red_days_eves_and_weekends(day: date) -> None:
    assert not due.is_workday(day)


def test_an_ordinary_monday_is_a_working_day_unless_the_organisation_says_otherwise() -> None:
    monday = date(2026, 11, 23)
    assert due.is_workday(monday)
    assert not due.is_workday(monday, extra={monday})


def test_red_days_are_those_between_the_two_dates() -> None:
    assert due.red_days(date(2026, 12, 24), date(2027, 1, 1)) == {
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 31),
        date(2027, 1, 1),
    }


def test_the_organisations_own_closed_days_count_as_red() -> None:
    own = date(2026, 11, 25)
    assert own in due.red_days(date(2026, 11, 1), date(2026, 11, 30), extra=[own])
    assert own not in due.red_days(date(2026, 11, 26), date(2026, 11, 30), extra=[own])


def test_ten_working_days_from_a_friday_is_the_friday_two_weeks_later() -> None:
    assert due.add_workdays(date(2026, 11, 6), 10) == date(2026, 11, 20)


def test_working_days_step_over_christmas_and_new_year() -> None:
    assert due.add_workdays(date(2026, 12, 22), 3) == date(2026, 12, 29)


def test_july_does_not_count_for_a_review() -> None:
    assert due.add_workdays(date(2026, 6, 29), 3, due.REVIEW_QUIET) == date(2026, 8, 4)


def test_christmas_does_not_count_for_a_review() -> None:
    assert due.add_workdays(date(2026, 12, 22), 1, due.REVIEW_QUIET) == date(2027, 1, 7)


def test_no_days_is_the_first_day_that_counts() -> None:
    assert due.add_workdays(date(2026, 11, 23), 0) == date(2026, 11, 23)
    assert due.add_workdays(date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_a_negative_number_of_days_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        due.add_workdays(date(2026, 11, 23), -1)


def test_a_year_of_quiet_is_a_mistake_and_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="whole year"):
        due.add_workdays(date(2026, 11, 23), 1, [due.Quiet((1, 1), (12, 31))])


def test_quiet_is_read_from_the_settings_form_of_month_and_day() -> None:
    assert due.Quiet.written("12-23", "01-06") == due.REVIEW_QUIET[1]
    with pytest.raises(ValueError, match="month"):
        due.Quiet.written("13-01", "14-01")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 5, 27), date(2027, 5, 27)),
    ],
)
def test_a_year_later_is_the_same_date(day: date, expected: date) -> None:
    assert due.same_date_next_year(day) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 27), 24, date(2028, 5, 27)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert due.add_months(day, months) == expected


def test_a_ladder_is_days_around_the_due_date_earliest_first() -> None:
    assert due.ladder(date(2027, 5, 27), [0, -90, 14]) == (
        (-90, date(2027, 2, 26)),
        (0, date(2027, 5, 27)),
        (14, date(2027, 6, 10)),
    )


@pytest.mark.parametrize(
    ("due_date", "offset", "sent"),
    [
        (date(2026, 11, 26), 0, date(2026, 11, 23)),  # a Thursday: that week's Monday
        (date(2026, 4, 8), 0, date(2026, 4, 7)),  # Easter Monday is red, so Tuesday
        (date(2026, 7, 22), 0, date(2026, 7, 20)),  # T goes out in July
        (date(2026, 7, 22), -7, date(2026, 7, 13)),  # and so does T-7
        (date(2026, 7, 22), -14, date(2026, 8, 3)),  # T-14 waits for August
        (date(2029, 8, 17), -14, date(2029, 8, 1)),  # 3 August: its week opens in July, so it waits till Wednesday
        (date(2029, 8, 3), 0, date(2029, 7, 30)),  # but T itself may go out in July
    ],
)
def test_a_ladder_step_is_sent_on_its_weeks_first_working_day_and_keeps_july_quiet(
    due_date: date, offset: int, sent: date
) -> None:
    assert due.send_day(due_date, offset) == sent


def test_the_last_working_day_before_a_weekend_is_friday() -> None:
    assert due.last_workday(date(2026, 11, 22)) == date(2026, 11, 20)


@given(start=DAYS, n=st.integers(min_value=1, max_value=40), quiet=st.booleans())
def test_counting_the_days_back_gives_the_number_that_was_added(start: date, n: int, quiet: bool) -> None:
    stretches = due.REVIEW_QUIET if quiet else ()
    end = due.add_workdays(start, n, stretches)
    assert due.is_workday(end)
    assert due.workdays_between(start, end, stretches) == n


@given(start=DAYS, n=st.integers(min_value=0, max_value=30))
def test_a_later_start_never_gives_an_earlier_deadline(start: date, n: int) -> None:
    later = start + timedelta(days=1)
    assert due.add_workdays(start, n, due.REVIEW_QUIET) <= due.add_workdays(later, n, due.REVIEW_QUIET)


@given(due_date=DAYS, offset=st.sampled_from([-120, -90, -60, -30, -14, -7, 0, 14, 30, 60]))
def test_a_digest_goes_out_on_a_working_day_and_only_two_steps_in_july(due_date: date, offset: int) -> None:
    day = due.send_day(due_date, offset)
    assert due.is_workday(day)
    assert day.month != due.JULY or offset in due.LOUD_IN_JULY


@given(day=DAYS, n=st.integers(min_value=0, max_value=60))
def test_months_forward_and_back_never_land_later(day: date, n: int) -> None:
    assert due.add_months(due.add_months(day, n), -n) <= day

"""A service window is read as it is written, and its longest closed stretch is counted in hours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules import due
from continuity.rules.windows import ALWAYS, UnreadableWindow, closed_gap, closed_gap_between, read_window, with_margin


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("24/7", 0),
        (None, 0),
        (" 24 / 7 ", 0),
        ("vardag 07-17", 62),
        ("vardag 07–17", 62),
        ("Vardagar 07-17", 62),
        ("vardag 06-18", 60),
        ("vardag 08-16", 64),
        ("vardag 8-16", 64),
        ("vardag 00-24", 48),
        ("vardag 07:30-16:30", 63),
        ("vardag 22-06", 64),
        ("alla dagar 08-20", 12),
        ("alla dagar 00-24", 0),
        ("alla dagar 22-06", 16),
    ],
)
def test_the_longest_closed_stretch_of_a_plain_week(text: str | None, closed: float) -> None:
    assert closed_gap(read_window(text)) == closed


@pytest.mark.parametrize(
    "text",
    ["", "vardag", "helger 08-16", "vardag 08-25", "vardag 08-08", "vardag 24-08", "vardag 07:60-17", "7-17", "24/6"],
)
def test_what_is_no_window_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UnreadableWindow) as refused:
        read_window(text)
    assert "vardag 07-17" in str(refused.value.reason)


def around(first: date, last: date) -> frozenset[date]:
    return due.red_days(*with_margin(first, last))


@pytest.mark.parametrize(
    ("text", "first", "last", "closed"),
    [
        ("vardag 07-17", date(2026, 4, 1), date(2026, 4, 7), 110),  # Thursday 17 to Tuesday 7: Easter
        ("vardag 07-17", date(2026, 4, 6), date(2026, 4, 6), 110),  # Easter Monday alone is in the same stretch
        ("vardag 07-17", date(2026, 4, 8), date(2026, 4, 20), 62),
        ("vardag 07-17", date(2026, 11, 23), date(2027, 11, 22), 110),  # Christmas 2026 from 23 December
        ("alla dagar 08-20", date(2026, 4, 1), date(2026, 4, 7), 12),
        ("24/7", date(2026, 4, 1), date(2026, 4, 7), 0),
        ("vardag 07-17", date(2025, 12, 20), date(2026, 1, 10), 134),  # Tuesday 23 December 17 to Monday 29 at 7
    ],
)
def test_red_days_lengthen_the_closed_stretch_of_a_period(text: str, first: date, last: date, closed: float) -> None:
    assert closed_gap_between(read_window(text), first, last, around(first, last)) == closed


def test_an_office_shut_for_weeks_is_closed_for_weeks() -> None:
    july = [date(2027, 7, 1) + timedelta(days=n) for n in range(31)]
    window = read_window("vardag 07-17")
    closed = closed_gap_between(window, date(2027, 6, 1), date(2027, 8, 31), july)
    assert closed == (date(2027, 8, 2) - date(2027, 6, 30)).days * 24 - 10


@given(
    first=st.dates(date(2025, 1, 1), date(2035, 1, 1)),
    days=st.integers(0, 60),
    opens=st.integers(0, 23),
    closes=st.integers(1, 24),
    every_day=st.booleans(),
)
def test_a_year_with_red_days_is_never_closed_for_less_than_a_plain_week(
    first: date, days: int, opens: int, closes: int, every_day: bool
) -> None:
    days_open = "alla dagar" if every_day else "vardag"
    window = ALWAYS if opens == closes else read_window(f"{days_open} {opens}-{closes}")
    last = first + timedelta(days=days)
    assert closed_gap_between(window, first, last, around(first, last)) >= closed_gap(window)
    assert closed_gap_between(window, first, last, ()) == closed_gap(window)

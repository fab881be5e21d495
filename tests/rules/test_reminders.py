"""The right day of every rung, by a second reading of the rules; and who is told what."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.organisation import Ladder, Rung
from continuity.definitions.words import Words
from continuity.rules import reminders
from continuity.rules.due import Quiet
from continuity.rules.reminders import Workdays

CALENDAR = Workdays(quiet=(Quiet((7, 1), (7, 31)), Quiet((12, 23), (1, 6))))
EARLY = date(2026, 1, 1)
DAYS = st.dates(date(2026, 1, 1), date(2037, 12, 31))
CLOSED = holidays.country_holidays("SE", years=range(2025, 2040), categories=("public", "de_facto"))


def ladder(*rungs: Rung, counts: str = "days") -> Ladder:
    return Ladder.model_validate({"title": Words(sv="Översyn"), "counts": counts, "rungs": rungs})


def rung(at: int, *to: str, **other: object) -> Rung:
    return Rung.model_validate({"at": at, "to": to or ("head",), **other})


REVIEW = ladder(
    rung(-90, "coordinator", at_body=-120),
    rung(-30, "head", copies=("coordinator",)),
    rung(-7, "head"),
    rung(0, "head", "security_function"),
    rung(30, "municipal_director"),
    Rung(at=60, report=True),
)


def open_on(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def first_open(day: date) -> date:
    while not open_on(day):
        day += timedelta(days=1)
    return day


def by_hand(due: date, at: int) -> date:
    """The specification read again: the ladder day, out of July, the week's first working day, and out of July."""
    day = due + timedelta(days=at)
    august = first_open(date(day.year, 8, 1))
    if day.month == 7 and at not in (-7, 0):
        day = august
    first = first_open(day - timedelta(days=day.weekday()))
    return first_open(date(first.year, 8, 1)) if first.month == 7 and at not in (-7, 0) else first


@given(DAYS, st.sampled_from([-90, -60, -30, -14, -7, 0, 14, 30, 46, 60]))
def test_a_rung_goes_with_its_weeks_digest_on_a_working_day(due: date, at: int) -> None:
    day = reminders.right_day(REVIEW, rung(at), due, CALENDAR)
    assert day == by_hand(due, at)
    assert open_on(day) and (day.month != 7 or at in (-7, 0))


@given(DAYS)
def test_its_own_day_is_that_day_or_the_working_day_before(asked: date) -> None:
    advice = ladder(rung(9, "asked", own_day=True), counts="workdays")
    day = reminders.right_day(advice, advice.rungs[0], asked, CALENDAR)
    counted = [asked + timedelta(days=n) for n in range(1, (day - asked).days + 1)]
    assert sum(open_on(one) and not any(quiet.covers(one) for quiet in CALENDAR.quiet) for one in counted) == 9
    own = ladder(rung(0, own_day=True))
    t = reminders.right_day(own, own.rungs[0], asked, CALENDAR)
    assert t <= asked and open_on(t) and not any(open_on(t + timedelta(days=n)) for n in range(1, (asked - t).days + 1))


@pytest.mark.parametrize(
    ("due", "at", "day"),
    [
        ("2026-12-28", 0, "2026-12-28"),  # week 53 begins on a working Monday
        ("2027-01-01", 0, "2026-12-28"),  # New Year's Day lies in the same week 53
        ("2028-02-29", 0, "2028-02-28"),
        ("2027-03-28", 0, "2027-03-22"),  # the night when the clock is put forward
        ("2027-06-25", 0, "2027-06-21"),  # Midsummer's Eve
        ("2027-03-29", 0, "2027-03-30"),  # Easter Monday: the week's first working day is the day after
        ("2027-08-15", -30, "2027-08-02"),  # 16 July waits for August
        ("2027-07-15", 0, "2027-07-12"),  # but T does not
        ("2027-01-31", -14, "2027-01-11"),
    ],
)
def test_days_that_have_been_wrong_in_other_systems(due: str, at: int, day: str) -> None:
    found = reminders.right_day(REVIEW, rung(at), date.fromisoformat(due), CALENDAR)
    assert found == date.fromisoformat(day)


def test_papers_for_a_body_are_wanted_a_month_earlier() -> None:
    due = date(2027, 5, 27)
    assert reminders.rung_day(REVIEW, REVIEW.rungs[0], due, CALENDAR, body=True) == due - timedelta(days=120)
    assert reminders.rung_day(REVIEW, REVIEW.rungs[1], due, CALENDAR, body=True) == due - timedelta(days=30)


def test_only_a_week_before_and_the_day_itself_are_heard_in_july() -> None:
    due = date(2027, 7, 14)
    heard = {one.at for one, _ in reminders.passed(REVIEW, due, date(2027, 7, 13), CALENDAR)}
    assert heard == {-7, 0}
    assert -30 in {one.at for one, _ in reminders.passed(REVIEW, due, date(2027, 8, 2), CALENDAR)}


def test_each_person_is_told_the_last_rung_that_is_theirs_and_once() -> None:
    passed = reminders.passed(REVIEW, date(2027, 5, 27), date(2027, 5, 27), CALENDAR)
    holders = {"head": [1, 2], "coordinator": [3, 2], "security_function": [4]}
    told = {(person, one.at, copied) for person, one, copied in reminders.highest(passed, holders, {})}
    assert told == {(1, 0, False), (2, 0, False), (3, -30, True), (4, 0, False)}
    assert not list(reminders.highest(passed, holders, {1: [0], 2: [0], 3: [-30], 4: [0]}))


def test_the_escalation_is_known_ahead() -> None:
    due = date(2026, 11, 2)
    at = {one.at: one for one in REVIEW.rungs}
    first = reminders.later(REVIEW, at[-90], due, EARLY, CALENDAR)
    assert first is not None and first.roles == ("head",) and first.day == by_hand(due, -30)
    last = reminders.later(REVIEW, at[0], due, due, CALENDAR)
    assert last is not None and last.roles == ("municipal_director",) and last.day == by_hand(due, 30)
    report = reminders.later(REVIEW, at[0], due, due + timedelta(days=35), CALENDAR)
    assert report is not None and report.report and not report.roles
    assert reminders.later(REVIEW, at[60], due, EARLY, CALENDAR) is None


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        ("2026-11-23 06:59", False),
        ("2026-11-23 07:00", True),
        ("2026-11-23 16:59", True),
        ("2026-11-23 17:00", False),
        ("2026-11-22 12:00", False),  # a Sunday
        ("2026-12-24 12:00", False),  # Christmas Eve
    ],
)
def test_reminders_go_in_office_hours(moment: str, goes: bool) -> None:
    assert reminders.may_go(datetime.fromisoformat(moment), CALENDAR) is goes


def test_a_day_of_ones_own_is_no_working_day() -> None:
    own = Workdays(frozenset({date(2026, 11, 23)}))
    assert reminders.right_day(REVIEW, rung(0), date(2026, 11, 23), own) == date(2026, 11, 24)
    assert not reminders.may_go(datetime(2026, 11, 23, 12), own)


@pytest.mark.parametrize(
    ("number", "usual", "since", "flood"),
    [
        (200, 0, "2027-01-04", False),
        (201, 0, "2027-01-04", True),
        (300, 150, "2027-01-04", False),
        (301, 150, "2027-01-04", True),
        (1, 150, "2026-01-04", True),  # the clock has jumped a year
        (0, 150, "2026-01-04", True),  # a silence is held though nothing is due: what comes after it may be
        (5, 0, None, False),
    ],
)
def test_a_flood_is_many_more_than_usual_or_comes_after_a_long_silence(
    number: int, usual: int, since: str | None, flood: bool
) -> None:
    last = date.fromisoformat(since) if since else None
    assert reminders.is_flood(number, cap=200, usual=usual, since=last, today=date(2027, 1, 11)) is flood

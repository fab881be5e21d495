"""Due dates: Swedish working days, quiet periods, months, and the days of a ladder of reminders."""

import calendar
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)
JULY, AUGUST = 7, 8
LOUD_IN_JULY = frozenset({-7, 0})  # the only steps of a ladder that go out in July


@dataclass(frozen=True)
class Quiet:
    """A stretch of every year, (month, day) inclusive at both ends; it may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether the day falls in the stretch."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last

    @classmethod
    def written(cls, first: str, last: str) -> "Quiet":
        """From "MM-DD" at both ends, as organisation.toml has it.

        :raise ValueError: not a day of a year.
        """
        return cls(_month_day(first), _month_day(last))


REVIEW_QUIET = (Quiet((7, 1), (7, 31)), Quiet((12, 23), (1, 6)))  # domain.md 4.1


def red_days(first: date, last: date, extra: Collection[date] = ()) -> frozenset[date]:
    """Days from `first` to `last`, both included, when offices are closed though it may be a weekday.

    Public holidays and Midsummer Eve, Christmas Eve and New Year's Eve; `extra` are the organisation's own.
    """
    found: set[date] = set()
    for year in range(first.year, last.year + 1):
        found |= _red_days_of(year)
    return frozenset(day for day in found | set(extra) if first <= day <= last)


def is_workday(day: date, extra: Collection[date] = ()) -> bool:
    """Whether an ordinary office is open: Monday to Friday and not a red day; `extra` are the organisation's own."""
    return day.weekday() < calendar.SATURDAY and day not in _red_days_of(day.year) and day not in extra


def first_workday(day: date, extra: Collection[date] = ()) -> date:
    """The day itself when it is a working day, else the next one that is."""
    while not is_workday(day, extra):
        day += ONE_DAY
    return day


def last_workday(day: date, extra: Collection[date] = ()) -> date:
    """The day itself when it is a working day, else the one before that is."""
    while not is_workday(day, extra):
        day -= ONE_DAY
    return day


def add_workdays(start: date, n: int, quiet: Iterable[Quiet] = (), extra: Collection[date] = ()) -> date:
    """The n-th working day after `start`, which is not counted itself; days in `quiet` are not counted either.

    n = 0 gives the first day, `start` or later, that counts.
    :raise ValueError: n is negative, or the quiet periods leave no day of the year.
    """
    stretches = tuple(quiet)
    if n < 0:
        raise ValueError("n must not be negative")
    if not _some_day_is_left(stretches):
        raise ValueError("the quiet periods cover the whole year")

    def counts(day: date) -> bool:
        return is_workday(day, extra) and not any(stretch.covers(day) for stretch in stretches)

    day, left = start, n
    while left:
        day += ONE_DAY
        left -= counts(day)
    while not counts(day):
        day += ONE_DAY
    return day


def workdays_between(start: date, end: date, quiet: Iterable[Quiet] = (), extra: Collection[date] = ()) -> int:
    """How many days after `start` up to and including `end` count as working days; 0 when end <= start."""
    stretches = tuple(quiet)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, extra) and not any(stretch.covers(day) for stretch in stretches) for day in days)


def add_months(day: date, n: int) -> date:
    """The same day n months later (earlier when negative); the last of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def same_date_next_year(day: date) -> date:
    """A year later; 29 February becomes 28 February."""
    return add_months(day, 12)


def ladder(due: date, offsets: Iterable[int]) -> tuple[tuple[int, date], ...]:
    """(offset in days, calendar day) for each step of a ladder around a due date, earliest first; T is offset 0."""
    return tuple((offset, due + timedelta(days=offset)) for offset in sorted(set(offsets)))


def out_of_july(day: date, offset: int, extra: Collection[date] = ()) -> date:
    """The ladder day after July's quiet: only T-7 and T stay in July, the rest wait for August's first working day."""
    if day.month != JULY or offset in LOUD_IN_JULY:
        return day
    return first_workday(date(day.year, AUGUST, 1), extra)


def digest_day(day: date, extra: Collection[date] = ()) -> date:
    """The first working day of the day's ISO week, when that week's digest goes out.

    A week with no working day at all sends on the next working day after it.
    """
    return first_workday(day - timedelta(days=day.weekday()), extra)


def send_day(due: date, offset: int, extra: Collection[date] = ()) -> date:
    """When the digest with this ladder step goes out: the first working day of its week, July's quiet kept.

    The week that August begins in may open in July; what may not go out then waits for August too.
    """
    day = out_of_july(due + timedelta(days=offset), offset, extra)
    return out_of_july(digest_day(day, extra), offset, extra)


@lru_cache(maxsize=256)
def _red_days_of(year: int) -> frozenset[date]:
    calendar_of_year = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
    return frozenset(calendar_of_year.keys())


def _some_day_is_left(stretches: tuple[Quiet, ...]) -> bool:
    days = (date(2025, 1, 1) + timedelta(days=n) for n in range(365))
    return any(not any(stretch.covers(day) for stretch in stretches) for day in days)


def _month_day(text: str) -> tuple[int, int]:
    day = date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 may be written
    return day.month, day.day

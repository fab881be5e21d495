"""Which rung of a ladder is due when, and to whom next: Swedish working days, one digest a week, a quiet July."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from continuity.definitions.organisation import Ladder, Rung
from continuity.rules import due
from continuity.rules.due import Quiet

OFFICE_HOURS = (time(7), time(17))  # Swedish time; no ladder reminder goes at night


@dataclass(frozen=True)
class Workdays:
    """What does not count as a working day here: red days of one's own, and quiet periods of review deadlines."""

    extra: Collection[date] = ()
    quiet: tuple[Quiet, ...] = ()


@dataclass(frozen=True)
class Later:
    """What happens if nothing else does: from `day` these roles are told too, or it is taken up in the report."""

    day: date
    roles: tuple[str, ...]
    report: bool = False


def may_go(local: datetime, calendar: Workdays) -> bool:
    """Whether ladder reminders go out at this moment, given as the clock on a Swedish wall shows it."""
    first, last = OFFICE_HOURS
    return first <= local.time() < last and due.is_workday(local.date(), calendar.extra)


def rung_day(ladder: Ladder, rung: Rung, anchor: date, calendar: Workdays, *, body: bool = False) -> date:
    """The rung's day on the calendar; `body` says that a political body decides and papers must be in earlier."""
    offset = rung.at_body if body and rung.at_body is not None else rung.at
    if ladder.counts == "workdays":
        return due.add_workdays(anchor, offset, calendar.quiet, calendar.extra)
    return anchor + timedelta(days=offset)


def right_day(ladder: Ladder, rung: Rung, anchor: date, calendar: Workdays, *, body: bool = False) -> date:
    """When the rung is told: with its week's digest, or on its own day where it says so; July is kept quiet."""
    day = due.out_of_july(rung_day(ladder, rung, anchor, calendar, body=body), rung.at, calendar.extra)
    if rung.own_day:
        return due.last_workday(day, calendar.extra)
    return due.out_of_july(due.digest_day(day, calendar.extra), rung.at, calendar.extra)


def passed(
    ladder: Ladder, anchor: date, today: date, calendar: Workdays, *, body: bool = False
) -> tuple[tuple[Rung, date], ...]:
    """(Rung, its right day) for those whose day has come and that may go today, the first rung first."""
    days = ((rung, right_day(ladder, rung, anchor, calendar, body=body)) for rung in ladder.rungs)
    return tuple((rung, day) for rung, day in days if day <= today and _heard(rung, today))


def _heard(rung: Rung, today: date) -> bool:
    """In July only T-7 and T are told; what was missed before waits for August too."""
    return today.month != due.JULY or rung.at in due.LOUD_IN_JULY


def receivers(rung: Rung) -> tuple[tuple[str, bool], ...]:
    """(Role, whether it is a copy) for everybody the rung is for."""
    return (*((role, False) for role in rung.to), *((role, True) for role in rung.copies))


def highest(
    rungs: Iterable[tuple[Rung, date]], holders: Mapping[str, Collection[int]], known: Mapping[int, Collection[int]]
) -> Iterator[tuple[int, Rung, bool]]:
    """(Person, rung, whether it is a copy): for each person the last rung that is theirs, if it has not been told.

    `holders` says who has each role, `known` which levels each person has been told. The earlier rungs that somebody
    missed are not told beside it: nobody is helped by T-30 on the day of T.
    """
    theirs: dict[int, tuple[Rung, bool]] = {}
    for rung, _day in rungs:
        here: dict[int, bool] = {}
        for role, copied in receivers(rung):
            for person in holders.get(role, ()):
                here[person] = here.get(person, True) and copied
        theirs |= {person: (rung, copied) for person, copied in here.items()}
    for person, (rung, copied) in sorted(theirs.items()):
        if rung.at not in known.get(person, ()):
            yield person, rung, copied


def later(
    ladder: Ladder, rung: Rung, anchor: date, today: date, calendar: Workdays, *, body: bool = False
) -> Later | None:
    """The next rung after today that somebody new hears of, so that nobody is surprised by an escalation."""
    told: set[str] = set()
    for other in ladder.rungs:
        roles = tuple(role for role in other.to if role not in told)
        day = right_day(ladder, other, anchor, calendar, body=body)
        if other.at > rung.at and day > today and (roles or other.report):
            return Later(day, roles, other.report)
        told |= {*other.to, *other.copies}
    return None


def week_of(day: date) -> str:
    """The ISO week, "2026-W53": one digest a person and week."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def is_flood(reminders: int, *, cap: int, usual: int, since: date | None, today: date) -> bool:
    """Whether so many reminders (or so long after the last) look like a mistake that a person should see first.

    `usual` is the largest number of an ordinary day, `since` the last day that reminders were gathered.
    """
    jumped = since is not None and (today - since).days > LONGEST_SILENCE
    return jumped or reminders > max(cap, 2 * usual)


LONGEST_SILENCE = 45  # days; a clock that jumped a year has not seen those in between

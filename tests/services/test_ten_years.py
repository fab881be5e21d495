"""Years of reminders day by day: each once and on its right Swedish day, whatever happens to the scheduler."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import holidays
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from continuity.models import Membership, Plan, Reminder, ReminderRound, writing
from continuity.rules.due import same_date_next_year
from continuity.services.reminders import mailing, reminding
from tests.support.calm import only_reviews
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
CLOSED = holidays.country_holidays("SE", years=range(2026, 2042), categories=("public", "de_facto"))
# Leap day, New Year's Day, Midsummer's Eve, July, the nights when clocks change, the last day of a week 53.
DAYS = {
    "SN": date(2028, 2, 29), "KS": date(2028, 1, 1), "KFN": date(2028, 6, 23), "BUN": date(2028, 7, 14),
    "TSN": date(2028, 3, 26), "SBN": date(2028, 10, 29), "OFN": date(2027, 12, 31),
}  # fmt: skip
ROLES = {
    -90: ("coordinator",), -60: ("coordinator", "head"), -30: ("head", "coordinator"), -14: ("head", "coordinator"),
    -7: ("head",), 0: ("head", "security_function"), 14: ("head", "security_function"), 30: ("municipal_director",),
    46: ("head",),
}  # fmt: skip
DONE_AFTER = 70  # days after its date, so that every rung is reached


@dataclass(frozen=True)
class Told:
    """One reminder as it was stored."""

    plan: int
    due: date
    person: int
    level: int
    day: date


@pytest.fixture
def world(sqlite_town: Town) -> Town:
    """Seven plans with their reviews on difficult days, and nothing else to be reminded of."""
    only_reviews(sqlite_town.session, DAYS)
    return sqlite_town


def open_on(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def first_open(day: date) -> date:
    while not open_on(day):
        day += timedelta(days=1)
    return day


def right_day(due: date, level: int) -> date:
    """The specification read by hand, without the product's own rules."""
    day = due + timedelta(days=level)
    if day.month == 7 and level not in (-7, 0):
        day = first_open(date(day.year, 8, 1))
    first = first_open(day - timedelta(days=day.weekday()))
    return first_open(date(first.year, 8, 1)) if first.month == 7 and level not in (-7, 0) else first


def week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def live(town: Town, day: date) -> None:
    """A review that is long overdue is done at last, and the next one is a year later."""
    for plan in town.session.scalars(select(Plan).where(Plan.review_due.is_not(None))):
        assert plan.review_due is not None
        if (day - plan.review_due).days >= DONE_AFTER:
            plan.review_due = same_date_next_year(plan.review_due)
    town.session.commit()


def told(session: Session) -> list[Told]:
    return [
        Told(row.plan_id, row.due, row.person_id, row.level, row.at.date()) for row in session.scalars(select(Reminder))
    ]


def days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC)


def lived(town: Town, first: date, last: date) -> list[Told]:
    for day in days(first, last):
        live(town, day)
        if open_on(day):
            reminding.gather(town.session, at=at(day))
    return told(town.session)


def holders(town: Town, role: str, plan: int) -> set[int]:
    unit = town.session.get_one(Plan, plan).department_id
    query = select(Membership.person_id).where(Membership.role == role)
    own = set(town.session.scalars(query.where(Membership.department_id == unit)))
    return own or set(town.session.scalars(query.where(Membership.department_id.is_(None))))


def check_manners(found: list[Told]) -> None:
    """None twice, on working days, July quiet, at most one digest a person and week."""
    assert len({(one.plan, one.due, one.person, one.level) for one in found}) == len(found)
    assert all(open_on(one.day) for one in found)
    assert all(one.day.month != 7 or one.level in (-7, 0) for one in found)
    by_week = sorted(found, key=lambda one: (one.person, week(one.day)))
    for _, group in groupby(by_week, key=lambda one: (one.person, week(one.day))):
        assert len({one.day for one in group}) == 1


def check_days(found: list[Told], since: date) -> None:
    """Each on its right day; or the week after, where the person had that week's digest already."""
    had = {(one.person, one.day) for one in found}
    for one in (one for one in found if right_day(one.due, one.level) >= since):
        right = right_day(one.due, one.level)
        monday = right - timedelta(days=right.weekday())
        earlier = any((one.person, day) in had for day in days(monday, right) if day < right)
        later = first_open(right + timedelta(days=7 - right.weekday()))
        assert one.day == (later if earlier else right), one


def check_nothing_is_lost(town: Town, found: list[Told], first: date, last: date) -> None:
    """Every rung reached everybody who has its role, or a later rung did at that very time."""
    reached = {(one.plan, one.due, one.person, one.level): one.day for one in found}
    for plan, due in {(one.plan, one.due) for one in found}:
        for level, roles in ROLES.items():
            day = right_day(due, level)
            if not first <= day <= last - timedelta(days=14):
                continue
            for person in {person for role in roles for person in holders(town, role, plan)}:
                times = [reached.get((plan, due, person, other)) for other in ROLES if other >= level]
                assert any(time and time <= day + timedelta(days=10) for time in times), (
                    due,
                    level,
                    person,
                )


def test_a_leap_winter_and_a_summer_day_by_day(world: Town) -> None:
    first, last = date(2027, 12, 6), date(2028, 8, 18)
    found = lived(world, first, last)
    assert len(found) > 100
    check_manners(found)
    check_days(found, first)
    check_nothing_is_lost(world, found, first, last)


@pytest.mark.soak
def test_ten_years_day_by_day(world: Town) -> None:
    first, last = date(2027, 9, 1), date(2037, 12, 31)
    found = lived(world, first, last)
    check_manners(found)
    check_days(found, first)
    check_nothing_is_lost(world, found, first, last)


def troubled(town: Town, first: date, last: date, seed: int) -> list[Told]:
    """The same with a scheduler that is off, runs twice, crashes, and whose clock jumps a year ahead."""
    chance = random.Random(seed)
    security = town.actor("sakerhetschef")
    off_until = first
    for day in days(first, last):
        live(town, day)
        if day < off_until or not open_on(day):
            continue
        trouble = chance.random()
        if trouble < 0.05:
            off_until = day + timedelta(days=3)
        elif trouble < 0.10:
            crash(town, day)
        elif trouble < 0.13:
            jump(town, day, security)
        for _ in range(chance.choice((1, 1, 2))):
            reminding.gather(town.session, at=at(day))
    return told(town.session)


def crash(town: Town, day: date) -> None:
    """Everything is stored but nothing is committed, then the process dies."""
    engine = town.session.get_bind()
    town.session.commit()
    with Session(writing(engine)) as session:  # type: ignore[arg-type]
        session.commit = lambda: (_ for _ in ()).throw(OperationalError("commit", {}, Exception("killed")))  # type: ignore[method-assign]
        with pytest.raises(OperationalError):
            reminding.gather(session, at=at(day))


def jump(town: Town, day: date, security: object) -> None:
    """The clock is a year ahead for a while; what was held is thrown away, and the clock is mended."""
    reminding.gather(town.session, at=at(first_open(same_date_next_year(day))))
    for held in town.session.scalars(select(ReminderRound).where(ReminderRound.state == "held")).all():
        mailing.settle_round(town.session, held.id, send=False, by=security, at=at(day))  # type: ignore[arg-type]
    assert town.session.scalars(select(ReminderRound.id).where(ReminderRound.day > day)).all() == []


def check_troubled(town: Town, first: date, last: date, seed: int) -> None:
    found = troubled(town, first, last, seed)
    check_manners(found)
    assert all(one.day >= right_day(one.due, one.level) for one in found), "none comes early"
    check_nothing_is_lost(town, found, first, last)


def test_half_a_year_of_trouble(world: Town) -> None:
    check_troubled(world, date(2027, 12, 6), date(2028, 6, 9), seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_ten_years_of_trouble(world: Town, seed: int) -> None:
    check_troubled(world, date(2027, 9, 1), date(2037, 12, 31), seed)

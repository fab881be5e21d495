"""The figures of a year: exercised plans, time to signature and what was done, one row a year."""

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from continuity.models import (
    Action,
    ActionEntry,
    Activity,
    Department,
    Plan,
    SignOff,
    Step,
    StepRevision,
    TimeSpent,
    YearStatus,
)
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.oversight.narrowing import Filter, committees, narrowed
from continuity.services.oversight.overdue import may_follow_up
from continuity.services.oversight.timeline import kind_of
from continuity.services.registers import classes
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import load_workflows


@dataclass(frozen=True)
class Year:
    """One year; shares are whole percent, None where there is nothing to count.

    `exercised`: of the activities in class 1 and 2, those whose plan was exercised during the year. `days`: median from
    a step's start to its last signature. `late_actions`: due during the year and not done in time. `done` and
    `in_force`: of steps and departments as frozen on 31 January.
    """

    year: int
    grave: int
    exercised: int | None
    signed: int
    days: int | None
    late_actions: int
    done: int | None
    in_force: int | None


@dataclass(frozen=True)
class Spent:
    """What one department's signed steps took in the newest year shown.

    `days` from start to signature together; `worked` is the time measured in the forms, None where none was.
    """

    department_id: int
    name: str
    signed: int
    days: int
    worked: timedelta | None


@dataclass(frozen=True)
class Figures:
    """Every year since the first plan began, the oldest first, and the departments' time in the last of them."""

    years: tuple[Year, ...]
    spent: tuple[Spent, ...]
    committees: tuple[tuple[int, str], ...]

    @property
    def frozen(self) -> tuple[int, ...]:
        """The years whose status was frozen, the newest first."""
        return tuple(year.year for year in reversed(self.years) if year.in_force is not None)


@dataclass(frozen=True)
class _Signed:
    department_id: int
    name: str
    on: date
    days: int
    seconds: int | None


def figures(session: Session, chosen: Filter, *, by: Actor, at: datetime) -> Figures:
    """The years and the departments' time.

    :raise Forbidden: the person's role does not follow up the departments.
    """
    today = local_date(at)
    may_follow_up(by, today)
    years = _years(session, today)
    signed = list(_signed(session, chosen, today))
    grave, exercised = _grave(session, chosen, today), _exercised(session, chosen, today)
    frozen, late = _frozen(session, chosen, today), Counter(_late_actions(session, chosen, today))
    return Figures(
        years=tuple(
            replace(_year(year, today, signed, grave, exercised, frozen.get(year, ())), late_actions=late[year])
            for year in years
        ),
        spent=tuple(_spent(one for one in signed if one.on.year == years[-1])),
        committees=committees(session),
    )


def _years(session: Session, today: date) -> Sequence[int]:
    first = session.scalar(select(func.min(Plan.created_at)))
    return range(local_date(first).year if first else today.year, today.year + 1)


def _year(
    year: int,
    today: date,
    signed: Sequence[_Signed],
    grave: Sequence[tuple[int, date, date | None]],
    exercised: Collection[tuple[int, int]],
    frozen: Sequence[YearStatus],
) -> Year:
    last = min(date(year, 12, 31), today)
    held = [unit for unit, begins, ends in grave if begins <= last and (ends is None or ends > last)]
    days = [one.days for one in signed if one.on.year == year]
    steps = [step for row in frozen for step in row.steps.values()]
    return Year(
        year=year,
        grave=len(held),
        exercised=_share(sum((unit, year) in exercised for unit in held), len(held)),
        signed=len(days),
        days=round(statistics.median(days)) if days else None,
        late_actions=0,
        done=_share(sum(step["done"] for step in steps), len(steps)),
        in_force=_share(sum(row.in_force_version is not None for row in frozen), len(frozen)),
    )


def _share(part: int, whole: int) -> int | None:
    return part * 100 // whole if whole else None


def _signed(session: Session, chosen: Filter, today: date) -> Iterable[_Signed]:
    """Each completed revision: when it was last signed, and how many days after its start."""
    last = (
        select(SignOff.revision_id, func.max(SignOff.at).label("at"))
        .where(SignOff.action == "signed")
        .group_by(SignOff.revision_id)
        .subquery()
    )
    spent = (
        select(TimeSpent.revision_id, func.sum(TimeSpent.seconds).label("seconds"))
        .group_by(TimeSpent.revision_id)
        .subquery()
    )
    wanted = (Plan.department_id, Department.name, StepRevision.opened_at, StepRevision.started_at, last.c.at)
    query = _of_plans(select(*wanted, spent.c.seconds), chosen, today)
    query = query.join(last, last.c.revision_id == StepRevision.id)
    query = query.outerjoin(spent, spent.c.revision_id == StepRevision.id)
    for row in session.execute(query.where(StepRevision.completed_at.is_not(None))):
        on = local_date(row.at)
        days = (on - local_date(row.started_at or row.opened_at)).days
        seconds = int(row.seconds) if row.seconds is not None else None
        yield _Signed(row.department_id, row.name, on, days, seconds)


def _of_plans(query: Select[*tuple[Any, ...]], chosen: Filter, today: date) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(StepRevision)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(narrowed(chosen, today))
    )


def _grave(session: Session, chosen: Filter, today: date) -> list[tuple[int, date, date | None]]:
    """(department, from, to) for each activity in class 1 or 2 while in force, a row a version of the analysis."""
    found = classes.class_of_activity(session)
    query = (
        select(Activity.department_id, Activity.valid_from, Activity.valid_to)
        .join(Plan, Plan.department_id == Activity.department_id)
        .join(Plan.department)
        .join(StepRevision, StepRevision.id == Activity.revision_id)
        .where(narrowed(chosen, today), found <= classes.GRAVE, StepRevision.completed_at <= Activity.valid_from)
    )
    return [
        (row.department_id, local_date(row.valid_from), local_date(row.valid_to) if row.valid_to else None)
        for row in session.execute(query)
    ]


def _exercised(session: Session, chosen: Filter, today: date) -> set[tuple[int, int]]:
    """(department, year) for each exercise that was completed."""
    columns = (Plan.department_id, Plan.workflow_hash, Step.name, StepRevision.completed_at)
    query = _of_plans(select(*columns), chosen, today).where(StepRevision.completed_at.is_not(None))
    rows = session.execute(query).all()
    flows = load_workflows(session, {row.workflow_hash for row in rows})
    exercises = {
        (key, name) for key, flow in flows.items() for name, step in flow.steps.items() if kind_of(step) == "test"
    }
    return {
        (row.department_id, local_date(row.completed_at).year)
        for row in rows
        if (row.workflow_hash, row.name) in exercises
    }


def _late_actions(session: Session, chosen: Filter, today: date) -> Iterable[int]:
    """The year of each action that was due and not done in time; one still to be done is late from its day on."""
    done = (
        select(ActionEntry.action_id, func.max(ActionEntry.at).label("at"))
        .where(ActionEntry.kind == "done")
        .group_by(ActionEntry.action_id)
        .subquery()
    )
    query = (
        select(Action.due, Action.state, done.c.at)
        .join(Department, Department.id == Action.department_id)
        .join(Plan, Plan.department_id == Department.id)
        .outerjoin(done, done.c.action_id == Action.id)
        .where(narrowed(chosen, today), Action.due < today)
    )
    for row in session.execute(query):
        in_time = row.state in ("done", "verified") and row.at is not None and local_date(row.at) <= row.due
        if not in_time:
            yield row.due.year


def _frozen(session: Session, chosen: Filter, today: date) -> Mapping[int, list[YearStatus]]:
    query = (
        select(YearStatus)
        .join(Plan, Plan.department_id == YearStatus.department_id)
        .join(Plan.department)
        .where(narrowed(chosen, today), Plan.workflow == YearStatus.workflow)
    )
    found: dict[int, list[YearStatus]] = {}
    for row in session.scalars(query):
        found.setdefault(row.year, []).append(row)
    return found


def _spent(signed: Iterable[_Signed]) -> list[Spent]:
    by_unit: dict[tuple[int, str], list[_Signed]] = {}
    for one in signed:
        by_unit.setdefault((one.department_id, one.name), []).append(one)
    rows = [
        Spent(unit, name, len(steps), sum(one.days for one in steps), _worked(steps))
        for (unit, name), steps in by_unit.items()
    ]
    return sorted(rows, key=lambda row: alphabetical(row.name))


def _worked(steps: Sequence[_Signed]) -> timedelta | None:
    measured = [one.seconds for one in steps if one.seconds is not None]
    return timedelta(seconds=sum(measured)) if measured else None

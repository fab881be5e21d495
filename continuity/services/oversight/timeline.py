"""Eighteen months ahead: reviews, exercises, steps, meetings, validity and actions, department by department."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.definitions.workflows import WorkflowStep
from continuity.errors import Forbidden, Reason, say
from continuity.models import Action, Department, Hearing, Plan, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.due import add_months
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.oversight.narrowing import Filter, committees, narrowed
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import load_workflows

MONTHS = 18
PAGE = 50  # departments in the picture
Kind = Literal["review", "test", "step", "meeting", "validity", "action"]
KINDS: Mapping[Kind, Reason] = MappingProxyType(
    {
        "review": say("Översyn"),
        "test": say("Test och övning"),
        "step": say("Steg klart senast"),
        "meeting": say("Sammanträde"),
        "validity": say("Giltighetstid går ut"),
        "action": say("Åtgärd klar senast"),
    }
)


@dataclass(frozen=True)
class Moment:
    """One date; `title` is the step it is about, None for the plan as a whole."""

    on: date
    kind: Kind
    title: Words | None


@dataclass(frozen=True)
class Row:
    """One department's dates, the nearest first."""

    department_id: int
    name: str
    committee: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Timeline:
    """One page of departments that have something ahead; `months` are the first days of the months shown."""

    months: tuple[date, ...]
    rows: tuple[Row, ...]
    committees: tuple[tuple[int, str], ...]
    departments: int
    page: int
    pages: int


@dataclass(frozen=True)
class _Dated:
    department_id: int
    name: str
    moment: Moment


def timeline(
    session: Session, chosen: Filter, kinds: Collection[Kind] = (), *, by: Actor, at: datetime, page: int = 1
) -> Timeline:
    """One page of departments by name; `kinds` narrows to some kinds of dates, none is all.

    :raise Forbidden: the person holds no role that sees the whole municipality.
    """
    months = tuple(add_months(local_date(at).replace(day=1), n) for n in range(MONTHS))
    found = _rows(session, chosen, kinds, by, local_date(at))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = _with_committees(session, found[(page - 1) * PAGE : page * PAGE])
    return Timeline(months, shown, committees(session), len(found), page, pages)


def everything(
    session: Session, chosen: Filter, kinds: Collection[Kind] = (), *, by: Actor, at: datetime
) -> tuple[Row, ...]:
    """Every department that has something ahead, to take along. :raise Forbidden: as `timeline`."""
    return _with_committees(session, _rows(session, chosen, kinds, by, local_date(at)))


def _rows(session: Session, chosen: Filter, kinds: Collection[Kind], by: Actor, today: date) -> list[Row]:
    if not permissions.may("see_board", by.anywhere(today)):
        raise Forbidden(say("Tidslinjen är till för säkerhetsfunktionen, ledningen och revisionen."))
    last = add_months(today.replace(day=1), MONTHS)
    where = narrowed(chosen, today)
    found: dict[int, list[Moment]] = {}
    names: dict[int, str] = {}
    for dated in _dated(session, where, today, last):
        if not kinds or dated.moment.kind in kinds:
            found.setdefault(dated.department_id, []).append(dated.moment)
            names[dated.department_id] = dated.name
    rows = [Row(unit, names[unit], "", _in_order(moments)) for unit, moments in found.items()]
    return sorted(rows, key=lambda row: alphabetical(row.name))


def _in_order(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """The nearest first, and once: a review that is due both as a step and as the plan's own date is one."""
    seen: dict[tuple[date, Kind, str], Moment] = {}
    for moment in sorted(moments, key=lambda one: (one.on, one.kind, one.title is None)):
        key = (moment.on, moment.kind, "" if moment.kind == "review" else str(moment.title))
        seen.setdefault(key, moment)
    return tuple(seen.values())


def _dated(session: Session, where: ColumnElement[bool], today: date, last: date) -> Iterable[_Dated]:
    yield from _steps(session, where, today, last)
    yield from _plans(session, where, today, last)
    yield from _meetings(session, where, today, last)
    yield from _actions(session, where, today, last)


def kind_of(step: WorkflowStep) -> Kind:
    """What a step is on the timeline: the review ends the cycle, an exercise comes back by its own date."""
    return "review" if step.ends_cycle else "test" if step.opens is not None else "step"


def _steps(session: Session, where: ColumnElement[bool], today: date, last: date) -> Iterable[_Dated]:
    query = (
        select(Step.name, Step.due, Plan.department_id, Plan.workflow_hash, Department.name.label("department"))
        .join(Step.plan)
        .join(Plan.department)
        .where(where, Step.due >= today, Step.due < last, or_(Step.ball != "nobody", Step.opens_on.is_not(None)))
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {row.workflow_hash for row in rows})
    for row in rows:
        step = flows[row.workflow_hash].steps.get(row.name)
        if step is not None:
            yield _Dated(row.department_id, row.department, Moment(row.due, kind_of(step), step.title))


def _plans(session: Session, where: ColumnElement[bool], today: date, last: date) -> Iterable[_Dated]:
    query = (
        select(Plan.department_id, Department.name, Plan.review_due, Plan.valid_to)
        .join(Plan.department)
        .where(where, or_(Plan.review_due.between(today, last), Plan.valid_to.between(today, last)))
    )
    for row in session.execute(query):
        dates: tuple[tuple[Kind, date | None], ...] = (("review", row.review_due), ("validity", row.valid_to))
        for kind, on in dates:
            if on is not None and today <= on < last:
                yield _Dated(row.department_id, row.name, Moment(on, kind, None))


def _meetings(session: Session, where: ColumnElement[bool], today: date, last: date) -> Iterable[_Dated]:
    query = (
        select(Step.name, Hearing.meeting_date, Plan.department_id, Plan.workflow_hash, Department.name.label("unit"))
        .join(StepRevision, StepRevision.id == Hearing.revision_id)
        .join(Step, Step.open_revision_id == StepRevision.id)
        .join(Step.plan)
        .join(Plan.department)
        .where(where, Hearing.round == StepRevision.round, Hearing.meeting_date >= today, Hearing.meeting_date < last)
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {row.workflow_hash for row in rows})
    for row in rows:
        step = flows[row.workflow_hash].steps.get(row.name)
        yield _Dated(row.department_id, row.unit, Moment(row.meeting_date, "meeting", step.title if step else None))


def _actions(session: Session, where: ColumnElement[bool], today: date, last: date) -> Iterable[_Dated]:
    """Their dates alone: what is to be done may tell of a weakness, and not everybody here reads that."""
    query = (
        select(Action.department_id, Department.name, Action.due)
        .join(Department, Department.id == Action.department_id)
        .join(Plan, Plan.department_id == Department.id)
        .where(where, Action.state.in_(("open", "started")), Action.due >= today, Action.due < last)
        .distinct()
    )
    for row in session.execute(query):
        yield _Dated(row.department_id, row.name, Moment(row.due, "action", None))


def _with_committees(session: Session, rows: Sequence[Row]) -> tuple[Row, ...]:
    ways = tree.lines(session, [row.department_id for row in rows])
    found = {unit: tree.committee_of(way) for unit, way in ways.items()}
    return tuple(
        Row(row.department_id, row.name, committee.name if (committee := found[row.department_id]) else "", row.moments)
        for row in rows
    )

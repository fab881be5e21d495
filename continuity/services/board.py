"""The status board: where every department stands, read from the step rows alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, selectinload

from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Forbidden, say
from continuity.models import Department, Plan, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import tree
from continuity.services.clock import local_date
from continuity.services.standing import SOON, Standing, load_workflows, stand
from continuity.services.swedish import alphabetical

PAGE = 100  # departments on a page, whatever is asked for
FEW = 20


@dataclass(frozen=True)
class Filter:
    """What the board is narrowed to; None is no narrowing. `year` is the year in which a step is due."""

    committee: int | None = None
    state: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Column:
    """One step across the departments, with how many stand in each state and how many are late."""

    name: str
    title: Words
    states: Mapping[str, int]
    overdue: int
    soon: int


@dataclass(frozen=True)
class Line:
    """One department's row; `cells` by step id, a step that its workflow lacks is missing."""

    department_id: int
    code: str
    name: str
    committee: str
    in_force_version: str | None
    review_due: date | None
    review_overdue: bool
    expired: bool
    special: bool
    cells: Mapping[str, Standing]


@dataclass(frozen=True)
class Board:
    """One page of the board and the totals of everything that the filter lets through.

    `without_plan` names departments that have none, at most `FEW`.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    labels: Mapping[str, Words]
    committees: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    without_plan: tuple[str, ...]
    departments: int
    page: int
    pages: int

    @property
    def overdue(self) -> int:
        """Late steps altogether."""
        return sum(column.overdue for column in self.columns)

    @property
    def soon(self) -> int:
        """Steps due within 60 days."""
        return sum(column.soon for column in self.columns)


def board(session: Session, chosen: Filter | None = None, *, by: Actor, at: datetime, page: int = 1) -> Board:
    """One page of departments by name, at most `PAGE`, and one aggregate over all of them.

    :raise Forbidden: the person holds no role that sees the whole municipality.
    """
    today = local_date(at)
    if not permissions.may("see_board", by.anywhere(today)):
        raise Forbidden(say("Lägesöversikten är till för säkerhetsfunktionen, ledningen och revisionen."))
    where = _narrowed(chosen or Filter())
    ids = _plans_in_order(session, where)
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(1, page), pages)
    plans = _load(session, ids[(page - 1) * PAGE : page * PAGE])
    workflows = load_workflows(session, {plan.workflow_hash for plan in plans} or _some_workflow(session))
    return Board(
        columns=_columns(session, where, today, workflows.values()),
        lines=tuple(_lines(session, plans, workflows, at)),
        labels=_labels(workflows.values()),
        committees=_committees(session),
        years=_years(session),
        without_plan=_without_plan(session),
        departments=len(ids),
        page=page,
        pages=pages,
    )


def _narrowed(chosen: Filter) -> ColumnElement[bool]:
    where: list[ColumnElement[bool]] = [Plan.repealed_at.is_(None), Department.closed_on.is_(None)]
    if chosen.committee is not None:
        where.append(Department.id.in_(tree.below([chosen.committee])))
    if chosen.state is not None:
        where.append(exists().where(Step.plan_id == Plan.id, Step.state == chosen.state).correlate(Plan))
    if chosen.year is not None:
        first, last = date(chosen.year, 1, 1), date(chosen.year, 12, 31)
        due = exists().where(Step.plan_id == Plan.id, Step.ball != "nobody", Step.due.between(first, last))
        where.append(due.correlate(Plan))
    return and_(*where)


def _plans_in_order(session: Session, where: ColumnElement[bool]) -> list[int]:
    """Ids alone for every department: no database sorts å, ä and ö the same way, and the count comes along."""
    rows = session.execute(select(Plan.id, Department.name).join(Plan.department).where(where)).all()
    return [row.id for row in sorted(rows, key=lambda row: alphabetical(row.name))]


def _load(session: Session, ids: Sequence[int]) -> list[Plan]:
    query = select(Plan).where(Plan.id.in_(ids)).options(selectinload(Plan.department), selectinload(Plan.steps))
    found = {plan.id: plan for plan in session.scalars(query)}
    return [found[plan_id] for plan_id in ids]


def _columns(
    session: Session, where: ColumnElement[bool], today: date, workflows: Iterable[Workflow]
) -> tuple[Column, ...]:
    """The totals, in one aggregate over the step rows."""
    late = and_(Step.ball != "nobody", Step.due < today)
    soon = and_(Step.ball != "nobody", Step.due.between(today, today + SOON))
    query = (
        select(
            Step.name,
            Step.state,
            func.min(Step.position).label("position"),
            func.count().label("steps"),
            func.sum(case((late, 1), else_=0)).label("overdue"),
            func.sum(case((soon, 1), else_=0)).label("soon"),
        )
        .join(Step.plan)
        .join(Plan.department)
        .where(where)
        .group_by(Step.name, Step.state)
    )
    titles = {name: step.title for workflow in workflows for name, step in workflow.steps.items()}
    rows = sorted(session.execute(query).all(), key=lambda row: (row.position, row.name, row.state))
    return tuple(
        Column(
            name=name,
            title=titles.get(name, Words(sv=name)),
            states=MappingProxyType({row.state: row.steps for row in rows if row.name == name}),
            overdue=sum(row.overdue for row in rows if row.name == name),
            soon=sum(row.soon for row in rows if row.name == name),
        )
        for name in dict.fromkeys(row.name for row in rows)
    )


def _lines(session: Session, plans: Sequence[Plan], workflows: Mapping[str, Workflow], at: datetime) -> Iterable[Line]:
    today = local_date(at)
    ways = tree.lines(session, [plan.department_id for plan in plans])
    elsewhere = _decided_elsewhere(session, plans)
    for plan in plans:
        committee = tree.committee_of(ways[plan.department_id])
        flow = workflows[plan.workflow_hash]
        yield Line(
            department_id=plan.department_id,
            code=plan.department.code,
            name=plan.department.name,
            committee=committee.name if committee else "",
            in_force_version=plan.in_force_version,
            review_due=plan.review_due,
            review_overdue=plan.review_due is not None and plan.review_due < today,
            expired=plan.valid_to is not None and plan.valid_to < today,
            special=plan.department.special_handling_since is not None,
            cells={
                step.name: stand(step, plan.steps, flow, at, existing=step.in_force_revision_id in elsewhere)
                for step in plan.steps
            },
        )


def _decided_elsewhere(session: Session, plans: Sequence[Plan]) -> set[int | None]:
    """The revisions in force that are existing documents ("Befintlig plan")."""
    query = (
        select(StepRevision.id)
        .join(Step, Step.in_force_revision_id == StepRevision.id)
        .where(Step.plan_id.in_([plan.id for plan in plans]), StepRevision.kind == "decided_elsewhere")
    )
    return set(session.scalars(query))


def _labels(workflows: Iterable[Workflow]) -> dict[str, Words]:
    return {
        name: state.label
        for workflow in workflows
        for machine in workflow.machines.values()
        for name, state in machine.states.items()
    }


def _committees(session: Session) -> tuple[tuple[int, str], ...]:
    open_ones = (Department.level == "committee", Department.closed_on.is_(None))
    query = select(Department.id, Department.name).where(*open_ones)
    return tuple(sorted(((row.id, row.name) for row in session.execute(query)), key=lambda row: alphabetical(row[1])))


def _years(session: Session) -> tuple[int, ...]:
    """The years that somebody has something due in."""
    query = select(func.min(Step.due), func.max(Step.due)).where(Step.ball != "nobody")
    first, last = session.execute(query).one()
    return tuple(range(first.year, last.year + 1)) if first and last else ()


def _some_workflow(session: Session) -> set[str]:
    """When the filter lets nothing through, the filter's own words still come from a definition."""
    return set(session.scalars(select(Plan.workflow_hash).limit(1)))


def _without_plan(session: Session) -> tuple[str, ...]:
    planned = exists().where(Plan.department_id == Department.id).correlate(Department)
    query = select(Department.name).where(Department.level == "department", Department.closed_on.is_(None), ~planned)
    return tuple(sorted(session.scalars(query.limit(FEW)), key=alphabetical))

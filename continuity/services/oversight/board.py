"""The status board: where every department stands, read from the step rows alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Forbidden, say
from continuity.models import Department, Plan, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.rules.readiness import Readiness
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.organisation.staff import Staff
from continuity.services.oversight.narrowing import Filter, committees, late, narrowed, years
from continuity.services.oversight.ready import readiness_of
from continuity.services.steps import takeovers
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import SOON, Standing, load_workflows, stand

PAGE = 100  # departments on a page, whatever is asked for
FEW = 20


@dataclass(frozen=True)
class Column:
    """One step across the departments, with how many stand in each state and how many are late."""

    name: str
    title: Words
    states: Mapping[str, int]
    done: int
    overdue: int
    soon: int

    @property
    def steps(self) -> int:
        """How many departments have the step."""
        return sum(self.states.values())


@dataclass(frozen=True)
class Line:
    """One department's row; `cells` by step id, a step that its workflow lacks is missing.

    `headless` says that nobody is head or the head's deputy, here or above; `new_head` that the head has not taken over
    the plan in force yet.
    """

    department_id: int
    plan_id: int
    code: str
    name: str
    committee: str
    in_force_version: str | None
    review_due: date | None
    review_overdue: bool
    expired: bool
    valid_to: date | None
    special: bool
    headless: bool
    new_head: bool
    readiness: Readiness
    cells: Mapping[str, Standing]


@dataclass(frozen=True)
class Board:
    """One page of the board and the totals of everything that the filter lets through.

    `in_force` counts the departments with a plan in force; `without_plan` names departments that have none, at most
    `FEW`.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    labels: Mapping[str, Words]
    committees: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    without_plan: tuple[str, ...]
    departments: int
    in_force: int
    page: int
    pages: int

    @property
    def share_done(self) -> int:
        """Steps that are done, in whole percent of all; 0 when there are none."""
        steps = sum(column.steps for column in self.columns)
        return sum(column.done for column in self.columns) * 100 // steps if steps else 0

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
    _may_see(by, at)
    where = narrowed(chosen or Filter(), local_date(at))
    found = _in_order(session, where)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    plans = load_plans(session, [number for number, _ in found[(page - 1) * PAGE : page * PAGE]])
    workflows = load_workflows(session, {plan.workflow_hash for plan in plans} or _some_workflow(session))
    return Board(
        columns=_columns(session, where, local_date(at), workflows.values()),
        lines=tuple(_lines(session, plans, workflows, at)),
        labels=_labels(workflows.values()),
        committees=committees(session),
        years=years(session),
        without_plan=_without_plan(session),
        departments=len(found),
        in_force=sum(version is not None for _, version in found),
        page=page,
        pages=pages,
    )


def everything(session: Session, chosen: Filter, *, by: Actor, at: datetime) -> tuple[Line, ...]:
    """Every department that the filter lets through, by name: what is taken along as a file.

    :raise Forbidden: the person holds no role that sees the whole municipality.
    """
    _may_see(by, at)
    return all_lines(session, chosen, at=at)


def all_lines(session: Session, chosen: Filter, *, at: datetime) -> tuple[Line, ...]:
    """The same for the system itself, whoever asks."""
    found = _in_order(session, narrowed(chosen, local_date(at)))
    plans = load_plans(session, [number for number, _ in found])
    workflows = load_workflows(session, {plan.workflow_hash for plan in plans})
    return tuple(_lines(session, plans, workflows, at))


def _may_see(by: Actor, at: datetime) -> None:
    if not permissions.may("see_board", by.anywhere(local_date(at))):
        raise Forbidden(say("Lägesöversikten är till för säkerhetsfunktionen, ledningen och revisionen."))


def _in_order(session: Session, where: ColumnElement[bool]) -> list[tuple[int, str | None]]:
    """(plan, version in force) for every department; no database sorts å, ä and ö the same way."""
    query = select(Plan.id, Plan.in_force_version, Department.name).join(Plan.department).where(where)
    rows = sorted(session.execute(query).all(), key=lambda row: alphabetical(row.name))
    return [(row.id, row.in_force_version) for row in rows]


def load_plans(session: Session, ids: Sequence[int]) -> list[Plan]:
    """The plans in this order with departments and steps, in two questions however many they are."""
    query = select(Plan).where(Plan.id.in_(ids)).options(joinedload(Plan.department))
    found = {plan.id: plan for plan in session.scalars(query)}
    steps: dict[int, list[Step]] = {number: [] for number in ids}
    of_these = select(Step).where(Step.plan_id.in_(ids)).order_by(Step.position)
    for step in session.scalars(of_these.options(joinedload(Step.in_force_revision).load_only(StepRevision.kind))):
        steps[step.plan_id].append(step)
    for number, plan in found.items():
        set_committed_value(plan, "steps", steps[number])
    return [found[number] for number in ids]


def _columns(
    session: Session, where: ColumnElement[bool], today: date, workflows: Iterable[Workflow]
) -> tuple[Column, ...]:
    """The totals, in one aggregate over the step rows."""
    soon = and_(Step.ball != "nobody", Step.due.between(today, today + SOON))
    query = (
        select(
            Step.name,
            Step.state,
            func.min(Step.position).label("position"),
            func.count().label("steps"),
            func.sum(case((late(today), 1), else_=0)).label("overdue"),
            func.sum(case((soon, 1), else_=0)).label("soon"),
        )
        .join(Step.plan)
        .join(Plan.department)
        .where(where)
        .group_by(Step.name, Step.state)
    )
    flows = tuple(workflows)
    titles = {name: step.title for flow in flows for name, step in flow.steps.items()}
    final = {(name, state) for flow in flows for name in flow.steps for state in _final(flow, name)}
    rows = sorted(session.execute(query).all(), key=lambda row: (row.position, row.name, row.state))
    return tuple(
        Column(
            name=name,
            title=titles.get(name, Words(sv=name)),
            states=MappingProxyType({row.state: row.steps for row in rows if row.name == name}),
            done=sum(row.steps for row in rows if row.name == name and (name, row.state) in final),
            overdue=sum(row.overdue for row in rows if row.name == name),
            soon=sum(row.soon for row in rows if row.name == name),
        )
        for name in dict.fromkeys(row.name for row in rows)
    )


def _final(flow: Workflow, step: str) -> set[str]:
    return {name for name, state in flow.machine_of(step).states.items() if state.final}


def _lines(session: Session, plans: Sequence[Plan], workflows: Mapping[str, Workflow], at: datetime) -> Iterable[Line]:
    today = local_date(at)
    ways = tree.lines(session, [plan.department_id for plan in plans])
    ready = readiness_of(session, plans, at=at)
    new_heads = takeovers.waiting(session, [plan.id for plan in plans], today)
    staff = Staff.of(session, ways, today)
    for plan in plans:
        committee = tree.committee_of(ways[plan.department_id])
        flow = workflows[plan.workflow_hash]
        yield Line(
            department_id=plan.department_id,
            plan_id=plan.id,
            code=plan.department.code,
            name=plan.department.name,
            committee=committee.name if committee else "",
            in_force_version=plan.in_force_version,
            review_due=plan.review_due,
            review_overdue=plan.review_due is not None and plan.review_due < today,
            expired=plan.valid_to is not None and plan.valid_to < today,
            valid_to=plan.valid_to,
            special=plan.department.special_handling_since is not None,
            headless=not staff.holders("head", plan.department_id),
            new_head=plan.id in new_heads,
            readiness=ready[plan.id],
            cells={step.name: stand(step, plan.steps, flow, at, existing=_is_elsewhere(step)) for step in plan.steps},
        )


def _is_elsewhere(step: Step) -> bool:
    """Whether what is in force is an existing document ("Befintlig plan")."""
    return step.in_force_revision is not None and step.in_force_revision.kind == "decided_elsewhere"


def _labels(workflows: Iterable[Workflow]) -> dict[str, Words]:
    return {
        name: state.label
        for workflow in workflows
        for machine in workflow.machines.values()
        for name, state in machine.states.items()
    }


def _some_workflow(session: Session) -> set[str]:
    """When the filter lets nothing through, the filter's own words still come from a definition."""
    return set(session.scalars(select(Plan.workflow_hash).limit(1)))


def _without_plan(session: Session) -> tuple[str, ...]:
    planned = exists().where(Plan.department_id == Department.id).correlate(Department)
    query = select(Department.name).where(Department.level == "department", Department.closed_on.is_(None), ~planned)
    return tuple(sorted(session.scalars(query.limit(FEW)), key=alphabetical))

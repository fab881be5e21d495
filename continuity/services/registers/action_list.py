"""The actions of all departments: filtered, sorted by urgency, one page at a time, and each with its story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from continuity.definitions.words import Words
from continuity.errors import NotFound, Reason
from continuity.models import Action, ActionEntry, Department, Plan, Step, StepRevision
from continuity.rules import actions as rules
from continuity.rules import permissions
from continuity.rules.actions import UNDONE, Verb
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.organisation.reach import reached
from continuity.services.registers import action_reach, actions
from continuity.services.registers.action_reach import Titles
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import load_workflows

PAGE = 100
VERBS: tuple[Verb, ...] = ("start", "extend", "finish", "verify", "reopen")
BY_HAND = "hand"  # the source of actions that no step states


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; None is no narrowing. `source` is a step's id or `BY_HAND`."""

    department: int | None = None
    state: str | None = None
    source: str | None = None
    owner: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Line:
    """One action in the list; `finding` is "" for whoever may not see what was found."""

    id: int
    text: str
    department_id: int
    department: str
    source: Words | None
    owner: str
    due: date | None
    state: str
    late: bool
    lifted: bool
    extensions: int
    severity: int | None
    cost: float | None
    budget: str
    finding: str


@dataclass(frozen=True)
class Listing:
    """One page of actions, what can be filtered by, and the numbers of everything that the filter lets through."""

    lines: tuple[Line, ...]
    departments: tuple[tuple[int, str], ...]
    sources: tuple[tuple[str, Words], ...]
    owners: tuple[str, ...]
    count: int
    late: int
    waiting: int
    cost: float
    page: int
    pages: int
    may_add: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ActionPage:
    """One action with its story; `verbs` are those that this person may use now, `against` why not the others."""

    action: Action
    line: Line
    version: str
    story: Sequence[ActionEntry]
    verbs: tuple[Verb, ...]
    against: Mapping[Verb, Reason]
    sees_finding: bool


def listing(
    session: Session, chosen: Filter | None = None, *, by: Actor, at: datetime, page: int | None = 1
) -> Listing:
    """The actions that this person may see, the most urgent first; `page` None gives all of them, to take along."""
    today, chosen = local_date(at), chosen or Filter()
    titles = action_reach.titles_of(session, by, today)
    seen = action_reach.visible(by, titles, today)
    where = [seen, *_narrowed(chosen, today)]
    count, late, waiting, cost = _numbers(session, where, today)
    pages = max(1, -(-count // PAGE))
    at_page = min(max(1, page or 1), pages)
    along = (joinedload(Action.department), joinedload(Action.budget), joinedload(Action.finding))
    query = select(Action).options(*along).where(*where).order_by(*_urgency())
    if page is not None:
        query = query.limit(PAGE).offset((at_page - 1) * PAGE)
    found = session.scalars(query).unique().all()
    sources = _sources(session, seen)
    return Listing(
        lines=tuple(_lines(session, found, sources, by, titles, today)),
        departments=_departments(session, seen),
        sources=tuple(dict(sources.values()).items()),
        owners=_owners(session, seen),
        count=count,
        late=late,
        waiting=waiting,
        cost=cost,
        page=at_page,
        pages=pages,
        may_add=_may_add(session, chosen.department, by, today),
    )


def _narrowed(chosen: Filter, today: date) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if chosen.department is not None:
        where.append(Action.department_id.in_(tree.below([chosen.department])))
    if chosen.state is not None:
        where.append(Action.state == chosen.state)
    if chosen.source == BY_HAND:
        where.append(Action.step_id.is_(None))
    elif chosen.source is not None:
        where.append(Action.step_id.in_(select(Step.id).where(Step.name == chosen.source)))
    if chosen.owner is not None:
        where.append(Action.owner == chosen.owner)
    if chosen.late:
        where.append(_late(today))
    return where


def _late(today: date) -> ColumnElement[bool]:
    return Action.state.in_(UNDONE) & (Action.due < today)


def _urgency() -> tuple[ColumnElement[Any], ...]:
    """What is not done by its date, then what waits to be verified, then what is settled."""
    rank = case((Action.state.in_(UNDONE), 0), (Action.state == "done", 1), else_=2)
    return rank, Action.due.is_(None), Action.due.expression, Action.id.expression


def _numbers(session: Session, where: Sequence[ColumnElement[bool]], today: date) -> tuple[int, int, int, float]:
    query = select(
        func.count(),
        func.coalesce(func.sum(case((_late(today), 1), else_=0)), 0),
        func.coalesce(func.sum(case((Action.state == "done", 1), else_=0)), 0),
        func.coalesce(func.sum(case((Action.state.in_(UNDONE), Action.cost), else_=0)), 0),
    ).where(*where)
    count, late, waiting, cost = session.execute(query).one()
    return int(count), int(late), int(waiting), float(cost)


def _sources(session: Session, seen: ColumnElement[bool]) -> dict[int, tuple[str, Words]]:
    """Step -> (its id in the workflow, its name), for every step that has stated an action seen here."""
    query = (
        select(Step.id, Step.name, Plan.workflow_hash)
        .join(Plan, Plan.id == Step.plan_id)
        .where(Step.id.in_(select(Action.step_id).where(seen, Action.step_id.is_not(None))))
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {row.workflow_hash for row in rows}) if rows else {}
    return {
        row.id: (row.name, step.title if (step := flows[row.workflow_hash].steps.get(row.name)) else Words(sv=row.name))
        for row in rows
    }


def _lines(
    session: Session,
    found: Sequence[Action],
    sources: Mapping[int, tuple[str, Words]],
    by: Actor,
    titles: Titles,
    today: date,
) -> Iterable[Line]:
    ways = tree.lines(session, {action.department_id for action in found})
    for action in found:
        line = [unit.id for unit in ways.get(action.department_id, ())]
        restricted = permissions.may("see_restricted", action_reach.roles(action, line, by, titles, today))
        yield _line(action, sources, restricted, today)


def _line(action: Action, sources: Mapping[int, tuple[str, Words]], restricted: bool, today: date) -> Line:
    facts = actions.facts_of(action)
    return Line(
        id=action.id,
        text=action.text,
        department_id=action.department_id,
        department=action.department.name,
        source=sources[action.step_id][1] if action.step_id is not None else None,
        owner=action.owner,
        due=action.due,
        state=action.state,
        late=rules.is_late(facts, today),
        lifted=rules.is_lifted(facts),
        extensions=action.extensions,
        severity=action.severity,
        cost=action.cost,
        budget=action.budget.name if action.budget else "",
        finding=action.finding.text if action.finding and restricted else "",
    )


def _departments(session: Session, seen: ColumnElement[bool]) -> tuple[tuple[int, str], ...]:
    query = select(Department.id, Department.name).where(Department.id.in_(select(Action.department_id).where(seen)))
    return tuple(sorted(((row.id, row.name) for row in session.execute(query)), key=lambda row: alphabetical(row[1])))


def _owners(session: Session, seen: ColumnElement[bool]) -> tuple[str, ...]:
    query = select(Action.owner).where(seen, Action.owner != "").distinct()
    return tuple(sorted(session.scalars(query), key=alphabetical))


def _may_add(session: Session, chosen: int | None, by: Actor, today: date) -> tuple[tuple[int, str], ...]:
    """Departments for which this person may add an action: of their own seats, and the one that the list shows."""
    own = Actor(by.person_id, by.name, seats=tuple(seat for seat in by.seats if seat.department_id is not None))
    adders = permissions.DEPARTMENT["add_action"]
    here = reached(by, adders, today, Department.id) & (Department.id == chosen)
    query = (
        select(Department.id, Department.name)
        .join(Plan, Plan.department_id == Department.id)
        .where(Plan.repealed_at.is_(None), Department.closed_on.is_(None))
        .where(or_(reached(own, adders, today, Department.id), here))
        .distinct()
    )
    return tuple(sorted(((row.id, row.name) for row in session.execute(query)), key=lambda row: alphabetical(row[1])))


def action_page(session: Session, action_id: int, *, by: Actor, at: datetime) -> ActionPage:
    """One action with everything that this person may know and do. :raise NotFound: it is not theirs to see."""
    action = session.get(Action, action_id)
    if action is None:
        raise NotFound
    today = local_date(at)
    roles = actions.roles_on(session, action, by=by, at=at)
    restricted = permissions.may("see_restricted", roles)
    facts = actions.facts_of(action)
    against = {verb: rules.reason_against(verb, facts, roles, by.person_id) for verb in VERBS}
    story = select(ActionEntry).where(ActionEntry.action_id == action_id).order_by(ActionEntry.at, ActionEntry.id)
    revision = session.get(StepRevision, action.revision_id) if action.revision_id else None
    return ActionPage(
        action=action,
        line=_line(action, _sources(session, Action.id == action_id), restricted, today),
        version=(revision.version or "") if revision else "",
        story=session.scalars(story).all(),
        verbs=tuple(verb for verb in VERBS if against[verb] is None),
        against={verb: reason for verb, reason in against.items() if reason is not None},
        sees_finding=restricted,
    )

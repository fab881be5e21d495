"""What is late, the gravest class first: steps, reviews and validity that ran out. A late plan stays in force."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.organisation import Organisation
from continuity.definitions.vocabulary import Matter
from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Forbidden, Reason, say
from continuity.models import Department, Plan, Reminder, Step
from continuity.rules import permissions, reminders
from continuity.rules.permissions import Actor
from continuity.rules.reminders import Later
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.oversight import notes
from continuity.services.oversight.board import load_plans
from continuity.services.oversight.narrowing import Filter, committees, late, narrowed
from continuity.services.registers import classes
from continuity.services.reminders.reminding import calendar_of
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import Standing, load_workflows, stand

PAGE = 100
LAST = 9  # behind every class: nothing is known of what the department does
What = Literal["step", "review", "validity"]
STAYS: Mapping[What, Reason] = {
    "review": say("Översyn försenad – planen gäller"),
    "validity": say("Giltighetstiden har gått ut – används tills nytt beslut"),
}


@dataclass(frozen=True)
class Late:
    """One thing that is late; `standing` is the step's, None for a plan's own date; `words` say how the plan stands.

    `reminded` is when somebody was last reminded of the plan, by hand or by a ladder; `following` who hears of it next.
    """

    what: What
    plan: Plan
    committee: str
    priority_class: int | None
    standing: Standing | None
    words: Reason | None
    due: date
    days: int
    reminded: datetime | None
    following: Later | None

    @property
    def title(self) -> Words | None:
        """The step's name, None for a plan's own date."""
        return self.standing.title if self.standing else None


@dataclass(frozen=True)
class Overdue:
    """One page of what is late, and how much there is."""

    lines: tuple[Late, ...]
    committees: tuple[tuple[int, str], ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class _Found:
    """A late date before anything else is read about it."""

    what: What
    plan_id: int
    step_id: int | None
    due: date
    priority_class: int | None
    name: str


def overdue(session: Session, chosen: Filter, *, by: Actor, at: datetime, page: int = 1) -> Overdue:
    """One page, by class, then days late, then name.

    :raise Forbidden: the person's role does not follow up the departments.
    """
    found = _found(session, chosen, by, local_date(at))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    lines = _lines(session, found[(page - 1) * PAGE : page * PAGE], at)
    return Overdue(tuple(lines), committees(session), len(found), page, pages)


def everything(session: Session, chosen: Filter, *, by: Actor, at: datetime) -> tuple[Late, ...]:
    """All of it in the same order, to take along. :raise Forbidden: as `overdue`."""
    return tuple(_lines(session, _found(session, chosen, by, local_date(at)), at))


def may_follow_up(by: Actor, today: date) -> None:
    """:raise Forbidden: the person's role does not follow up the departments."""
    if not permissions.may("see_follow_up", by.anywhere(today)):
        raise Forbidden(say("Uppföljningen är till för säkerhetsfunktionen, ledningen och revisionen."))


def _found(session: Session, chosen: Filter, by: Actor, today: date) -> list[_Found]:
    """Light rows for everything, since what is gravest may stand anywhere."""
    may_follow_up(by, today)
    where, gravest = narrowed(chosen, today), classes.gravest(session)
    found = _once([*_steps(session, where, gravest, today), *_plans(session, where, gravest, today)])
    return sorted(found, key=lambda one: (one.priority_class or LAST, one.due, alphabetical(one.name), one.what))


def _once(found: Iterable[_Found]) -> Iterable[_Found]:
    """A review that is late both as a step and as the plan's own date is one: the step, which says both."""
    steps: dict[tuple[int, date], _Found] = {}
    for one in found:
        known = steps.get((one.plan_id, one.due))
        if one.what == "step":
            steps[one.plan_id, one.due] = one
        elif known is not None and one.what == "review":
            steps[one.plan_id, one.due] = replace(known, what="review")
        else:
            yield one
    yield from steps.values()


def _steps(session: Session, where: ColumnElement[bool], gravest: Mapping[int, int], today: date) -> Iterable[_Found]:
    query = (
        select(Step.id, Step.plan_id, Step.due, Plan.department_id, Department.name)
        .join(Step.plan)
        .join(Plan.department)
        .where(where, late(today))
    )
    for row in session.execute(query):
        yield _Found("step", row.plan_id, row.id, row.due, gravest.get(row.department_id), row.name)


def _plans(session: Session, where: ColumnElement[bool], gravest: Mapping[int, int], today: date) -> Iterable[_Found]:
    query = (
        select(Plan.id, Plan.review_due, Plan.valid_to, Plan.department_id, Department.name)
        .join(Plan.department)
        .where(where, Plan.in_force_version.is_not(None), or_(Plan.review_due < today, Plan.valid_to < today))
    )
    for row in session.execute(query):
        dates: tuple[tuple[What, date | None], ...] = (("review", row.review_due), ("validity", row.valid_to))
        for what, due in dates:
            if due is not None and due < today:
                yield _Found(what, row.id, None, due, gravest.get(row.department_id), row.name)


def _lines(session: Session, found: Sequence[_Found], at: datetime) -> Iterable[Late]:
    plans = {plan.id: plan for plan in load_plans(session, list(dict.fromkeys(one.plan_id for one in found)))}
    flows = load_workflows(session, {plan.workflow_hash for plan in plans.values()})
    ways = tree.lines(session, {plan.department_id for plan in plans.values()})
    reminded, settings = _reminded(session, plans), publishing.settings(session)
    for one in found:
        plan = plans[one.plan_id]
        committee = tree.committee_of(ways[plan.department_id])
        yield Late(
            what=one.what,
            plan=plan,
            committee=committee.name if committee else "",
            priority_class=one.priority_class,
            standing=_standing(plan, one.step_id, flows[plan.workflow_hash], at),
            words=STAYS.get(one.what),
            due=one.due,
            days=(local_date(at) - one.due).days,
            reminded=reminded.get(plan.id),
            following=_following(one, settings, local_date(at)),
        )


def _reminded(session: Session, plans: Collection[int]) -> Mapping[int, datetime]:
    """When each plan was last reminded of, whether somebody wrote or a ladder's day had come."""
    found = dict(notes.last_reminders(session, plans))
    query = select(Reminder.plan_id, func.max(Reminder.at).label("at")).where(Reminder.plan_id.in_(plans))
    for row in session.execute(query.group_by(Reminder.plan_id)):
        found[row.plan_id] = max(row.at, found.get(row.plan_id, row.at))
    return found


LADDERS: Mapping[What, Matter] = {"step": "step_due", "review": "review_due", "validity": "valid_to"}


def _following(one: _Found, settings: Organisation, today: date) -> Later | None:
    """Who hears of it next, by the organisation's ladder; None where its last rung has passed."""
    ladder = settings.ladders.get(LADDERS[one.what])
    calendar = calendar_of(settings)
    passed = reminders.passed(ladder, one.due, today, calendar) if ladder else ()
    return reminders.later(ladder, passed[-1][0], one.due, today, calendar) if ladder and passed else None


def _standing(plan: Plan, step_id: int | None, flow: Workflow, at: datetime) -> Standing | None:
    step = next((one for one in plan.steps if one.id == step_id), None)
    return stand(step, plan.steps, flow, at) if step is not None else None

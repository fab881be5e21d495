"""What waits for a person, and what a new administrator does first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Reason, say
from continuity.models import (
    Advice,
    Department,
    Invitation,
    Membership,
    PendingReopening,
    Person,
    Plan,
    RegisteredDocument,
    Step,
    StepRevision,
)
from continuity.rules import permissions
from continuity.rules.permissions import MEMBERS, Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation.reach import reached
from continuity.services.organisation.upkeep import upkeep
from continuity.services.registers import action_tasks, demands_on_us
from continuity.services.steps import standing_behind, takeovers
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import load_workflows
from continuity.services.worklist.turns import OpenStep, Turn, open_steps
from continuity.services.worklist.waiting import TEXTS, Waiting, in_words, waiting_for_others

TAKE_OVER_WITHIN = timedelta(days=30)  # after the day one became head
MOST = 200  # plans looked at for one person; beyond that the board is the place


@dataclass(frozen=True)
class Task:
    """One thing to do: `kind` says which page opens it, `subject_id` which row it is about, where that is no step."""

    kind: str
    text: Reason
    department_id: int
    department: str
    step_id: int | None
    due: date | None
    overdue: bool
    note: str = ""
    subject_id: int | None = None
    page: str = ""
    row: str = ""
    count: int = 0


@dataclass(frozen=True)
class Tasks:
    """The first page's lists; `setup` names what an administrator has left to do, `departments` are one's own."""

    mine: tuple[Task, ...]
    waiting_for_others: tuple[Waiting, ...]
    setup: tuple[str, ...]
    departments: tuple[tuple[int, str], ...]


def my_tasks(session: Session, *, by: Actor, at: datetime) -> Tasks:
    """Everything that waits for this person, the most urgent first."""
    today = local_date(at)
    opened = open_steps(session, _plans_of(session, by, today), at=at)
    mine = [
        *_from_turns(opened, by, today),
        *_invitations(session, by, today),
        *_reopenings(session, by, today),
        *_existing(session, by, today),
        *_actions(session, by, today),
        *_takeovers(session, by, today),
        *_owned(session, by, at),
        *_upkeep(session, by, today),
    ]
    return Tasks(
        mine=tuple(sorted(mine, key=_urgency)),
        waiting_for_others=tuple(waiting_for_others(session, opened, by, today)),
        setup=tuple(_setup(session, by, today)),
        departments=_departments(session, by, today),
    )


def _urgency(task: Task) -> tuple[date, str, str]:
    return task.due or date.max, task.department, task.text.text


# --- which plans to look at ---------------------------------------------------------------------------------------


def _plans_of(session: Session, by: Actor, today: date) -> Sequence[int]:
    """The plans in which something may be this person's turn, those with the nearest date first."""
    query = (
        select(Plan.id)
        .join(Plan.department)
        .join(Plan.steps)
        .outerjoin(StepRevision, StepRevision.id == Step.open_revision_id)
        .where(Plan.repealed_at.is_(None), Department.closed_on.is_(None), Step.ball != "nobody")
        .where(or_(_member(by, today), _asked(by, today), _office(by, today), _personal(by)))
        .group_by(Plan.id)
        .order_by(func.min(Step.due).is_(None), func.min(Step.due), Plan.id)
    )
    return session.scalars(query.limit(MOST)).all()


def _member(by: Actor, today: date) -> ColumnElement[bool]:
    return reached(by, MEMBERS, today)


def _asked(by: Actor, today: date) -> ColumnElement[bool]:
    asked = exists().where(
        Advice.revision_id == Step.open_revision_id,
        Advice.role.in_(by.anywhere(today)),
        Advice.asked_at.is_not(None),
        Advice.outcome == "",
    )
    return and_(Step.ball == "reviewers", asked.correlate(Step))


def _office(by: Actor, today: date) -> ColumnElement[bool]:
    """The registry's part: documents without a number, decisions to register."""
    numberless = and_(StepRevision.submitted_at.is_not(None), StepRevision.registration_number.is_(None))
    return or_(
        and_(reached(by, {"registrar"}, today), numberless),
        and_(reached(by, {"committee_secretary"}, today), Step.ball == "committee_secretary"),
    )


def _personal(by: Actor) -> ColumnElement[bool]:
    return or_(StepRevision.appointed_id == by.person_id, StepRevision.submitted_by_id == by.person_id)


# --- mine -------------------------------------------------------------------------------------------------------


def _from_turns(opened: Iterable[OpenStep], by: Actor, today: date) -> Iterator[Task]:
    for one in opened:
        roles = by.roles(one.line, today)
        for turn in one.turns(today):
            if turn.is_for(by.person_id, roles):
                yield _task(one, turn, by, today)


def _task(one: OpenStep, turn: Turn, by: Actor, today: date) -> Task:
    note = one.revision.returned_reason if turn.kind == "change" and one.revision else ""
    return Task(
        kind=turn.kind,
        text=in_words(turn.kind, one.title, by),
        department_id=one.plan.department_id,
        department=one.plan.department.name,
        step_id=one.step.id,
        due=turn.due,
        overdue=turn.due is not None and turn.due < today,
        note=note,
        count=turn.count,
    )


def _invitations(session: Session, by: Actor, today: date) -> Iterator[Task]:
    query = (
        select(Invitation, Step, Person.name)
        .join(StepRevision, StepRevision.id == Invitation.revision_id)
        .join(Step, Step.open_revision_id == StepRevision.id)
        .join(Person, Person.id == Invitation.invited_by_id)
        .where(Invitation.person_id == by.person_id, Invitation.done_at.is_(None))
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {step.plan.workflow_hash for _, step, _ in rows})
    for invitation, step, inviter in rows:
        title = _title(flows, step.plan, step.name)
        kind = standing_behind.task_kind(flows[step.plan.workflow_hash].steps.get(step.name), invitation)
        yield Task(
            kind=kind,
            text=in_words(kind, title, by),
            department_id=step.plan.department_id,
            department=step.plan.department.name,
            step_id=step.id,
            due=invitation.due,
            overdue=invitation.due < today,
            note=f"{inviter}: {invitation.note}" if invitation.note else inviter,
            subject_id=invitation.id,
            page=invitation.page,
            row=invitation.row,
        )


def _title(flows: dict[str, Workflow], plan: Plan, step_name: str) -> Words:
    parameters = flows[plan.workflow_hash].steps.get(step_name)
    return parameters.title if parameters else Words(sv=step_name)


def _reopenings(session: Session, by: Actor, today: date) -> Iterator[Task]:
    query = (
        select(PendingReopening, Plan)
        .join(Plan, Plan.id == PendingReopening.plan_id)
        .where(PendingReopening.settled_at.is_(None), PendingReopening.proposal, Plan.repealed_at.is_(None))
        .where(reached(by, permissions.DEPARTMENT["settle_reopening"], today))
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {plan.workflow_hash for _, plan in rows})
    for pending, plan in rows:
        reason = flows[plan.workflow_hash].reopen.get(pending.reason)
        yield Task(
            kind="reopening",
            text=in_words("reopening", _title(flows, plan, pending.step_name), by),
            department_id=plan.department_id,
            department=plan.department.name,
            step_id=None,
            due=pending.deadline,
            overdue=pending.deadline is not None and pending.deadline < today,
            note=reason.label.in_(by.language) if reason else pending.reason_text,
            subject_id=pending.id,
        )


def _takeovers(session: Session, by: Actor, today: date) -> Iterator[Task]:
    """Plans in force that a new head has not taken over yet."""
    query = select(Plan).where(Plan.in_force_version.is_not(None), reached(by, ("head",), today))
    plans = {plan.id: plan for plan in session.scalars(query)}
    for plan_id, seat in takeovers.waiting(session, plans, today).items():
        if seat.person_id == by.person_id:
            yield Task(
                kind="takeover",
                text=say("Ta över ansvaret för planen"),
                department_id=plans[plan_id].department_id,
                department=plans[plan_id].department.name,
                step_id=None,
                due=seat.starts + TAKE_OVER_WITHIN,
                overdue=seat.starts + TAKE_OVER_WITHIN < today,
                subject_id=plan_id,
            )


def _existing(session: Session, by: Actor, today: date) -> Iterator[Task]:
    """Existing documents that a colleague proposed; whoever proposed one does not confirm it."""
    query = (
        select(RegisteredDocument, Plan)
        .join(Plan, Plan.id == RegisteredDocument.plan_id)
        .where(
            RegisteredDocument.confirmed_at.is_(None),
            RegisteredDocument.withdrawn_at.is_(None),
            RegisteredDocument.proposed_by_id != by.person_id,
            reached(by, permissions.DEPARTMENT["register_existing"], today),
        )
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {plan.workflow_hash for _, plan in rows})
    for proposed, plan in rows:
        yield Task(
            kind="existing",
            text=in_words("existing", _title(flows, plan, proposed.step_name), by),
            department_id=plan.department_id,
            department=plan.department.name,
            step_id=None,
            due=None,
            overdue=False,
            note=proposed.filename,
            subject_id=proposed.id,
        )


def _actions(session: Session, by: Actor, today: date) -> Iterator[Task]:
    """Actions that are this person's: to do, to verify, or raised with them as head."""
    for kind, action in action_tasks.tasks(session, by, today):
        yield Task(
            kind=kind,
            text=Reason(TEXTS[kind].text, {"action": action.text}),
            department_id=action.department_id,
            department=action.department.name,
            step_id=None,
            due=action.due if kind != "verify_action" else None,
            overdue=kind != "verify_action" and action.due is not None and action.due < today,
            subject_id=action.id,
        )


def _owned(session: Session, by: Actor, at: datetime) -> Iterator[Task]:
    """What others ask of the resources that the person answers for."""
    today = local_date(at)
    if demands_on_us.ANSWERS.isdisjoint(by.anywhere(today)):
        return
    for kind, count in (("demands", demands_on_us.waiting), ("promises", demands_on_us.old_promises)):
        n, due = count(session, by=by, at=at)
        if n:
            yield Task(
                kind=kind,
                text=Reason(TEXTS[kind].text, {"n": n}),
                department_id=0,
                department="",
                step_id=None,
                due=due,
                overdue=due is not None and due < today,
                count=n,
            )


def _upkeep(session: Session, by: Actor, today: date) -> Iterator[Task]:
    for one in upkeep(session, by, today):
        yield Task(one.kind, one.text, 0, one.department, None, None, overdue=False, subject_id=one.subject_id)


def _departments(session: Session, by: Actor, today: date) -> tuple[tuple[int, str], ...]:
    """The departments with a plan in which the person has a seat, for a way in when nothing waits."""
    own = Actor(by.person_id, by.name, seats=tuple(seat for seat in by.seats if seat.department_id is not None))
    query = (
        select(Department.id, Department.name)
        .join(Plan, Plan.department_id == Department.id)
        .where(reached(own, permissions.DEPARTMENT["see_plan"], today))
        .distinct()
    )
    return tuple(sorted(((row.id, row.name) for row in session.execute(query)), key=lambda row: alphabetical(row[1])))


# --- an administrator's first steps ---------------------------------------------------------------------------------


def _setup(session: Session, by: Actor, today: date) -> Iterator[str]:
    """What stands in the way of the first plan: publish, departments, people, plan."""
    if not permissions.may("administer", by.anywhere(today)):
        return
    if publishing.newest(session) is None:
        yield "publish"
    if session.scalar(select(Department.id).where(Department.level == "department").limit(1)) is None:
        yield "departments"
    if session.scalar(select(Membership.id).where(Membership.role == "head").limit(1)) is None:
        yield "people"
    if session.scalar(select(Plan.id).limit(1)) is None:
        yield "plan"

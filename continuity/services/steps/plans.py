"""Verbs of the plan: start it, open a step again, answer a proposal, move a date, end it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Happening
from continuity.errors import Forbidden, Invalid, NotFound, Reason, Refused, say
from continuity.models import Department, PendingReopening, Person, Plan, Step
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import people
from continuity.services.record.history import record
from continuity.services.reminders.handing_over import hand_over
from continuity.services.steps import closing, opening
from continuity.services.steps.desk import SYSTEM, Desk, line_of, open_desk
from continuity.services.steps.moving import record_step
from continuity.services.steps.opening import Why

MOVE_AT_MOST = timedelta(days=30)
CHANGED: Happening = "organisation_changed"


def start_plan(
    session: Session, department_id: int, *, workflow: str = "standard", variant: str = "", by: Actor, at: datetime
) -> Plan:
    """Registers a department's plan: its steps stand in order and the first may begin.

    :raise Refused: the department has a plan of this workflow already.
    """
    department = session.get(Department, department_id)
    if department is None:
        raise NotFound
    if not permissions.may("start_plan", by.anywhere(local_date(at))):
        raise Forbidden(say("En plan startas av administratören eller säkerhetsfunktionen."))
    query = select(Plan).where(Plan.department_id == department_id, Plan.workflow == workflow)
    if session.scalars(query).first() is not None:
        raise Refused(say("{department} har redan en plan.", department=department.name))
    if variant and variant not in publishing.variants(session):
        raise Invalid({"variant": say("Det finns ingen variant som heter ”{name}”.", name=variant)})
    digest = publishing.hash_of(session, "workflow", workflow, variant, department.code)
    definition = publishing.workflow(session, digest)
    plan = Plan(department_id=department_id, workflow=workflow, variant=variant, workflow_hash=digest, created_at=at)
    session.add(plan)
    for position, name in enumerate(definition.steps):
        machine = definition.machine_of(name)
        plan.steps.append(Step(name=name, position=position, state=machine.initial, since=at))
    session.flush()
    for step in plan.steps:
        if definition.steps[step.name].opens is None:
            opening.open_revision(session, step, why=Why(), by=by, at=at)
    hand_over(session, plan, by=by, at=at)
    record(
        session, "plan_started", at=at, by=by, plan_id=plan.id, workflow=workflow, variant=variant, definition=digest
    )
    session.commit()
    return plan


def _plan_desk(session: Session, step: Step, *, by: Actor, at: datetime) -> Desk:
    """A desk for a verb of the plan, also when the step has nothing open."""
    chosen = step.open_revision or step.in_force_revision
    line = line_of(session, step.plan.department_id)
    if chosen is None:
        chosen = next((r for s in step.plan.steps if (r := s.open_revision or s.in_force_revision) is not None), None)
    if chosen is None:
        raise NotFound
    return Desk(session, step.plan, chosen.step, chosen, by, at, line)


def _step(session: Session, step_id: int, action: str, *, by: Actor, at: datetime) -> tuple[Step, Desk]:
    step = session.get(Step, step_id)
    if step is None:
        raise NotFound
    opening.plan_of(session, step.plan_id)
    session.refresh(step)
    roles = by.roles(line_of(session, step.plan.department_id), local_date(at))
    if not permissions.may("see_plan", roles):
        raise NotFound
    if not permissions.may(action, roles):
        raise Forbidden(say("Det här görs av förvaltningschefen eller samordnaren."))
    if step.plan.repealed_at is not None:
        raise Refused(say("Planen är upphävd och kan inte ändras."))
    return step, _plan_desk(session, step, by=by, at=at)


def reopen(session: Session, plan_id: int, reason: str, text: str, *, by: Actor, at: datetime) -> PendingReopening:
    """Opens the step that a reason names: at once, or when the step that is open now completes.

    The version in force stays in force until the new one completes.
    """
    plan = opening.plan_of(session, plan_id)
    if plan is None or not plan.steps:
        raise NotFound
    _, desk = _step(session, plan.steps[0].id, "reopen", by=by, at=at)
    definition = desk.workflow.reopen.get(reason)
    if definition is None:
        raise Invalid({"reason": say("Välj varför steget ska öppnas igen.")})
    roles = by.roles(desk.line, desk.today)
    if roles.isdisjoint(definition.by):
        raise Forbidden(say("Din roll kan inte öppna ett steg av den anledningen."))
    if "head" not in roles and not text.strip():
        raise Invalid({"text": say("Skriv vad som har hänt, så att chefen förstår varför.")})
    step = next(s for s in plan.steps if s.name == definition.opens)
    if step.in_force_revision_id is None and not opening.may_open_by_date(desk.workflow, step):
        raise Refused(say("Steget har inte varit klart än, så det finns inget att öppna igen."))
    if step.open_revision_id is not None:
        raise Refused(say("Steget är redan öppet. Ändra i den version som pågår."))
    pending = _wait(session, plan, step.name, reason, text, by=by, at=at, days=definition.within_days)
    closing.open_waiting(desk)
    closing.refresh_plan(desk)
    hand_over(session, plan, by=by, at=at)
    record(
        session,
        "step_reopened",
        at=at,
        by=by,
        plan_id=plan.id,
        step=step.name,
        reason=reason,
        text=text.strip(),
        opened=pending.settled == "opened",
    )
    session.commit()
    return pending


def _wait(
    session: Session,
    plan: Plan,
    step_name: str,
    reason: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    days: int,
    proposal: bool = False,
) -> PendingReopening:
    pending = PendingReopening(
        plan_id=plan.id,
        step_name=step_name,
        reason=reason,
        reason_text=text.strip(),
        deadline=local_date(at) + timedelta(days=days),
        asked_at=at,
        asked_by_id=by.person_id or None,
        proposal=proposal,
    )
    session.add(pending)
    session.flush()
    return pending


def propose_by_date(session: Session, plan_id: int, reason: str, deadline: date, *, at: datetime) -> None:
    """The calendar proposes to open a step again, with the day it should be done by; the head answers."""
    plan = opening.plan_of(session, plan_id)
    if plan is not None and plan.repealed_at is None:
        propose_reopening(session, plan, reason, "", at=at, deadline=deadline)
        record(session, "reopening_proposed", at=at, by=None, plan_id=plan_id, reason=reason)
    session.commit()


def propose_reopening(
    session: Session, plan: Plan, reason: str, text: str, *, at: datetime, deadline: date | None = None
) -> None:
    """The system proposes to open a step again; the head answers. The caller commits."""
    definition = publishing.workflow(session, plan.workflow_hash).reopen[reason]
    waiting = session.scalars(
        select(PendingReopening.id).where(
            PendingReopening.plan_id == plan.id,
            PendingReopening.reason == reason,
            PendingReopening.settled_at.is_(None),
        )
    ).first()
    if waiting is None:
        days = definition.within_days
        made = _wait(session, plan, definition.opens, reason, text, by=SYSTEM, at=at, days=days, proposal=True)
        made.deadline = deadline or made.deadline


def tell(
    session: Session, departments: Sequence[int], text: Reason, *, at: datetime, happening: Happening = CHANGED
) -> int:
    """Proposes to the heads of these departments the reasons that follow from what happened; how many proposals.

    A step that is open already gets none: it is changed where it stands. The caller commits.
    """
    told = 0
    for plan, reason, _ in _touched(session, departments, happening):
        propose_reopening(session, plan, reason, str(text), at=at)
        told += 1
    return told


def would_tell(session: Session, departments: Sequence[int], happening: Happening = CHANGED) -> tuple[int, int]:
    """To how many plans `tell` would make a proposal, and within how many days the shortest of them is answered."""
    found = [days for _, _, days in _touched(session, departments, happening)]
    return len(found), min(found, default=0)


def _touched(session: Session, departments: Sequence[int], happening: Happening) -> Iterator[tuple[Plan, str, int]]:
    query = select(Plan).where(Plan.department_id.in_(departments), Plan.repealed_at.is_(None)).order_by(Plan.id)
    for plan in session.scalars(query).all():
        workflow = publishing.workflow(session, plan.workflow_hash)
        for name, reason in workflow.reopen.items():
            step = next((step for step in plan.steps if step.name == reason.opens), None)
            if happening in reason.when and step is not None and opening.may_open_again(workflow, step):
                yield plan, name, reason.within_days


def pending_reopenings(session: Session, plan_id: int) -> Sequence[PendingReopening]:
    """Reasons that wait for the head's answer or for an open step to complete."""
    query = select(PendingReopening).where(PendingReopening.plan_id == plan_id, PendingReopening.settled_at.is_(None))
    return session.scalars(query.order_by(PendingReopening.id)).all()


def settle_reopening(session: Session, pending_id: int, *, open_it: bool, reason: str, by: Actor, at: datetime) -> None:
    """The head answers a proposal: open, or decline with a reason."""
    pending = session.get(PendingReopening, pending_id)
    if pending is None:
        raise NotFound
    plan = session.get_one(Plan, pending.plan_id)
    _, desk = _step(session, plan.steps[0].id, "settle_reopening", by=by, at=at)
    if pending.settled_at is not None:
        raise Refused(say("Förslaget är redan besvarat."))
    if not open_it and not reason.strip():
        raise Invalid({"reason": say("Skriv varför steget inte ska öppnas.")})
    if open_it:
        pending.proposal = False
        closing.open_waiting(desk)
    else:
        pending.settled_at, pending.settled, pending.settled_reason = at, "declined", reason.strip()
    closing.refresh_plan(desk)
    hand_over(session, plan, by=by, at=at)
    record(
        session,
        "reopening_answered",
        at=at,
        by=by,
        plan_id=plan.id,
        step=pending.step_name,
        opened=open_it,
        reason=reason.strip(),
    )
    session.commit()


def open_now(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Opens a step that would open by its own date, because the department wants to begin earlier."""
    step, desk = _step(session, step_id, "reopen", by=by, at=at)
    open_by_date(desk, step)
    closing.refresh_plan(desk)
    hand_over(session, step.plan, by=by, at=at)
    record(session, "step_opened", at=at, by=by, plan_id=step.plan_id, step=step.name)
    session.commit()


def open_by_date(desk: Desk, step: Step) -> None:
    """Opens a step whose date has come, or that the department begins earlier; the caller records and commits.

    :raise Refused: it is open already, or the step it comes after is not in force.
    """
    if step.open_revision_id is not None:
        raise Refused(say("Steget är redan öppet."))
    if not opening.may_open_by_date(desk.workflow, step):
        raise Refused(say("Steget kan öppnas först när planen är fastställd."))
    first = step.in_force_revision_id is None
    opening.open_revision(
        desk.session,
        step,
        why=Why("first" if first else "yearly", major=first),
        by=desk.by,
        at=desk.at,
        deadline=step.due,
    )


def appoint(session: Session, step_id: int, person_id: int, *, by: Actor, at: datetime) -> None:
    """The head asks a colleague to read through the step and send it in."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("appoint"):
        raise Forbidden(say("Chefen utser vem som får skicka in steget."))
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise Invalid({"person": say("Välj en person som finns i systemet.")})
    if not people.actor_of(session, person.id).anywhere(desk.today).isdisjoint(permissions.KEPT_APART):
        raise Invalid({"person": say("Personens roll får inte läsa sekretessprövade svar. Utse någon annan.")})
    desk.revision.appointed_id = person.id
    record_step(desk, "colleague_appointed", person=person.name)
    session.commit()


def move_due(session: Session, step_id: int, new: date | None, reason: str, *, by: Actor, at: datetime) -> None:
    """The head moves a due date, once and at most 30 days, with a reason."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("move_due"):
        raise Forbidden(say("Bara förvaltningschefen kan flytta datumet."))
    step = desk.step
    if step.due is None or step.due_moved is not None:
        raise Refused(say("Datumet kan flyttas en gång, och det är redan gjort eller finns inte."))
    if new is None or not step.due < new <= step.due + MOVE_AT_MOST:
        raise Invalid({"due": say("Datumet kan flyttas högst 30 dagar fram från {due}.", due=step.due)})
    if not reason.strip():
        raise Invalid({"reason": say("Skriv varför datumet flyttas.")})
    old, step.due, step.due_moved = step.due, new, reason.strip()
    record_step(desk, "due_moved", old=old.isoformat(), new=new.isoformat(), reason=reason.strip())
    session.commit()


def repeal(session: Session, plan_id: int, decision: str, *, by: Actor, at: datetime) -> None:
    """Ends the plan under a decision: drafts are closed, adopted versions stay in the archive."""
    plan = opening.plan_of(session, plan_id)
    if plan is None:
        raise NotFound
    _, desk = _step(session, plan.steps[0].id, "repeal", by=by, at=at)
    if not decision.strip():
        raise Invalid({"decision": say("Ange beslutet som upphäver planen, med instans, datum och paragraf.")})
    closing.repeal(desk)
    record(session, "plan_repealed", at=at, by=by, plan_id=plan.id, decision=decision.strip())
    session.commit()


def end(session: Session, plan: Plan, *, by: Actor, at: datetime) -> None:
    """Ends a plan as part of another verb, which has asked whether it may, records and commits."""
    opening.plan_of(session, plan.id)
    closing.repeal(_plan_desk(session, plan.steps[0], by=by, at=at))
    session.flush()


def open_due_steps(session: Session, *, at: datetime) -> int:
    """Opens every step whose own date has come; how many were opened. Commits one plan at a time."""
    due = session.scalars(select(Step.id).where(Step.opens_on <= local_date(at), Step.open_revision_id.is_(None))).all()
    opened = 0
    for step_id in due:
        step = session.get_one(Step, step_id)
        opening.plan_of(session, step.plan_id)
        session.refresh(step)
        if step.open_revision_id is None and step.plan.repealed_at is None and step.opens_on is not None:
            desk = _plan_desk(session, step, by=SYSTEM, at=at)
            open_by_date(desk, step)
            closing.refresh_plan(desk)
            hand_over(session, step.plan, by=None, at=at)
            record(session, "step_opened", at=at, by=None, plan_id=step.plan_id, step=step.name)
            opened += 1
        session.commit()
    return opened

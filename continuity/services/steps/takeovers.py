"""A new head takes over the responsibility for a plan in force ("övertagande"): who has to, and the verb."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from continuity.errors import Invalid, NotFound, Refused, say
from continuity.models import Membership, Plan, SignOff, Step, StepRevision, Takeover
from continuity.rules.guards import fresh_login
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.record.history import record
from continuity.services.steps.desk import Desk, open_desk


def waiting(session: Session, plan_ids: Collection[int], today: date) -> Mapping[int, Membership]:
    """Plan -> the seat of the head who still has to take it over; one question for any number of plans.

    That is an ordinary head of the department itself, seated after the version in force was completed, who neither
    signed that version nor has taken it over.
    """
    signed = exists().where(SignOff.revision_id == StepRevision.id, SignOff.person_id == Membership.person_id)
    taken = exists().where(Takeover.plan_id == Plan.id, Takeover.membership_id == Membership.id)
    query = (
        select(Plan.id, Membership, StepRevision.completed_at)
        .join(Step, Step.plan_id == Plan.id)
        .join(StepRevision, StepRevision.id == Step.in_force_revision_id)
        .join(Membership, Membership.department_id == Plan.department_id)
        .where(Plan.id.in_(plan_ids), Plan.repealed_at.is_(None), StepRevision.version == Plan.in_force_version)
        .where(Membership.role == "head", Membership.deputy.is_(False), Membership.starts <= today)
        .where(or_(Membership.ends.is_(None), Membership.ends >= today), ~signed, ~taken)
        .order_by(Membership.starts, Membership.id)
    )
    return {
        plan_id: seat
        for plan_id, seat, completed in session.execute(query)
        if completed is not None and seat.starts > local_date(completed)
    }


def seat_of(session: Session, plan_id: int, *, by: Actor, at: datetime) -> Membership | None:
    """The seat by which this person has to take over the plan, or None."""
    found = waiting(session, [plan_id], local_date(at)).get(plan_id)
    return found if found is not None and found.person_id == by.person_id else None


def desk_of(session: Session, plan_id: int, *, by: Actor, at: datetime, lock: bool = False) -> Desk:
    """The step in force of a plan, for its heads.

    :raise NotFound: there is no such plan, or nothing in it is in force.
    """
    plan = session.get(Plan, plan_id)
    step = next((one for one in plan.steps if one.in_force_revision_id is not None), None) if plan else None
    if plan is None or step is None or plan.in_force_version is None:
        raise NotFound
    inside = open_desk(session, step.id, by=by, at=at, action="take_over", lock=lock)
    name = inside.workflow.in_force
    chosen = next((one for one in plan.steps if one.name == name), step)
    revision = chosen.in_force_revision or inside.revision
    return Desk(session, plan, chosen, revision, by, at, inside.line)


def take_over(session: Session, plan_id: int, *, confirmed: bool, by: Actor, at: datetime) -> Takeover:
    """The new head answers for the plan in force from now on; the document and its signatures stay as they are.

    :raise Refused: there is nothing for this person to take over, or the login is old.
    """
    desk = desk_of(session, plan_id, by=by, at=at, lock=True)
    seat = seat_of(session, plan_id, by=by, at=at)
    if seat is None:
        raise Refused(say("Det finns inget för dig att ta över. Du har redan skrivit under planen eller tagit över."))
    stale = fresh_login(desk.facts)
    if stale is not None:
        raise Refused(stale)
    if not confirmed:
        raise Invalid({"confirmed": say("Kryssa i rutan för att ta över ansvaret för planen.")})
    made = Takeover(
        plan_id=plan_id,
        membership_id=seat.id,
        person_id=by.person_id,
        name=by.name,
        title=seat.title or by.title,
        version=desk.plan.in_force_version or "",
        auth_time=by.auth_time,
        at=at,
    )
    session.add(made)
    session.flush()
    record(session, "plan_taken_over", at=at, by=by, plan_id=plan_id, step=desk.step.name, version=made.version)
    session.commit()
    return made

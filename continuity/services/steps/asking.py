"""Asking for advice: who is asked when, and how long they have."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Advice, Membership, Step, StepRevision
from continuity.rules import due
from continuity.services.record.history import record
from continuity.services.reminders.handing_over import hand_over
from continuity.services.steps.desk import SYSTEM, Desk, open_desk


def asked(desk: Desk) -> Sequence[Advice]:
    """Who is asked this round and what they have answered, in order."""
    query = select(Advice).where(Advice.revision_id == desk.revision.id, Advice.round == desk.revision.round)
    return desk.session.scalars(query.order_by(Advice.position)).all()


def ask(desk: Desk) -> None:
    """Asks each reviewer for advice; one who comes after another waits, see `ask_next`."""
    for position, reviewer in enumerate(desk.parameters.reviewers):
        alone = _only_adviser_submitted(desk, reviewer.role)
        desk.session.add(
            Advice(
                revision_id=desk.revision.id,
                round=desk.revision.round,
                role=reviewer.role,
                position=position,
                after=reviewer.after or "",
                outcome="not_needed" if alone else "",
                given_at=desk.at if alone else None,
            )
        )
    desk.session.flush()
    ask_next(desk)


def ask_next(desk: Desk) -> int:
    """Starts the time of those who wait for nobody any longer: the one before has answered, or its time has passed."""
    rows = asked(desk)
    done = {row.role for row in rows if row.outcome or (row.deadline is not None and row.deadline < desk.today)}
    started = 0
    for reviewer, row in zip(desk.parameters.reviewers, rows, strict=True):
        if row.asked_at is None and (not row.after or row.after in done):
            again = _advised_before(desk, row.role)
            row.asked_at = desk.at
            row.deadline = _deadline(desk, reviewer.resubmission_workdays if again else reviewer.workdays)
            started += 1
    return started


def _deadline(desk: Desk, workdays: int) -> date:
    """The last day for advice: Swedish working days, quiet periods left out."""
    quiet = tuple(due.Quiet.written(period.first, period.last) for period in desk.settings.quiet)
    return due.add_workdays(desk.today, workdays, quiet)


def _advised_before(desk: Desk, role: str) -> bool:
    query = select(Advice.id).where(
        Advice.revision_id == desk.revision.id,
        Advice.role == role,
        Advice.round < desk.revision.round,
        Advice.given_at.is_not(None),
        Advice.outcome != "not_needed",
    )
    return desk.session.scalar(query.limit(1)) is not None


def _only_adviser_submitted(desk: Desk, role: str) -> bool:
    query = select(Membership.person_id).where(
        Membership.role == role,
        Membership.starts <= desk.today,
        Membership.ends.is_(None) | (Membership.ends >= desk.today),
        Membership.department_id.is_(None) | Membership.department_id.in_(desk.line),
    )
    holders = set(desk.session.scalars(query))
    return holders == {desk.revision.submitted_by_id}


def ask_after_silence(session: Session, *, at: datetime) -> int:
    """Asks those who waited for somebody whose time has passed; how many. Commits one step at a time.

    Nobody can stop a step by not answering: without this a second reviewer would never be asked.
    """
    waiting = (
        select(Step.id)
        .join(StepRevision, StepRevision.id == Step.open_revision_id)
        .join(Advice, (Advice.revision_id == StepRevision.id) & (Advice.round == StepRevision.round))
        .where(Advice.asked_at.is_(None), Advice.outcome == "")
        .distinct()
    )
    started = 0
    for step_id in session.scalars(waiting).all():
        desk = open_desk(session, step_id, by=SYSTEM, at=at, action=None, lock=True)
        found = ask_next(desk) if desk.state.review else 0
        if found:
            hand_over(session, desk.plan, by=None, at=at)
            record(session, "advice_asked", at=at, by=None, plan_id=desk.plan.id, step=desk.step.name)
        started += found
        session.commit()
    return started

"""Bjud in: a page or row handed to a colleague, with a date."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound, Refused, say
from continuity.models import AnswerPart, Invitation, Person, StepRevision
from continuity.rules import due
from continuity.rules.permissions import KEPT_APART, Actor
from continuity.services.organisation.people import actor_of
from continuity.services.reminders import handing_over
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step

WORKDAYS = 10


def default_due(desk: Desk) -> date:
    """Ten working days from today."""
    return due.add_workdays(desk.today, WORKDAYS)


def invitations(desk: Desk) -> Sequence[tuple[Invitation, Person]]:
    """Who has been invited to what in this revision, newest first."""
    query = (
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.revision_id == desk.revision.id)
    )
    return [(invitation, person) for invitation, person in desk.session.execute(query.order_by(Invitation.id.desc()))]


def invite(
    session: Session,
    step_id: int,
    page: str,
    row: str,
    person_id: int | None,
    due_on: date | None,
    note: str = "",
    *,
    by: Actor,
    at: datetime,
) -> Invitation:
    """Hands a page (or a row with everything in it) to a colleague until a date."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("invite"):
        raise Forbidden(say("Samordnaren eller chefen bjuder in kollegor."))
    if not desk.state.editable:
        raise Refused(say("Kollegor bjuds in medan svaren kan ändras."))
    if page not in desk.form.pages or (row and not _has_row(desk, row)):
        raise NotFound
    person = session.get(Person, person_id) if person_id else None
    if person is None or not person.active:
        raise Invalid({"person": say("Välj vem du vill bjuda in.")})
    if not actor_of(session, person.id).anywhere(desk.today).isdisjoint(KEPT_APART):
        raise Invalid({"person": say("Personens roll får inte läsa sekretessprövade svar. Bjud in någon annan.")})
    if due_on is None or due_on < desk.today:
        raise Invalid({"due": say("Ange ett datum som inte har passerat, ÅÅÅÅ-MM-DD.")})
    made = hand(desk, page, row, person.id, due_on, note)
    record_step(desk, "colleague_invited", person=person.name, page=page, row=row, due=due_on.isoformat())
    session.commit()
    return made


def hand(desk: Desk, page: str, row: str, person_id: int, due_on: date, note: str) -> Invitation:
    """The invitation with its mail, or the one that waits already with a new date; the verb records and commits."""
    made = waits_for(desk, page, row, person_id) or Invitation(
        revision_id=desk.revision.id,
        page=page,
        row=row,
        person_id=person_id,
        invited_by_id=desk.by.person_id,
        created_at=desk.at,
        due=due_on,
    )
    made.due, made.note = due_on, note.strip()
    desk.session.add(made)
    handing_over.invite(desk.session, made, desk.plan, at=desk.at)
    return made


def waits_for(desk: Desk, page: str, row: str, person_id: int) -> Invitation | None:
    """The person's invitation to this page or row that is not done yet."""
    return desk.session.scalars(
        select(Invitation).where(
            Invitation.revision_id == desk.revision.id,
            Invitation.page == page,
            Invitation.row == row,
            Invitation.person_id == person_id,
            Invitation.done_at.is_(None),
        )
    ).first()


def _has_row(desk: Desk, row: str) -> bool:
    query = select(AnswerPart.id).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.row == row, AnswerPart.removed_at.is_(None)
    )
    return desk.session.scalar(query.limit(1)) is not None


def finish(session: Session, invitation_id: int, *, by: Actor, at: datetime) -> None:
    """The colleague (or whoever invited) says that it is done."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    revision = session.get_one(StepRevision, invitation.revision_id)
    desk = open_desk(session, revision.step_id, by=by, at=at, lock=True, revision_id=revision.id)
    if by.person_id != invitation.person_id and not desk.may("invite"):
        raise NotFound
    if invitation.done_at is None:
        invitation.done_at = at
        record_step(desk, "invitation_finished", page=invitation.page, row=invitation.row)
    session.commit()

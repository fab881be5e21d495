"""Reminders and comments that the security function writes to the departments it has chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from continuity.errors import Forbidden, Invalid, NotFound, say
from continuity.models import Note, Person, Plan
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.organisation.holders import Holder, holding
from continuity.services.oversight.narrowing import Filter, narrowed
from continuity.services.record.history import record
from continuity.services.reminders import outbox
from continuity.services.swedish import alphabetical

Kind = Literal["reminder", "comment"]
MOST = 400  # departments at a time: a slip of the hand must not write to a whole city
LONGEST = 2_000
OWNERS = ("head", "coordinator")  # who answer for a plan, and their deputies


@dataclass(frozen=True)
class Receiver:
    """One chosen department and who gets a mail about what is written to it."""

    plan: Plan
    people: tuple[Holder, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(dict.fromkeys(one.name for one in self.people))


def chosen(session: Session, plans: Collection[int] | Filter, *, by: Actor, at: datetime) -> tuple[Receiver, ...]:
    """The departments with these plans, or those that the filter lets through, by name.

    :raise Forbidden: the person's role does not remind departments. :raise NotFound: none is left of them.
    :raise Invalid: more than `MOST`.
    """
    today = local_date(at)
    if not permissions.may("remind", by.anywhere(today)):
        raise Forbidden(say("Det är säkerhetsfunktionen som påminner enheterna."))
    found = _plans(session, plans, today)
    if not found:
        raise NotFound
    if len(found) > MOST:
        raise Invalid({"text": say("Högst {n} enheter i taget. Begränsa urvalet med filtret.", n=MOST)})
    return _with_people(session, found, today)


def _plans(session: Session, plans: Collection[int] | Filter, today: date) -> list[Plan]:
    where: ColumnElement[bool] = narrowed(plans if isinstance(plans, Filter) else Filter(), today)
    query = select(Plan).join(Plan.department).where(where).options(joinedload(Plan.department))
    if not isinstance(plans, Filter):
        query = query.where(Plan.id.in_(plans))
    return sorted(session.scalars(query.limit(MOST + 1)), key=lambda plan: alphabetical(plan.department.name))


def _with_people(session: Session, plans: Sequence[Plan], today: date) -> tuple[Receiver, ...]:
    units = [plan.department_id for plan in plans]
    wanted = [(role, unit) for unit in units for role in OWNERS]
    seats = holding(session, wanted, tree.lines(session, units), today, deputies=True)
    return tuple(
        Receiver(plan, tuple(dict.fromkeys(one for role in OWNERS for one in seats[role, plan.department_id])))
        for plan in plans
    )


def write(session: Session, plans: Collection[int] | Filter, kind: Kind, text: str, *, by: Actor, at: datetime) -> int:
    """Writes the same note to each chosen department; how many there were.

    It stands on the department's page, and a mail says so to those who answer for the plan.

    :raise Invalid: a comment without words, or a text that is too long; more as `chosen` says.
    """
    text = text.strip()
    if kind == "comment" and not text:
        raise Invalid({"text": say("Skriv vad du vill säga till enheterna.")})
    if len(text) > LONGEST:
        raise Invalid({"text": say("Texten är för lång. Högst {n} tecken får plats.", n=LONGEST)})
    receivers = chosen(session, plans, by=by, at=at)
    for receiver in receivers:
        _tell(session, Note(plan_id=receiver.plan.id, kind=kind, text=text, at=at, by_id=by.person_id), receiver)
    for receiver in receivers:
        record(session, "note_written", at=at, by=by, plan_id=receiver.plan.id, kind_of_note=kind)
    session.commit()
    return len(receivers)


def _tell(session: Session, note: Note, receiver: Receiver) -> None:
    session.add(note)
    session.flush()
    for person in {one.id: one for one in receiver.people}:
        key, facts = f"note/{note.id}/{person}", {"note": note.id}
        outbox.post(session, key=key, to=person, kind="note", plan_id=note.plan_id, facts=facts, at=note.at)


def newest(session: Session, plan_id: int, limit: int = 3) -> Sequence[tuple[Note, str]]:
    """The newest notes to a plan's department, each with who wrote it."""
    query = select(Note, Person.name).join(Person, Person.id == Note.by_id).where(Note.plan_id == plan_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Note.id.desc()).limit(limit))]


def last_reminders(session: Session, plan_ids: Collection[int]) -> Mapping[int, datetime]:
    """When each plan's department was last reminded by hand; a plan that never was is missing."""
    query = select(Note.plan_id, Note.at).where(Note.plan_id.in_(plan_ids), Note.kind == "reminder").order_by(Note.id)
    return {row.plan_id: row.at for row in session.execute(query)}

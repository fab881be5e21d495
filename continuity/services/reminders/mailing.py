"""What a person may do about reminders and mail: confirm a flood, pause a unit, try again, stop, and test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from continuity.errors import Forbidden, Invalid, NotFound, Refused, say
from continuity.models import Department, Mail, Person, Reminder, ReminderPause, ReminderRound
from continuity.rules.permissions import Actor, may
from continuity.services.clock import local_date
from continuity.services.organisation.people import get_person, require
from continuity.services.record.history import record
from continuity.services.reminders import outbox

TROUBLED = ("undeliverable", "dead", "faulty")
SHOWN = 50


@dataclass(frozen=True)
class Outbox:
    """The outbox as its page shows it: numbers by state, what is in trouble, what waits or went last, and floods."""

    counts: Mapping[str, int]
    troubled: Sequence[Mail]
    newest: Sequence[Mail]
    held: Sequence[ReminderRound]
    pauses: Sequence[ReminderPause]


def outbox_of(session: Session, *, today: date) -> Outbox:
    """Everything on the page but the preview, in five questions."""
    numbers = session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    told = select(Mail).options(joinedload(Mail.person))
    pauses = select(ReminderPause).where(ReminderPause.ended_at.is_(None), ReminderPause.until >= today)
    return Outbox(
        counts={row[0]: row[1] for row in numbers},
        troubled=session.scalars(told.where(Mail.state.in_(TROUBLED)).order_by(Mail.id.desc()).limit(SHOWN)).all(),
        newest=session.scalars(
            told.where(Mail.state.in_(("waiting", "sent"))).order_by(Mail.state.desc(), Mail.id.desc()).limit(SHOWN)
        ).all(),
        held=session.scalars(select(ReminderRound).where(ReminderRound.state == "held")).all(),
        pauses=session.scalars(
            pauses.options(joinedload(ReminderPause.department)).order_by(ReminderPause.until)
        ).all(),
    )


def dead_addresses(session: Session) -> int:
    """How many people have an address that takes no mail."""
    query = select(func.count(Mail.person_id.distinct())).where(Mail.state == "undeliverable")
    return session.scalar(query) or 0


def _require(by: Actor, at: datetime) -> None:
    if not may("manage_mail", by.anywhere(local_date(at))):
        raise Forbidden(say("Det här gör säkerhetsfunktionen eller en systemadministratör."))


def settle_round(session: Session, round_id: int, *, send: bool, by: Actor, at: datetime) -> None:
    """A held flood is sent after all, or thrown away: then its reminders come again on their right day.

    :raise Refused: somebody has settled it already.
    """
    _require(by, at)
    found = session.get(ReminderRound, round_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.state != "held":
        raise Refused(say("Någon har redan tagit ställning till de påminnelserna."))
    found.state, found.settled_at, found.settled_by_id = "confirmed" if send else "discarded", at, by.person_id
    mails = select(Mail.id).where(Mail.round_id == round_id, Mail.state == "held")
    if not send:
        session.execute(delete(Reminder).where(Reminder.mail_id.in_(mails)))
    values = {"state": "waiting", "next_try": at} if send else {"state": "stopped", "settled_at": at}
    session.execute(
        update(Mail).where(Mail.id.in_(mails)).values(**values).execution_options(synchronize_session=False)
    )
    if not send and found.day > local_date(at):  # the clock was ahead: that day is still to come
        session.execute(delete(Mail).where(Mail.round_id == round_id))
        session.delete(found)
    record(session, "reminders_confirmed" if send else "reminders_discarded", at=at, by=by, day=found.day.isoformat())
    session.commit()


def pause(
    session: Session, department_id: int | None, reason: str, until: date | None, *, by: Actor, at: datetime
) -> ReminderPause:
    """A unit, with everything under it, is not reminded until a day. :raise Invalid: something is missing or wrong."""
    _require(by, at)
    department = session.get(Department, department_id) if department_id else None
    errors = {}
    if department is None:
        errors["department"] = say("Välj en enhet i listan.")
    if not reason.strip():
        errors["reason"] = say("Skriv varför enheten inte ska påminnas.")
    if until is None or until < local_date(at):
        errors["until"] = say("Ange en dag som inte har passerat, ÅÅÅÅ-MM-DD.")
    if department is None or until is None or errors:
        raise Invalid(errors)
    made = ReminderPause(department_id=department.id, reason=reason.strip(), until=until, by_id=by.person_id, at=at)
    session.add(made)
    record(session, "reminders_paused", at=at, by=by, department=department.id, until=until.isoformat())
    session.commit()
    return made


def resume(session: Session, pause_id: int, *, by: Actor, at: datetime) -> None:
    """The unit is reminded again from now on."""
    _require(by, at)
    found = session.get(ReminderPause, pause_id)
    if found is None:
        raise NotFound
    if found.ended_at is None:
        found.ended_at = at
        record(session, "reminders_resumed", at=at, by=by, department=found.department_id)
    session.commit()


def retry(session: Session, mail_id: int, *, by: Actor, at: datetime) -> None:
    """Tries a mail again that was given up: the address has been mended, or the server has."""
    mail = _mail(session, mail_id, by, at)
    if mail.state not in TROUBLED:
        raise Refused(say("Mejlet väntar redan, är skickat eller har stoppats."))
    mail.state, mail.attempts, mail.first_try, mail.next_try, mail.problem = "waiting", 0, None, at, ""
    mail.lease_until = mail.settled_at = None
    session.commit()


def stop(session: Session, mail_id: int, *, by: Actor, at: datetime) -> None:
    """A mail that has not gone does not go."""
    mail = _mail(session, mail_id, by, at)
    if mail.state in ("sent", "unneeded", "stopped"):
        raise Refused(say("Mejlet har redan gått eller behövs inte längre."))
    mail.state, mail.settled_at, mail.claim = "stopped", at, ""
    session.commit()


def _mail(session: Session, mail_id: int, by: Actor, at: datetime) -> Mail:
    _require(by, at)
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound
    return mail


def send_link(session: Session, person_id: int, *, by: Actor, at: datetime) -> Person:
    """A mail with a one-time link, made as the mail goes. :raise Invalid: a closed account."""
    require("administer", by, at)
    person = get_person(session, person_id)
    if not person.active:
        raise Invalid({"": say("Kontot är stängt. Öppna det innan du gör en länk.")})
    outbox.post(session, key=f"link/{person.id}/{at:%Y%m%dT%H%M}", to=person, kind="link", at=at)
    record(session, "link_made", at=at, by=by, person_id=person_id)
    session.commit()
    return person


def send_test(session: Session, *, by: Actor, at: datetime) -> Person:
    """A test mail to whoever asks, at most one a minute."""
    _require(by, at)
    person = session.get_one(Person, by.person_id)
    outbox.post(session, key=f"test/{person.id}/{at:%Y%m%dT%H%M}", to=person, kind="test", at=at)
    session.commit()
    return person

"""People: who has an account, what it says of them, and their passwords."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from continuity.errors import Forbidden, Invalid, NotFound, Reason, say
from continuity.models import Membership, Person
from continuity.rules.permissions import APART, EVERYWHERE, Actor, Seat, kept_apart_from, may
from continuity.services.clock import local_date
from continuity.services.organisation.links import link_holder, new_link, spend_links
from continuity.services.organisation.passwords import password_problem
from continuity.services.organisation.sessions import end_sessions, hashed
from continuity.services.record.history import record
from continuity.services.swedish import alphabetical

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class PersonLine:
    """A person in the administrator's list."""

    id: int
    name: str
    email: str
    title: str
    active: bool
    has_password: bool
    seats: tuple[Membership, ...]


def require(action: str, by: Actor, at: datetime) -> None:
    """:raise Forbidden: the person's roles do not allow this for the municipality."""
    if not may(action, by.anywhere(local_date(at))):
        raise Forbidden(say("Det här gör en systemadministratör."))


# --- accounts ------------------------------------------------------------------------------------------------------


def add_person(session: Session, email: str, name: str, *, title: str = "", by: Actor, at: datetime) -> Person:
    """Adds an account without a password; a one-time link lets the person set one.

    :raise Invalid: the address is wrong or taken, or the name is empty.
    """
    require("administer", by, at)
    person = _new_person(session, email, name, title, at=at)
    record(session, "person_added", at=at, by=by, person_id=person.id)
    session.commit()
    return person


def add_first(
    session: Session, email: str, name: str, role: str = "administrator", *, at: datetime
) -> tuple[Person, str]:
    """From the command line, where nobody is logged in: an account with a municipality-wide role, and its link.

    An address that has an account keeps it and gets the role and a new link.

    :raise Invalid: an unknown role, one that belongs to a department, or one kept apart from another of the person's.
    """
    if role not in EVERYWHERE:
        raise Invalid({"role": say("Rollen {role} finns inte eller hör till ett kontor.", role=role)})
    person = session.scalars(select(Person).where(func.lower(Person.email) == email.strip().casefold())).first()
    person = person or _new_person(session, email, name, "", at=at)
    person.active = True
    ahead = (seat for seat in person.memberships if seat.ends is None or seat.ends >= local_date(at))
    if not kept_apart_from(role).isdisjoint(seat.role for seat in ahead):
        raise Invalid({"role": APART})
    if not any(_seat_of(seat).holds(local_date(at)) and seat.role == role for seat in person.memberships):
        session.add(Membership(person_id=person.id, role=role, starts=local_date(at)))
    token = new_link(session, person.id, at=at)
    record(session, "role_given", at=at, by=None, person_id=person.id, role=role, department=None)
    session.commit()
    return person, token


def _new_person(session: Session, email: str, name: str, title: str, *, at: datetime) -> Person:
    email, name = email.strip(), " ".join(name.split())
    errors = {**_wrong_email(session, email), **({} if name else {"name": say("Skriv personens namn.")})}
    if errors:
        raise Invalid(errors)
    person = Person(email=email, name=name, title=title.strip(), created_at=at)
    session.add(person)
    session.flush()
    return person


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def _wrong_email(session: Session, email: str, but: int | None = None) -> dict[str, Reason]:
    if not _EMAIL.fullmatch(email):
        return {"email": say("Skriv en e-postadress, till exempel namn@kommun.se.")}
    taken = session.scalar(select(Person.id).where(func.lower(Person.email) == email.casefold()))
    if taken is not None and taken != but:
        return {"email": say("Det finns redan ett konto med den adressen.")}
    return {}


def edit_person(
    session: Session, person_id: int, *, email: str, name: str, title: str, by: Actor, at: datetime
) -> None:
    """Changes what an account says about the person. :raise Invalid: as for `add_person`."""
    require("administer", by, at)
    person, name = get_person(session, person_id), " ".join(name.split())
    errors = {
        **_wrong_email(session, email.strip(), person_id),
        **({} if name else {"name": say("Skriv personens namn.")}),
    }
    if errors:
        raise Invalid(errors)
    person.email, person.name, person.title = email.strip(), name, title.strip()
    record(session, "person_changed", at=at, by=by, person_id=person.id)
    session.commit()


def deactivate(session: Session, person_id: int, *, by: Actor, at: datetime) -> None:
    """Closes an account at once: its sessions end and its links stop working; what the person signed stays.

    :raise Invalid: it is the administrator's own account, which would lock the last one out.
    """
    require("administer", by, at)
    person = get_person(session, person_id)
    if person_id == by.person_id:
        raise Invalid({"": say("Du kan inte stänga ditt eget konto. Be en annan systemadministratör.")})
    person.active, person.password_hash = False, None
    spend_links(session, person_id, at=at)
    end_sessions(session, person_id, at=at)
    record(session, "person_deactivated", at=at, by=by, person_id=person.id)
    session.commit()


def reactivate(session: Session, person_id: int, *, by: Actor, at: datetime) -> None:
    """Opens a closed account again; it needs a new link to set a password."""
    require("administer", by, at)
    get_person(session, person_id).active = True
    record(session, "person_reactivated", at=at, by=by, person_id=person_id)
    session.commit()


def end_all_sessions(session: Session, person_id: int, *, by: Actor, at: datetime) -> int:
    """Logs a person out everywhere; how many sessions that were."""
    require("administer", by, at)
    get_person(session, person_id)
    ended = end_sessions(session, person_id, at=at)
    record(session, "sessions_ended", at=at, by=by, person_id=person_id, ended=ended)
    session.commit()
    return ended


# --- passwords -----------------------------------------------------------------------------------------------------


def make_link(session: Session, person_id: int, *, by: Actor, at: datetime) -> str:
    """A link's token, for 24 hours and one use; links made before stop working. :raise Invalid: a closed account."""
    require("administer", by, at)
    if not get_person(session, person_id).active:
        raise Invalid({"": say("Kontot är stängt. Öppna det innan du gör en länk.")})
    token = new_link(session, person_id, at=at)
    record(session, "link_made", at=at, by=by, person_id=person_id)
    session.commit()
    return token


def use_link(session: Session, token: str, password: str, *, at: datetime) -> Person:
    """Sets the password and ends every session the person had.

    :raise NotFound: the link does not work. :raise Invalid: the password is too weak.
    """
    person = link_holder(session, token, at=at)
    _refuse_weak(password, person)
    session.rollback()  # no lock while the password is hashed
    stored = hashed(password)
    person = link_holder(session, token, at=at)
    spend_links(session, person.id, at=at)
    _set_password(session, person, stored, at=at)
    return person


def change_password(session: Session, person_id: int, password: str, *, keep: str, at: datetime) -> None:
    """A logged-in person's own change; sessions other than the one with key `keep` end. :raise Invalid: too weak."""
    _refuse_weak(password, get_person(session, person_id))
    session.rollback()
    stored = hashed(password)
    _set_password(session, get_person(session, person_id), stored, at=at, keep=keep)


def _refuse_weak(password: str, person: Person) -> None:
    problem = password_problem(password, person.email, person.name)
    if problem is not None:
        raise Invalid({"new_password": problem})


def _set_password(session: Session, person: Person, stored: str, *, at: datetime, keep: str = "") -> None:
    person.password_hash = stored
    end_sessions(session, person.id, at=at, keep=keep)
    record(session, "password_set", at=at, by=None, person_id=person.id)
    session.commit()


# --- looking up ----------------------------------------------------------------------------------------------------


def actor_of(session: Session, person_id: int, auth_time: datetime | None = None, method: str = "password") -> Actor:
    """The person as one who acts, with all seats; which of them are held today is asked later."""
    person = session.get_one(Person, person_id)
    seats = tuple(_seat_of(row) for row in sorted(person.memberships, key=lambda row: row.id))
    return Actor(person.id, person.name, person.title, seats, auth_time, method, person.language)


def _seat_of(row: Membership) -> Seat:
    return Seat(row.role, row.department_id, row.deputy, row.title, row.starts, row.ends)


def get_person(session: Session, person_id: int) -> Person:
    """The person. :raise NotFound: nobody has that id."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def people(session: Session, *, query: str = "", on: date) -> Sequence[PersonLine]:
    """Everybody whose name, address or title holds `query`, in Swedish order, with the roles held on a day."""
    wanted = f"%{query.strip()}%"
    found = session.scalars(
        select(Person)
        .where(or_(Person.name.ilike(wanted), Person.email.ilike(wanted), Person.title.ilike(wanted)))
        .options(selectinload(Person.memberships).joinedload(Membership.department))
    )
    return sorted((_line(person, on) for person in found), key=lambda line: (not line.active, alphabetical(line.name)))


def _line(person: Person, on: date) -> PersonLine:
    seats = tuple(row for row in person.memberships if _seat_of(row).holds(on))
    return PersonLine(
        person.id, person.name, person.email, person.title, person.active, bool(person.password_hash), seats
    )


def administrators(session: Session, on: date) -> Sequence[str]:
    """The names of those who can give access."""
    rows = session.scalars(
        select(Membership).where(Membership.role == "administrator").options(joinedload(Membership.person))
    )
    return sorted({row.person.name for row in rows if row.person.active and _seat_of(row).holds(on)}, key=alphabetical)


def anybody(session: Session) -> bool:
    """Whether there is any account at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def set_language(session: Session, person_id: int, language: str) -> None:
    """The language the person reads."""
    get_person(session, person_id).language = language
    session.commit()

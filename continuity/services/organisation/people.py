"""People: who has an account, which roles they hold where and when, and links that let them set a password."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from continuity.definitions.canonical import sha256_of
from continuity.definitions.vocabulary import Role
from continuity.errors import Forbidden, Invalid, NotFound, Reason, say
from continuity.models import Department, Membership, OneTimeLink, Person
from continuity.rules.permissions import DEPARTMENT, EVERYWHERE, Actor, Seat, may
from continuity.services.clock import local_date
from continuity.services.organisation.passwords import password_problem
from continuity.services.organisation.sessions import end_sessions, hashed
from continuity.services.record.history import record
from continuity.services.swedish import alphabetical

LINK_LASTS = timedelta(hours=24)
ROLES: tuple[str, ...] = get_args(Role)
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

    :raise Invalid: an unknown role, or one that belongs to a department.
    """
    if role not in EVERYWHERE:
        raise Invalid({"role": say("Rollen {role} finns inte eller hör till ett kontor.", role=role)})
    person = session.scalars(select(Person).where(func.lower(Person.email) == email.strip().casefold())).first()
    person = person or _new_person(session, email, name, "", at=at)
    person.active = True
    if not any(_seat_of(seat).holds(local_date(at)) and seat.role == role for seat in person.memberships):
        session.add(Membership(person_id=person.id, role=role, starts=local_date(at)))
    token = _new_link(session, person.id, at=at)
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
    _spend_links(session, person_id, at=at)
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


APART = say(
    "En systemadministratör läser inte sekretessprövade svar, så samma person kan inte ha båda rollerna på samma gång."
    " Avsluta den ena först, eller ge rollen till någon annan."
)


# --- roles ---------------------------------------------------------------------------------------------------------


def seat(
    session: Session,
    person_id: int,
    role: str,
    department_id: int | None,
    *,
    deputy: bool = False,
    title: str = "",
    starts: date,
    ends: date | None = None,
    by: Actor,
    at: datetime,
) -> Membership:
    """Gives a person a role, in a department or (where the role is of that kind) in the whole municipality.

    :raise Invalid: an unknown role or department, dates the wrong way round, the same role twice, or one's own role.
    """
    require("administer", by, at)
    person = get_person(session, person_id)
    errors = _wrong_seat(session, role, department_id, starts, ends)
    if person_id == by.person_id:
        errors["role"] = say("Du kan inte ge dig själv en roll. Be en annan systemadministratör.")
    if not errors and _overlaps(session, person, role, department_id, starts, ends):
        errors["role"] = say("Personen har redan den rollen där under de dagarna.")
    if not errors and mixes(session, person.id, role, starts, ends):
        errors["role"] = APART
    if errors:
        raise Invalid(errors)
    row = Membership(
        person_id=person_id, role=role, department_id=department_id, deputy=deputy,
        title=title.strip(), starts=starts, ends=ends,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, "role_given", at=at, by=by, person_id=person_id, seat=row.id, role=role, department=department_id)
    session.commit()
    return row


def _wrong_seat(
    session: Session, role: str, department_id: int | None, starts: date, ends: date | None
) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    if role not in ROLES:
        errors["role"] = say("Välj en roll i listan.")
    elif role in EVERYWHERE and department_id is not None:
        errors["department"] = say("Rollen gäller hela kommunen. Välj ”Hela kommunen”.")
    elif role not in EVERYWHERE and department_id is None:
        errors["department"] = say("Rollen hör till ett kontor eller en nämnd. Välj vilket.")
    if department_id is not None and session.get(Department, department_id) is None:
        errors["department"] = say("Välj en enhet i listan.")
    if ends is not None and ends < starts:
        errors["ends"] = say("Sista dagen kan inte vara före första dagen.")
    return errors


def _overlaps(
    session: Session, person: Person, role: str, department_id: int | None, starts: date, ends: date | None
) -> bool:
    same = (
        Membership.person_id == person.id,
        Membership.role == role,
        Membership.department_id.is_not_distinct_from(department_id),
    )
    later = Membership.ends.is_(None) | (Membership.ends >= starts)
    earlier = Membership.starts <= ends if ends is not None else Membership.id.is_not(None)
    return session.scalars(select(Membership).where(*same, later, earlier)).first() is not None


def mixes(session: Session, person_id: int, role: str, starts: date, ends: date | None) -> bool:
    """Whether one person would look after the system and read restricted answers in it on the same day."""
    readers = DEPARTMENT["see_restricted"]
    others = {"administrator"} if role in readers else readers if role == "administrator" else frozenset()
    later = Membership.ends.is_(None) | (Membership.ends >= starts)
    earlier = Membership.starts <= ends if ends is not None else Membership.id.is_not(None)
    query = select(Membership.id).where(Membership.person_id == person_id, Membership.role.in_(others), later, earlier)
    return session.scalars(query.limit(1)).first() is not None


def end_seat(session: Session, membership_id: int, *, by: Actor, at: datetime) -> Membership:
    """The role ends now: yesterday was its last day. :raise Invalid: it is the administrator's own."""
    require("administer", by, at)
    row = session.get(Membership, membership_id)
    if row is None:
        raise NotFound
    if row.person_id == by.person_id and row.role == "administrator":
        raise Invalid({"": say("Du kan inte ta bort din egen administratörsroll. Be en annan systemadministratör.")})
    row.ends = local_date(at) - timedelta(days=1)
    record(session, "role_ended", at=at, by=by, person_id=row.person_id, seat=row.id, role=row.role)
    session.commit()
    return row


# --- links that set a password -------------------------------------------------------------------------------------


def make_link(session: Session, person_id: int, *, by: Actor, at: datetime) -> str:
    """A link's token, for 24 hours and one use; links made before stop working. :raise Invalid: a closed account."""
    require("administer", by, at)
    if not get_person(session, person_id).active:
        raise Invalid({"": say("Kontot är stängt. Öppna det innan du gör en länk.")})
    token = _new_link(session, person_id, at=at)
    record(session, "link_made", at=at, by=by, person_id=person_id)
    session.commit()
    return token


def _new_link(session: Session, person_id: int, *, at: datetime) -> str:
    _spend_links(session, person_id, at=at)
    token = secrets.token_urlsafe(24)  # 192 bits
    row = OneTimeLink(token_sha256=sha256_of(token), person_id=person_id, created_at=at, expires_at=at + LINK_LASTS)
    session.add(row)
    session.flush()
    return token


def renew_link(session: Session, person_id: int, *, at: datetime) -> str:
    """A new token for a mail that is about to go; commits, so that the link works when it comes."""
    token = _new_link(session, person_id, at=at)
    session.commit()
    return token


def _spend_links(session: Session, person_id: int, *, at: datetime) -> None:
    unused = select(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    for row in session.scalars(unused):
        row.used_at = at


def link_holder(session: Session, token: str, *, at: datetime) -> Person:
    """Whose link this is. :raise NotFound: unknown, used or too old."""
    row = session.get(OneTimeLink, sha256_of(token))
    person = session.get(Person, row.person_id) if row is not None else None
    if row is None or person is None or row.used_at is not None or row.expires_at <= at or not person.active:
        raise NotFound(say("Länken fungerar inte längre. Den gäller en gång och i 24 timmar. Be om en ny."))
    return person


def use_link(session: Session, token: str, password: str, *, at: datetime) -> Person:
    """Sets the password and ends every session the person had.

    :raise NotFound: the link does not work. :raise Invalid: the password is too weak.
    """
    person = link_holder(session, token, at=at)
    _refuse_weak(password, person)
    session.rollback()  # no lock while the password is hashed
    stored = hashed(password)
    person = link_holder(session, token, at=at)
    _spend_links(session, person.id, at=at)
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


def seats_of(session: Session, person_id: int) -> Sequence[Membership]:
    """All seats of a person, those that last longest first."""
    rows = session.scalars(
        select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.department))
    )
    return sorted(rows, key=lambda row: (row.ends or date.max, row.starts, row.id), reverse=True)


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

"""Seats: which role a person holds, where and when; given and ended by an administrator, never by oneself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from continuity.definitions.vocabulary import Role
from continuity.errors import Invalid, NotFound, Reason, say
from continuity.models import Department, Membership, Person
from continuity.rules.permissions import APART, EVERYWHERE, Actor, kept_apart_from
from continuity.services.clock import local_date
from continuity.services.organisation.people import get_person, require
from continuity.services.record.history import record

ROLES: tuple[str, ...] = get_args(Role)


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
    others = kept_apart_from(role)
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


def seats_of(session: Session, person_id: int) -> Sequence[Membership]:
    """All seats of a person, those that last longest first."""
    rows = session.scalars(
        select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.department))
    )
    return sorted(rows, key=lambda row: (row.ends or date.max, row.starts, row.id), reverse=True)

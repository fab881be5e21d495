"""Who holds a role in a department today: ordinary holders, or their deputies where there are none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from continuity.models import Membership, Person
from continuity.services.organisation.tree import Unit

Wanted = tuple[str, int]  # role, department


@dataclass(frozen=True)
class Holder:
    """A person who holds a role."""

    id: int
    name: str


def holding(
    session: Session,
    wanted: Collection[Wanted],
    ways: Mapping[int, tuple[Unit, ...]],
    today: date,
    *,
    deputies: bool = False,
) -> Mapping[Wanted, tuple[Holder, ...]]:
    """The people behind each (role, department), read in one question; `ways` are the lines upwards.

    With `deputies` they come along even where there is an ordinary holder.
    """
    if not wanted:
        return {}
    units = {unit.id for _, department in wanted for unit in ways.get(department, ())}
    query = (
        select(Membership.role, Membership.department_id, Membership.deputy, Person.id, Person.name)
        .join(Membership.person)
        .where(
            Membership.role.in_({role for role, _ in wanted}),
            or_(Membership.department_id.is_(None), Membership.department_id.in_(units)),
            Membership.starts <= today,
            or_(Membership.ends.is_(None), Membership.ends >= today),
            Person.active,
        )
        .order_by(Membership.deputy, Person.name)
    )
    seats = session.execute(query).all()
    found: dict[Wanted, tuple[Holder, ...]] = {}
    for role, department in wanted:
        line = {unit.id for unit in ways.get(department, ())} | {None}
        here = [seat for seat in seats if seat.role == role and seat.department_id in line]
        ordinary = [Holder(seat.id, seat.name) for seat in here if not seat.deputy]
        found[role, department] = tuple(
            dict.fromkeys((not deputies and ordinary) or [Holder(seat.id, seat.name) for seat in here])
        )
    return found


def holders(
    session: Session, wanted: Collection[Wanted], ways: Mapping[int, tuple[Unit, ...]], today: date
) -> Mapping[Wanted, tuple[str, ...]]:
    """The names behind each (role, department), each name once."""
    found = holding(session, wanted, ways, today)
    return {one: tuple(dict.fromkeys(holder.name for holder in people)) for one, people in found.items()}


def names_of(session: Session, people: Collection[int | None]) -> Mapping[int, str]:
    """The names of these people by id; None is nobody."""
    ids = {person for person in people if person is not None}
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}

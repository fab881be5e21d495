"""Who is told about a department: the nearest unit on the way up where somebody, or their deputy, holds the role."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from continuity.models import Department, Membership, Person, Plan
from continuity.rules.permissions import EVERYWHERE
from continuity.services.organisation import tree

# Where nobody holds a role, whoever stands above is told.
INSTEAD: Mapping[str, str] = MappingProxyType({"coordinator": "head", "head": "security_function"})


class Staff:
    """The holders of roles today, owners and deputies alike, read in two questions for any number of departments."""

    def __init__(self, session: Session, department_ids: Collection[int] | None, today: date) -> None:
        self._above = _everything(session) if department_ids is None else _ways(session, department_ids)
        self._read_seats(session, today, everywhere=department_ids is None)

    @classmethod
    def of(cls, session: Session, ways: Mapping[int, tuple[tree.Unit, ...]], today: date) -> "Staff":
        """The same where the ways up have been read already."""
        made = cls.__new__(cls)
        made._above = _ids_of(ways)
        made._read_seats(session, today, everywhere=False)
        return made

    def _read_seats(self, session: Session, today: date, *, everywhere: bool) -> None:
        query = (
            select(Membership.role, Membership.department_id, Membership.person_id)
            .join(Membership.person)
            .where(Membership.starts <= today, Person.active)
            .where(or_(Membership.ends.is_(None), Membership.ends >= today))
            .order_by(Membership.deputy, Membership.id)
        )
        if not everywhere:
            units = {unit for way in self._above.values() for unit in way}
            query = query.where(or_(Membership.department_id.is_(None), Membership.department_id.in_(units)))
        self._seats: dict[tuple[str, int | None], list[int]] = {}
        for role, department, person in session.execute(query):
            people = self._seats.setdefault((role, department), [])
            if person not in people:
                people.append(person)

    def way(self, department_id: int) -> tuple[int, ...]:
        """The department and the units above it."""
        return self._above.get(department_id, (department_id,))

    def holders(self, role: str, department_id: int) -> tuple[int, ...]:
        """Those who hold the role, in the nearest unit that has anybody; nobody is nobody."""
        for unit in (*self.way(department_id), None):
            if found := self._seats.get((role, unit)):
                return tuple(found)
        return ()

    def told(self, role: str, department_id: int) -> tuple[int, ...]:
        """Those who are told on the role's behalf: its holders, else whoever stands above."""
        here: str | None = role
        while here is not None:
            if found := self.holders(here, department_id):
                return found
            here = INSTEAD.get(here)
        return ()


def _ways(session: Session, department_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    return _ids_of(tree.lines(session, set(department_ids)))


def _ids_of(ways: Mapping[int, tuple[tree.Unit, ...]]) -> dict[int, tuple[int, ...]]:
    return {foot: tuple(unit.id for unit in units) for foot, units in ways.items()}


def _everything(session: Session) -> dict[int, tuple[int, ...]]:
    """Every department's way up, walked here: one question instead of a deep one for thousands."""
    parents = {row.id: row.parent_id for row in session.execute(select(Department.id, Department.parent_id))}
    return {foot: tuple(_climb(parents, foot)) for foot in parents}


def _climb(parents: Mapping[int, int | None], foot: int) -> Iterator[int]:
    seen: set[int] = set()
    here: int | None = foot
    while here is not None and here not in seen:
        seen.add(here)
        yield here
        here = parents.get(here)


def headless(session: Session, today: date) -> tuple[Department, ...]:
    """Departments with a living plan where nobody is head, nor a deputy: nobody can sign, and reminders go upwards."""
    query = (
        select(Department)
        .join(Plan, Plan.department_id == Department.id)
        .where(Plan.repealed_at.is_(None), Department.closed_on.is_(None))
        .order_by(Department.name)
        .distinct()
    )
    departments = session.scalars(query).all()
    staff = Staff(session, None, today)
    return tuple(one for one in departments if not staff.holders("head", one.id))


assert set(INSTEAD.values()) - {"head"} <= EVERYWHERE  # the last one asked is always the municipality's own

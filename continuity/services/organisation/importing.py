"""Units and people from a table: everything is looked at first, and one wrong cell saves nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from continuity.errors import Invalid, Reason, say
from continuity.models import Department, Membership, Person
from continuity.rules.permissions import APART, EVERYWHERE, Actor, kept_apart_from
from continuity.services.clock import local_date
from continuity.services.organisation import organising, people
from continuity.services.organisation.people import require
from continuity.services.record.history import record

Row = tuple[int, Mapping[str, str]]  # line in the file, texts by column
YES = frozenset({"ja", "yes", "j", "y", "x", "1", "sant", "true"})
NO = frozenset({"", "nej", "no", "n", "0", "falskt", "false"})


@dataclass(frozen=True)
class Wrong:
    """One cell that cannot be taken: its line in the file, its column, and why."""

    line: int
    column: str
    reason: Reason


@dataclass
class Found:
    """What came of looking at a table: what is wrong, and (where nothing is) how many things there are to add."""

    wrong: list[Wrong] = field(default_factory=list)
    new: int = 0

    def add(self, line: int, errors: Mapping[str, Reason]) -> None:
        """Notes what is wrong in a line, by column."""
        self.wrong += [Wrong(line, column, reason) for column, reason in errors.items()]


# --- units ---------------------------------------------------------------------------------------------------------


def look_at_units(session: Session, rows: Sequence[Row], levels: Mapping[str, str]) -> Found:
    """What is wrong with a table of units; `levels` gives the level behind each word for it, in small letters."""
    known = {
        row.code: row.level
        for row in session.execute(select(Department.code, Department.level).where(Department.closed_on.is_(None)))
    }
    taken = set(session.scalars(select(Department.code)))
    given = {_code(row["code"]): (levels.get(row["level"].casefold(), ""), _code(row["parent"])) for _, row in rows}
    found, seen = Found(new=len(rows)), set[str]()
    for line, row in rows:
        code, parent = _code(row["code"]), _code(row["parent"])
        errors = organising.wrong_words(code, row["name"], levels.get(row["level"].casefold(), ""))
        if code in taken or code in seen:
            errors.setdefault("code", say("Koden används redan. Välj en annan."))
        if parent and "parent" not in errors:
            errors |= _wrong_parent(code, parent, given, known)
        seen.add(code)
        found.add(line, errors)
    return found


def _code(text: str) -> str:
    return text.strip().upper()


def _wrong_parent(
    code: str, parent: str, given: Mapping[str, tuple[str, str]], known: Mapping[str, str]
) -> dict[str, Reason]:
    level = given[parent][0] if parent in given else known.get(parent)
    if level is None:
        return {"parent": say("Ingen enhet har den koden, varken i tabellen eller i systemet.")}
    above, steps = parent, 0
    while above in given and steps <= len(given):
        if above == code:
            return {"parent": say("En enhet kan inte ligga under sig själv.")}
        above, steps = given[above][1], steps + 1
    own, order = given[code][0], organising.LEVELS
    if level in order and own in order and order.index(level) > order.index(own):
        return {"parent": say("Enheten ovanför måste stå på samma nivå eller högre.")}
    return {}


def add_units(session: Session, rows: Sequence[Row], levels: Mapping[str, str], *, by: Actor, at: datetime) -> int:
    """Adds every unit or none; how many. The caller commits. :raise Invalid: something in the table is wrong."""
    require("administer", by, at)
    _refuse(look_at_units(session, rows, levels))
    made = {
        _code(row["code"]): Department(
            code=_code(row["code"]), name=row["name"].strip(), level=levels[row["level"].casefold()]
        )
        for _, row in rows
    }
    session.add_all(made.values())
    session.flush()
    ids = {unit.code: unit.id for unit in session.scalars(select(Department))}
    for _, row in rows:
        made[_code(row["code"])].parent_id = ids.get(_code(row["parent"]))
    record(session, "departments_imported", at=at, by=by, codes=sorted(made))
    return len(made)


def _refuse(found: Found) -> None:
    if found.wrong:
        raise Invalid({"": say("Något i tabellen har ändrats eller stämmer inte längre. Granska den på nytt.")})


# --- people and their roles ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seated:
    """One line of a table of people, understood; no role where none is given."""

    email: str
    name: str
    title: str
    role: str
    department_id: int | None
    deputy: bool
    starts: date
    ends: date | None


class Held(NamedTuple):
    """A role somewhere, from its first day to its last."""

    role: str
    department_id: int | None
    starts: date
    ends: date | None


def look_at_people(
    session: Session, rows: Sequence[Row], roles: Mapping[str, str], *, by: Actor, at: datetime
) -> Found:
    """What is wrong with a table of people; `roles` gives the role behind each word for it, in small letters."""
    found, _ = _understood(session, rows, roles, by, at)
    return found


def _understood(
    session: Session, rows: Sequence[Row], roles: Mapping[str, str], by: Actor, at: datetime
) -> tuple[Found, list[Seated]]:
    units, known = _units(session), _accounts(session)
    held: dict[str, list[Held]] = {  # what a person has, and what the lines above give
        email: [Held(seat.role, seat.department_id, seat.starts, seat.ends) for seat in account.memberships]
        for email, account in known.items()
    }
    names: dict[str, str] = {}
    found, seated = Found(), list[Seated]()
    for line, row in rows:
        one, errors = _seat(row, units, roles, local_date(at))
        person = known.get(one.email)
        errors |= _wrong_account(one, person, names, by)
        if one.role:
            errors = _wrong_role(one, held.setdefault(one.email, [])) | errors
            held[one.email].append(Held(one.role, one.department_id, one.starts, one.ends))
        if one.email and one.email not in known and one.email not in names:
            found.new += 1
        names.setdefault(one.email, one.name)
        seated.append(one)
        found.add(line, errors)
    return found, seated


def _units(session: Session) -> Mapping[str, int | None]:
    """Ids by code and by name, in small letters; None for a name that several have."""
    found: dict[str, int | None] = {}
    rows = session.scalars(select(Department).where(Department.closed_on.is_(None))).all()
    for row in rows:
        name = row.name.casefold()
        found[name] = None if name in found else row.id
    return found | {row.code.casefold(): row.id for row in rows}


def _accounts(session: Session) -> Mapping[str, Person]:
    everybody = session.scalars(select(Person).options(selectinload(Person.memberships)))
    return {person.email.casefold(): person for person in everybody}


def _seat(
    row: Mapping[str, str], units: Mapping[str, int | None], roles: Mapping[str, str], today: date
) -> tuple[Seated, dict[str, Reason]]:
    errors: dict[str, Reason] = {}
    role = roles.get(row["role"].casefold(), "")
    department = _department(row["department"].casefold(), units, errors)
    if row["role"] and not role:
        errors["role"] = say("Välj en roll i listan.")
    elif role in EVERYWHERE and row["department"]:
        errors["department"] = say("Rollen gäller hela kommunen. Lämna tomt.")
    elif role and role not in EVERYWHERE and not row["department"]:
        errors["department"] = say("Rollen hör till ett kontor eller en nämnd. Skriv vilket.")
    starts = _day(row, "starts", errors) or today
    ends = _day(row, "ends", errors)
    if ends is not None and ends < starts:
        errors["ends"] = say("Sista dagen kan inte vara före första dagen.")
    deputy = row["deputy"].casefold()
    if deputy not in YES | NO:
        errors["deputy"] = say("Skriv ja eller nej.")
    return Seated(
        email=row["email"].strip().casefold(), name=" ".join(row["name"].split()), title=row["title"].strip(),
        role=role, department_id=department, deputy=deputy in YES, starts=starts, ends=ends,
    ), errors  # fmt: skip


def _department(text: str, units: Mapping[str, int | None], errors: dict[str, Reason]) -> int | None:
    if text and text not in units:
        errors["department"] = say("Ingen enhet har den koden eller det namnet.")
    elif text and units[text] is None:
        errors["department"] = say("Flera enheter heter så. Skriv koden.")
    return units.get(text)


def _day(row: Mapping[str, str], column: str, errors: dict[str, Reason]) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        errors[column] = say("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2027-01-31.")
        return None


def _wrong_role(one: Seated, held: Sequence[Held]) -> dict[str, Reason]:
    """The same role there twice, or one that is kept apart from another of the person's on the same day."""
    meanwhile = [
        seat
        for seat in held
        if (seat.ends is None or seat.ends >= one.starts) and (one.ends is None or seat.starts <= one.ends)
    ]
    if any((seat.role, seat.department_id) == (one.role, one.department_id) for seat in meanwhile):
        return {"role": say("Personen har redan den rollen där under de dagarna.")}
    apart = kept_apart_from(one.role)
    return {"role": APART} if any(seat.role in apart for seat in meanwhile) else {}


def _wrong_account(one: Seated, person: Person | None, names: Mapping[str, str], by: Actor) -> dict[str, Reason]:
    if not people.is_email(one.email):
        return {"email": say("Skriv en e-postadress, till exempel namn@kommun.se.")}
    if person is None and not one.name and not names.get(one.email):
        return {"name": say("Skriv personens namn.")}
    if one.name and names.get(one.email, one.name) != one.name:
        return {"name": say("Samma adress har ett annat namn längre upp.")}
    if person is not None and not person.active:
        return {"email": say("Kontot är stängt. Öppna det först.")}
    if person is not None and person.id == by.person_id and one.role:
        return {"role": say("Du kan inte ge dig själv en roll. Be en annan systemadministratör.")}
    return {}


def add_people(session: Session, rows: Sequence[Row], roles: Mapping[str, str], *, by: Actor, at: datetime) -> int:
    """Adds every account and role or none; how many new accounts. Those that exist keep name and title.

    The caller commits. :raise Invalid: something in the table is wrong.
    """
    require("administer", by, at)
    found, seated = _understood(session, rows, roles, by, at)
    _refuse(found)
    accounts = dict(_accounts(session))
    given: list[Membership] = []
    for one in seated:
        person = accounts.get(one.email)
        if person is None:
            person = accounts[one.email] = Person(email=one.email, name=one.name, title=one.title, created_at=at)
            session.add(person)
        if one.role:
            given.append(
                Membership(
                    person=person, role=one.role, department_id=one.department_id, deputy=one.deputy,
                    starts=one.starts, ends=one.ends,
                )
            )  # fmt: skip
    session.add_all(given)
    session.flush()
    told = [{"person_id": seat.person_id, "role": seat.role, "department": seat.department_id} for seat in given]
    record(session, "people_imported", at=at, by=by, new=found.new, roles=told)
    return found.new

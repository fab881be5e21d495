"""The municipality's own tree: its name, its committees, departments, divisions and units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from continuity.errors import Invalid, NotFound, Reason, Refused, say
from continuity.models import Department, Membership, Municipality, Plan
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree as tree_of
from continuity.services.organisation.people import require
from continuity.services.record.history import record
from continuity.services.steps import plans
from continuity.services.swedish import alphabetical

LEVELS = ("committee", "department", "division", "unit")
PAGE = 100
_CODE = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{0,9}")


@dataclass(frozen=True)
class Node:
    """A unit in the tree; depth 0 stands at the top."""

    department: Department
    depth: int


@dataclass(frozen=True)
class TreePage:
    """One page of units; `found` is how many there are on all pages."""

    nodes: Sequence[Node]
    found: int
    page: int
    pages: int


def municipality(session: Session) -> Municipality | None:
    """The one row about the municipality, or None before it has a name."""
    return session.scalars(select(Municipality).order_by(Municipality.id).limit(1)).first()


def set_municipality(
    session: Session, name: str, *, security_contact: str = "", is_demo: bool | None = None, by: Actor, at: datetime
) -> Municipality:
    """Names the municipality and says whom to ask about security. :raise Invalid: no name."""
    require("administer", by, at)
    if not name.strip():
        raise Invalid({"name": say("Skriv kommunens namn.")})
    row = municipality(session) or Municipality(name="")
    row.name, row.security_contact = name.strip(), security_contact.strip()
    if is_demo is not None:
        row.is_demo = is_demo
    session.add(row)
    record(session, "municipality_named", at=at, by=by, name=row.name)
    session.commit()
    return row


def create_department(
    session: Session,
    code: str,
    name: str,
    level: str = "department",
    parent_id: int | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Department:
    """Adds a unit to the tree. :raise Invalid: no name, a wrong or taken code, or a parent that does not fit."""
    require("administer", by, at)
    code = code.strip().upper()
    errors = _wrong(session, code, name, level, parent_id)
    if session.scalar(select(Department.id).where(Department.code == code)) is not None:
        errors["code"] = say("Koden används redan. Välj en annan.")
    if errors:
        raise Invalid(errors)
    row = Department(code=code, name=name.strip(), level=level, parent_id=parent_id)
    session.add(row)
    session.flush()
    record(session, "department_added", at=at, by=by, department=row.id, code=code, name=row.name, parent=parent_id)
    session.commit()
    return row


def wrong_words(code: str, name: str, level: str) -> dict[str, Reason]:
    """What is wrong with a unit's own words, wherever it stands."""
    errors: dict[str, Reason] = {}
    if not name.strip():
        errors["name"] = say("Skriv ett namn.")
    if not _CODE.fullmatch(code):
        errors["code"] = say("Koden är 1 till 10 versaler eller siffror och börjar med en bokstav, till exempel SN.")
    if level not in LEVELS:
        errors["level"] = say("Välj vad det är för slags enhet.")
    return errors


def _wrong(session: Session, code: str, name: str, level: str, parent_id: int | None) -> dict[str, Reason]:
    errors = wrong_words(code, name, level)
    parent = session.get(Department, parent_id) if parent_id is not None else None
    if parent_id is not None and (parent is None or parent.closed_on is not None):
        errors["parent"] = say("Välj en enhet som finns.")
    elif parent is not None and level in LEVELS and LEVELS.index(parent.level) > LEVELS.index(level):
        errors["parent"] = say("Enheten ovanför måste stå på samma nivå eller högre.")
    return errors


def wrong_place(session: Session, row: Department, level: str, parent_id: int | None) -> dict[str, Reason]:
    """Why a unit cannot stand there; what hangs below it must still fit."""
    errors = _wrong(session, row.code, row.name, level, parent_id)
    if parent_id is not None and row.id in line_of(session, parent_id):
        errors["parent"] = say("En enhet kan inte ligga under sig själv.")
    return errors


def change_department(
    session: Session, department_id: int, *, name: str, level: str, parent_id: int | None, by: Actor, at: datetime
) -> Department:
    """Renames a unit or moves it in the tree; its code stays, since published content may name it.

    :raise Invalid: no name, or a parent that does not fit.
    """
    require("administer", by, at)
    row = get_department(session, department_id)
    errors = {**_wrong(session, row.code, name, level, parent_id), **wrong_place(session, row, level, parent_id)}
    if errors:
        raise Invalid(errors)
    if row.closed_on is not None:
        raise Refused(say("Enheten är redan stängd."))
    before = {"name": row.name, "level": row.level, "parent": row.parent_id}
    row.name, row.level, row.parent_id = name.strip(), level, parent_id
    now = {"name": row.name, "level": level, "parent": parent_id}
    if now["parent"] != before["parent"]:
        session.flush()
        below = session.scalars(tree_of.below([row.id])).all()
        plans.tell(session, below, say("{name} har flyttats i organisationen.", name=row.name), at=at)
    record(session, "department_changed", at=at, by=by, department=row.id, before=before, now=now)
    session.commit()
    return row


def close_department(session: Session, department_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a unit out of use; its history stays. :raise Refused: units, roles or a plan in force depend on it."""
    require("administer", by, at)
    row, today = get_department(session, department_id), local_date(at)
    reasons = reasons_against_closing(session, row, today)
    if reasons:
        raise Refused(*reasons)
    row.closed_on = today
    record(session, "department_closed", at=at, by=by, department=row.id)
    session.commit()


def reasons_against_closing(session: Session, row: Department, today: date) -> tuple[Reason, ...]:
    """What depends on the unit, and what to do about it."""
    below = select(Department.id).where(Department.parent_id == row.id, Department.closed_on.is_(None))
    seats = select(Membership.id).where(
        Membership.department_id == row.id, Membership.ends.is_(None) | (Membership.ends >= today)
    )
    started = select(Plan.id).where(Plan.department_id == row.id, Plan.repealed_at.is_(None))
    return tuple(
        reason
        for query, reason in (
            (below, say("Det finns enheter under den. Flytta eller stäng dem först.")),
            (seats, say("Personer har roller där. Avsluta rollerna först.")),
            (started, say("Där finns en kontinuitetsplan. Den upphävs först, så att någon annan tar vid.")),
        )
        if session.scalar(query.limit(1)) is not None
    )


def get_department(session: Session, department_id: int) -> Department:
    """The unit. :raise NotFound: there is none with that id."""
    row = session.get(Department, department_id)
    if row is None:
        raise NotFound
    return row


def find_unit(session: Session, typed: str) -> int | None:
    """The id of the unit in use with this id, code or name; None for nothing typed.

    :raise Invalid: there is none, or several have the name.
    """
    typed = " ".join(typed.split())
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and len(typed) < 10:
        return int(typed)  # picked in a list; whoever takes it says if there is none
    which = or_(Department.code == typed.upper(), Department.name == typed)
    found = session.scalars(select(Department.id).where(which, Department.closed_on.is_(None))).all()
    if len(found) != 1:
        no, several = say("Ingen enhet har den koden eller det namnet."), say("Flera enheter heter så. Skriv koden.")
        raise Invalid({"unit": several if found else no})
    return found[0]


def line_of(session: Session, department_id: int) -> tuple[int, ...]:
    """The unit's id and those of the units above it, nearest first."""
    line: list[int] = []
    current: int | None = department_id
    while current is not None and current not in line:
        line.append(current)
        current = session.scalar(select(Department.parent_id).where(Department.id == current))
    return tuple(line)


def tree(session: Session, *, closed: bool = False) -> Sequence[Node]:
    """All units, each after the one it belongs to, in Swedish order; closed ones only on request."""
    rows = session.scalars(select(Department) if closed else select(Department).where(Department.closed_on.is_(None)))
    below: dict[int | None, list[Department]] = {}
    for row in sorted(rows, key=lambda row: alphabetical(row.name)):
        below.setdefault(row.parent_id, []).append(row)
    nodes: list[Node] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for row in below.get(parent_id, ()):
            nodes.append(Node(row, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return nodes


def tree_page(session: Session, query: str = "", page: int = 1) -> TreePage:
    """The units whose name or code holds `query`, `PAGE` at a time; without a query the whole tree, in its order."""
    wanted = query.strip().casefold()
    nodes = [
        n for n in tree(session) if wanted in n.department.name.casefold() or wanted in n.department.code.casefold()
    ]
    pages = max(1, -(-len(nodes) // PAGE))
    page = min(max(1, page), pages)
    return TreePage(nodes[(page - 1) * PAGE : page * PAGE], len(nodes), page, pages)


def plans_of(session: Session, department_id: int) -> Sequence[Plan]:
    """The plans of a unit, the one that lives first."""
    rows = session.scalars(select(Plan).where(Plan.department_id == department_id).order_by(Plan.id)).all()
    return sorted(rows, key=lambda plan: plan.repealed_at is not None)


def heads_of(session: Session, department_id: int, on: date) -> Sequence[Membership]:
    """Who leads a unit today or from a later day, ordinary heads before deputies."""
    query = select(Membership).where(
        Membership.department_id == department_id,
        Membership.role == "head",
        Membership.ends.is_(None) | (Membership.ends >= on),
    )
    return session.scalars(
        query.options(joinedload(Membership.person)).order_by(Membership.deputy, Membership.starts)
    ).all()


def departments_without_plan(session: Session) -> Sequence[Department]:
    """The units (not committees) that no workflow runs for yet, in Swedish order."""
    has_plan = select(Plan.department_id).where(Plan.repealed_at.is_(None))
    rows = session.scalars(
        select(Department).where(
            Department.closed_on.is_(None), Department.level != "committee", Department.id.not_in(has_plan)
        )
    )
    return sorted(rows, key=lambda row: alphabetical(row.name))


def lacking(session: Session, on: date, roles: Sequence[str] = ("head", "coordinator")) -> dict[int, list[str]]:
    """Which of these roles nobody holds, for each unit in use where one is missing; a role above counts below."""
    held: dict[int | None, set[str]] = {}
    for row in session.scalars(
        select(Membership).where(Membership.role.in_(roles)).options(joinedload(Membership.person))
    ):
        if row.person.active and row.starts <= on and (row.ends is None or on <= row.ends):
            held.setdefault(row.department_id, set()).add(row.role)
    found: dict[int, list[str]] = {}
    above: list[set[str]] = []
    for node in tree(session):
        del above[node.depth :]
        above.append(held.get(node.department.id, set()))
        missing = [role for role in roles if not any(role in seats for seats in above)]
        if missing:
            found[node.department.id] = missing
    return found


def count(session: Session) -> int:
    """How many units are in use."""
    return session.scalar(select(func.count()).select_from(Department).where(Department.closed_on.is_(None))) or 0

"""The shared register: role titles, resources and units are picked or added, never typed again."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Question
from continuity.definitions.vocabulary import Role
from continuity.errors import Invalid, say
from continuity.models import Department, Document, Membership, Person, Plan, Resource, RoleTitle, Step, StepRevision
from continuity.rules.answers import Row, is_special, is_unknown, row_name
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.steps.desk import Desk

ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"


def swedish(text: str) -> tuple[object, ...]:
    """A key that sorts å, ä and ö last, whatever the database thinks."""
    return tuple((ALPHABET.find(c) if c in ALPHABET else -1, c) for c in text.casefold())


def add_role_title(session: Session, title: str, department_id: int | None, *, by: Actor, at: datetime) -> str:
    """Adds a role title to a department's list, or finds the one that is there; gives its id.

    The caller commits: a title is added while a page is saved.
    """
    title = " ".join(title.split())
    if not title:
        raise Invalid({"title": say("Skriv rollens titel, till exempel ”Enhetschef hemtjänst”.")})
    query = select(RoleTitle).where(RoleTitle.title == title, RoleTitle.department_id.is_(department_id))
    if department_id is not None:
        query = select(RoleTitle).where(RoleTitle.title == title, RoleTitle.department_id == department_id)
    found = session.scalars(query).first()
    if found is None:
        found = RoleTitle(
            id=uuid.uuid4().hex, title=title, department_id=department_id, added_at=at, added_by_id=by.person_id
        )
        session.add(found)
        session.flush()
    return found.id


def add_resource(
    session: Session,
    name: str,
    *,
    kind: str = "",
    provider: str = "",
    owner_id: int | None = None,
    by: Actor,
    at: datetime,
) -> str:
    """Adds a resource that all can use, marked new until the security function has seen it; gives its id."""
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": say("Skriv vad resursen heter, till exempel ”Omsorgssystem”.")})
    found = session.scalars(select(Resource).where(Resource.name == name)).first()
    if found is None:
        found = Resource(
            id=uuid.uuid4().hex,
            name=name,
            kind=kind,
            provider=provider,
            owner_id=owner_id,
            added_at=at,
            added_by_id=by.person_id,
        )
        session.add(found)
        session.flush()
    return found.merged_into_id or found.id


def list_leaders(desk: Desk) -> None:
    """Puts who leads the department and its work in the list of roles, so that nobody types what is known.

    A head and a deputy are listed by their own title, a coordinator by the role's. The caller commits.
    """
    today = local_date(desk.at)
    query = (
        select(Membership.role, Person.title)
        .join(Membership.person)
        .where(Membership.department_id == desk.department.id, Membership.role.in_(("head", "coordinator")))
        .where(Person.active, Membership.starts <= today, or_(Membership.ends.is_(None), Membership.ends >= today))
        .order_by(Membership.deputy, Membership.id)
    )
    for role, title in desk.session.execute(query):
        words = desk.settings.role_titles.get(cast(Role, role))
        own = title if role == "head" or words is None else ""
        if known := own or (words.in_(desk.settings.signed_language) if words else ""):
            add_role_title(desk.session, known, desk.department.id, by=desk.by, at=desk.at)


def role_titles(session: Session, line: Sequence[int]) -> list[tuple[str, str]]:
    """The role titles of a department and those above it (and the shared ones), in Swedish order."""
    query = select(RoleTitle.id, RoleTitle.title).where(
        RoleTitle.department_id.in_(line) | RoleTitle.department_id.is_(None)
    )
    return sorted(((i, t) for i, t in session.execute(query)), key=lambda pair: swedish(pair[1]))


def resources(session: Session, kind: str | None = None) -> list[tuple[str, str]]:
    """Every resource in use, in Swedish order; those of this kind first, then those whose kind nobody has said."""
    query = select(Resource.kind, Resource.id, Resource.name).where(Resource.merged_into_id.is_(None))
    places = {kind: 0, "": 1} if kind else {}
    found = sorted(session.execute(query).all(), key=lambda row: (places.get(row.kind, 2), swedish(row.name)))
    return [(row.id, row.name) for row in found]


def units(session: Session) -> list[tuple[str, str]]:
    """Every unit that is not closed, in Swedish order."""
    query = select(Department.id, Department.name).where(Department.closed_on.is_(None))
    return sorted(((str(i), t) for i, t in session.execute(query)), key=lambda pair: swedish(pair[1]))


def committees(session: Session) -> list[tuple[str, str]]:
    """The committees that are not closed, in Swedish order."""
    open_ones = (Department.closed_on.is_(None), Department.level == "committee")
    query = select(Department.id, Department.name).where(*open_ones)
    return sorted(((str(i), t) for i, t in session.execute(query)), key=lambda pair: swedish(pair[1]))


def people(session: Session, line: Sequence[int]) -> list[tuple[str, str]]:
    """The active people who hold a seat in the department or above it."""
    query = (
        select(Person.id, Person.name, Person.title)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.active, Membership.department_id.in_(line) | Membership.department_id.is_(None))
        .distinct()
    )
    found = [
        (str(i), f"{name}, {title}" if title and title != name else name) for i, name, title in session.execute(query)
    ]
    return sorted(found, key=lambda pair: swedish(pair[1]))


def _documents(desk: Desk) -> list[tuple[str, str]]:
    query = (
        select(Document.id, Document.filename)
        .join(StepRevision, StepRevision.id == Document.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .where(
            Document.kind.in_(("final", "registered")),
            StepRevision.superseded_at.is_(None),
            Plan.department_id.in_(desk.line),
        )
        .order_by(Document.id)
    )
    return [(str(i), name) for i, name in desk.session.execute(query)]


def _rows(desk: Desk, question: Question, chain: Sequence[Row]) -> list[tuple[str, str]]:
    list_page = question.of or ""
    step_name, dot, other = list_page.partition(".")
    if dot:
        return _rows_of_step(desk, step_name, other)
    for node in reversed(chain):
        if list_page in node:
            return [(row["id"], name_of_row(desk, list_page, row)) for row in node[list_page]]
    return []


def _rows_of_step(desk: Desk, step_name: str, list_page: str) -> list[tuple[str, str]]:
    """The rows of a list in another step of the plan: what it has in force, else what is being worked on."""
    step = next((s for s in desk.plan.steps if s.name == step_name), None)
    revision = (step.in_force_revision or step.open_revision) if step else None
    if step is None or revision is None:
        return []
    there = Desk(desk.session, desk.plan, step, revision, desk.by, desk.at, desk.line)
    return [(row["id"], name_of_row(there, list_page, row)) for row in there.tree().get(list_page, ())]


def choices_for(desk: Desk, question: Question, chain: Sequence[Row] = ()) -> list[tuple[str, str]]:
    """What a reference question may be answered with: (id, name) pairs."""
    match question.kind:
        case "role":
            return role_titles(desk.session, desk.line)
        case "unit":
            return units(desk.session)
        case "resource":
            return resources(desk.session, question.of_kind)
        case "person":
            return people(desk.session, desk.line)
        case "document":
            return _documents(desk)
        case "row":
            return _rows(desk, question, chain or (desk.tree(),))
        case _:
            return []


def name_of(session: Session, kind: str, key: str) -> str:
    """What a reference is called now, "" when it is gone."""
    match kind:
        case "role":
            found = session.get(RoleTitle, key)
            return found.title if found else ""
        case "resource":
            resource = session.get(Resource, key)
            if resource is not None and resource.merged_into_id:
                resource = session.get(Resource, resource.merged_into_id)
            return resource.name if resource else ""
        case "unit" | "person" | "document" if not key.isdigit():
            return ""
        case "unit":
            department = session.get(Department, int(key))
            return department.name if department else ""
        case "person":
            person = session.get(Person, int(key))
            return person.name if person else ""
        case "document":
            document = session.get(Document, int(key))
            return document.filename if document else ""
        case _:
            return ""


def shown(desk: Desk, question: Question, value: Any) -> str:
    """A short name for a value that names a row: a register name, an option's label, or the text itself."""
    if is_unknown(value) or is_special(value):
        return ""
    if isinstance(value, str) and value in question.options:
        return question.options[value].label.in_(desk.by.language)
    if question.kind in ("role", "resource", "unit", "person", "document"):
        keys = value if isinstance(value, list) else [value]
        return ", ".join(name_of(desk.session, question.kind, str(key)) for key in keys)
    return str(value)


def name_of_row(desk: Desk, list_page: str, row: Row) -> str:
    """What a row is called in lists and links, "" before it has a name."""
    page = desk.form.pages[list_page]
    fixed = page.rows.fixed.get(str(row.get("id", ""))) if page.rows else None
    if fixed is not None:
        return fixed.in_(desk.by.language)
    named_by = page.rows.named_by if page.rows else None
    question = next(
        (q for p, _, name, q in desk.form.questions() if name == named_by and in_list(desk, p, list_page)), None
    )
    if question is None or named_by not in row:
        return row_name(page, row)
    return shown(desk, question, row[named_by])


def in_list(desk: Desk, page_id: str, list_page: str) -> bool:
    """Whether a page is asked in the rows of this list itself."""
    return page_id == list_page or desk.form.pages[page_id].of == list_page

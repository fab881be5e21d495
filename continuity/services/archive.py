"""The archive: every kept document by department, step and version, as far as a person may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.errors import Reason, say
from continuity.models import Department, Document, Plan, SignOff, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import tree
from continuity.services.clock import local_date
from continuity.services.reach import reached
from continuity.services.standing import load_workflows
from continuity.services.swedish import alphabetical

PAGE = 50
DECIDED = ("final", "registered", "annex")
KEPT = (*DECIDED, "signing", "committee_memo")  # a working copy is a draft, made anew at each submission
KINDS: Mapping[str, Reason] = {
    "final": say("Fastställt dokument"),
    "signing": say("Exemplar för underskrift"),
    "committee_memo": say("Tjänsteskrivelse"),
    "registered": say("Befintligt dokument, beslutat utanför systemet"),
    "annex": say("Bilaga"),
}
_PAST_Z = {"Å": "Zz1", "Ä": "Zz2", "Ö": "Zz3"}


@dataclass(frozen=True)
class Kept:
    """One document and where it belongs; `signed_by` are names, in the order they signed."""

    document: Document
    department: str
    department_id: int
    step_id: int
    title: Words
    kind: Reason
    registration_number: str | None
    signed_by: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    status: str  # in_force, pending, superseded, repealed


@dataclass(frozen=True)
class Archive:
    """One page of documents, and the departments that the person may choose among."""

    lines: tuple[Kept, ...]
    departments: tuple[tuple[int, str], ...]
    found: int
    page: int
    pages: int


def documents(
    session: Session, *, by: Actor, at: datetime, department: int | None = None, query: str = "", page: int = 1
) -> Archive:
    """Documents by department, step and version, the newest version first, `PAGE` at a time."""
    today = local_date(at)
    where = and_(_visible(by, today), _chosen(department, query))
    found = session.execute(_joined(select(func.count())).where(where)).scalar_one()
    pages = max(1, -(-found // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(
        _joined(select(Document, StepRevision, Step, Plan, Department))
        .where(where)
        .order_by(_by_name(), Step.position, StepRevision.number.desc(), Document.round.desc(), Document.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    flows = load_workflows(session, {row.StepRevision.workflow_hash for row in rows})
    signers = _signers(session, [row.StepRevision.id for row in rows])
    return Archive(
        lines=tuple(
            Kept(
                document=row.Document,
                department=row.Department.name,
                department_id=row.Department.id,
                step_id=row.Step.id,
                title=flows[row.StepRevision.workflow_hash].steps[row.Step.name].title,
                kind=KINDS[row.Document.kind],
                registration_number=row.StepRevision.registration_number,
                signed_by=signers.get((row.StepRevision.id, row.Document.round), ()),
                valid_from=row.StepRevision.valid_from,
                valid_to=row.StepRevision.valid_to,
                status=_status(row.Document, row.StepRevision, row.Step, row.Plan),
            )
            for row in rows
        ),
        departments=_departments(session, by, today),
        found=found,
        page=page,
        pages=pages,
    )


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Document)
        .join(StepRevision, StepRevision.id == Document.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
    )


def _visible(by: Actor, today: date) -> ColumnElement[bool]:
    """What the person's roles reach; whoever only reads plans in force sees what is decided, never a draft."""
    all_kept = permissions.DEPARTMENT["see_document"] - {"crisis_reader"}
    return or_(
        and_(reached(by, all_kept, today), Document.kind.in_(KEPT)),
        and_(reached(by, {"crisis_reader"}, today), Document.kind.in_(DECIDED)),
    )


def _chosen(department: int | None, query: str) -> ColumnElement[bool]:
    where: list[ColumnElement[bool]] = [Document.kind.in_(KEPT)]
    if department is not None:
        where.append(Department.id.in_(tree.below([department])))
    words = query.split()
    where += [_matches(word) for word in words]
    return and_(*where)


def _matches(word: str) -> ColumnElement[bool]:
    """A word in the file's name, the department, the registration number, a signer's name or the hash."""
    signed = exists().where(
        SignOff.revision_id == StepRevision.id, SignOff.action == "signed", _holds(SignOff.name, word)
    )
    return or_(
        _holds(Document.filename, word),
        _holds(Department.name, word),
        _holds(StepRevision.registration_number, word),
        Document.sha256.startswith(word.lower(), autoescape=True),
        signed.correlate(StepRevision),
    )


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Whether the text holds the word; SQLite itself knows capitals of a to z only, so both are asked for."""
    spellings = {word, word.lower(), word.capitalize()}
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))


def _by_name() -> ColumnElement[str]:
    """The name with å, ä and ö put past z, the same on every database."""
    name: ColumnElement[str] = Department.name.expression
    for letter, last in _PAST_Z.items():
        name = func.replace(name, letter, last)
    return name


def _signers(session: Session, revisions: Collection[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    query = select(SignOff).where(SignOff.revision_id.in_(revisions), SignOff.action == "signed").order_by(SignOff.id)
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for signature in session.scalars(query):
        key = (signature.revision_id, signature.round)
        found[key] = (*found.get(key, ()), signature.name)
    return found


def _status(document: Document, revision: StepRevision, step: Step, plan: Plan) -> str:
    if plan.repealed_at is not None:
        return "repealed"
    if revision.superseded_at is not None:
        return "superseded"
    if step.in_force_revision_id == revision.id:
        return "in_force"
    return "pending"


def _departments(session: Session, by: Actor, today: date) -> tuple[tuple[int, str], ...]:
    query = (
        select(Department.id, Department.name)
        .join(Plan, Plan.department_id == Department.id)
        .where(reached(by, permissions.DEPARTMENT["see_document"], today))
        .distinct()
    )
    rows: Sequence[tuple[int, str]] = [(row.id, row.name) for row in session.execute(query)]
    return tuple(sorted(rows, key=lambda row: alphabetical(row[1])))

"""The archive: every kept document by department, step and version, as far as a person may see."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Form
from continuity.definitions.words import Words
from continuity.errors import Reason, say
from continuity.models import DefinitionText, Department, Document, Plan, SignOff, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.organisation.reach import reached
from continuity.services.steps.desk import Desk
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import load_workflows

PAGE = 50
DECIDED = ("final", "registered", "annex")
EXTRACTED = ("final", "annex")  # made from answers: an open extract of them can be made
KEPT = (*DECIDED, "signing", "committee_memo")  # a working copy is a draft, made anew at each submission
KINDS: Mapping[str, Reason] = {
    "final": say("Fastställt dokument"),
    "signing": say("Exemplar för underskrift"),
    "committee_memo": say("Tjänsteskrivelse"),
    "registered": say("Befintligt dokument, beslutat utanför systemet"),
    "annex": say("Bilaga"),
}
FULL = permissions.DEPARTMENT["see_restricted"] | {"crisis_reader", "municipal_director"}  # may have it whole
_PAST_Z = {"Å": "Zz1", "Ä": "Zz2", "Ö": "Zz3"}


@dataclass(frozen=True)
class Kept:
    """One document and where it belongs.

    `signed_by` are names in the order they signed; `full`: the person may have it whole; `extract`: an open extract
    can be made of it.
    """

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
    status: str  # in_force, pending, superseded, repealed; kept: signed or decided upon, and done with
    full: bool
    extract: bool


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
    return Archive(
        lines=tuple(_lines(session, rows, by, today)),
        departments=_departments(session, by, today),
        found=found,
        page=page,
        pages=pages,
    )


def _lines(session: Session, rows: Sequence[Any], by: Actor, today: date) -> Iterator[Kept]:
    flows = load_workflows(session, {row.StepRevision.workflow_hash for row in rows})
    signers = signers_of(session, [row.StepRevision.id for row in rows])
    restricted = _restricted(session, {row.StepRevision.form_hash for row in rows})
    ways = tree.lines(session, {row.Department.id for row in rows})
    for row in rows:
        revision, step = row.StepRevision, row.Step
        in_force = step.in_force_revision_id == revision.id
        yield Kept(
            document=row.Document,
            department=row.Department.name,
            department_id=row.Department.id,
            step_id=step.id,
            title=flows[revision.workflow_hash].steps[step.name].title,
            kind=KINDS[row.Document.kind],
            registration_number=revision.registration_number,
            signed_by=signers.get((revision.id, row.Document.round), ()),
            valid_from=revision.valid_from,
            valid_to=revision.valid_to,
            status=_status(row.Document, revision, step, row.Plan),
            full=_may_have(row, restricted, ways, by, today),
            extract=row.Document.kind in EXTRACTED and revision.form_hash in restricted and in_force,
        )


def _restricted(session: Session, forms: Collection[str]) -> set[str]:
    """The forms, by hash, whose documents may hold what not everybody who reads documents may see."""
    texts = session.scalars(select(DefinitionText).where(DefinitionText.hash.in_(forms))).all()
    return {text.hash for text in texts if holds_restricted(publishing.form(session, text.hash))}


def holds_restricted(form: Form) -> bool:
    """Whether any question of the form is restricted."""
    return any(form.sensitivity_of(question) == "restricted" for _, _, _, question in form.questions())


def _may_have(
    row: Any, restricted: Collection[str], ways: Mapping[int, tuple[tree.Unit, ...]], by: Actor, today: date
) -> bool:
    open_to_all = row.StepRevision.form_hash not in restricted or row.Document.edition == "open"
    if open_to_all or row.Document.kind == "committee_memo":
        return True
    return not FULL.isdisjoint(by.roles([unit.id for unit in ways[row.Department.id]], today))


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


def signers_of(session: Session, revisions: Collection[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The names of those who signed, by (revision, round), in the order they did."""
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
    if document.kind not in DECIDED and revision.completed_at is not None:
        return "kept"
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


def files_of(desk: Desk) -> tuple[Document, ...]:
    """The kept documents of the revision's newest round, an annex last; a final copy replaces that for signature."""
    query = select(Document).where(Document.revision_id == desk.revision.id, Document.kind.in_(KEPT))
    found = [
        one
        for one in desk.session.scalars(query.order_by(Document.kind == "annex", Document.id))
        if one.round == desk.revision.round
    ]
    done = any(one.kind == "final" for one in found)
    return tuple(one for one in found if not (done and one.kind == "signing"))


@dataclass(frozen=True)
class Provenance:
    """Where a file belongs, for whoever holds it."""

    department: str
    title: Words
    version: str
    registration_number: str | None
    signed_by: tuple[str, ...]


def provenance(session: Session, revision: StepRevision) -> Provenance:
    """What a revision's documents say about themselves."""
    workflow = publishing.workflow(session, revision.workflow_hash)
    return Provenance(
        department=revision.step.plan.department.name,
        title=workflow.steps[revision.step.name].title,
        version=revision.version or "",
        registration_number=revision.registration_number,
        signed_by=signers_of(session, [revision.id]).get((revision.id, revision.round), ()),
    )

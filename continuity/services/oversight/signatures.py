"""Who signed what, when and how, whether they are still in office, and whether the signature still counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Reason, say
from continuity.models import (
    Content,
    Department,
    Membership,
    Person,
    Plan,
    SignOff,
    Snapshot,
    Step,
    StepRevision,
    VoidedRound,
)
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.oversight.narrowing import committees
from continuity.services.oversight.overdue import may_follow_up
from continuity.services.record import recordcheck
from continuity.services.record.fingerprints import fingerprint
from continuity.services.worklist.standing import load_workflows

PAGE = 50
Status = Literal["declined", "voided", "superseded", "repealed", "in_force", "pending"]
STATUSES: Mapping[Status, Reason] = {
    "in_force": say("Gäller"),
    "pending": say("Ännu inte klart"),
    "superseded": say("Ersatt av en nyare version"),
    "repealed": say("Planen är upphävd"),
    "voided": say("Upphörde att gälla: innehållet ändrades"),
    "declined": say("Avböjde att skriva under"),
}
METHODS: Mapping[str, Reason] = {
    "password": say("Inloggad signering"),
    "external": say("Extern e-underskrift"),
    "minutes": say("Protokoll"),
}


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to; `query` is looked for in names and departments."""

    committee: int | None = None
    year: int | None = None
    query: str = ""
    gone: bool = False  # only by people who no longer hold the role


@dataclass(frozen=True)
class Signature:
    """One signature or refusal; `in_office` says whether the person holds the role there today."""

    sign_off: SignOff
    department_id: int
    department: str
    step_id: int
    title: Words
    version: str
    status: Status
    in_office: bool


@dataclass(frozen=True)
class Signatures:
    """One page, the newest first."""

    lines: tuple[Signature, ...]
    committees: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    found: int
    page: int
    pages: int


def signatures(session: Session, chosen: Chosen, *, by: Actor, at: datetime, page: int = 1) -> Signatures:
    """One page of signatures and refusals, the newest first.

    :raise Forbidden: the person's role does not follow up the departments.
    """
    today = local_date(at)
    may_follow_up(by, today)
    where = _where(chosen, today)
    found = session.execute(_joined(select(func.count())).where(where)).scalar_one()
    pages = max(1, -(-found // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(_rows(where, today).limit(PAGE).offset((page - 1) * PAGE)).all()
    lines = tuple(_lines(session, rows))
    return Signatures(lines, committees(session), _years(session), found, page, pages)


def everything(session: Session, chosen: Chosen, *, by: Actor, at: datetime) -> tuple[Signature, ...]:
    """All that the filter lets through, to take along. :raise Forbidden: as `signatures`."""
    may_follow_up(by, local_date(at))
    rows = session.execute(_rows(_where(chosen, local_date(at)), local_date(at))).all()
    return tuple(_lines(session, rows))


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(SignOff)
        .join(StepRevision, StepRevision.id == SignOff.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
    )


def _rows(where: ColumnElement[bool], today: date) -> Select[*tuple[Any, ...]]:
    voided = exists().where(VoidedRound.revision_id == SignOff.revision_id, VoidedRound.round == SignOff.round)
    query = _joined(
        select(SignOff, StepRevision, Step, Plan, Department, voided.label("voided"), _seated(today).label("seated"))
    )
    return query.where(where).order_by(SignOff.at.desc(), SignOff.id.desc())


def _where(chosen: Chosen, today: date) -> ColumnElement[bool]:
    where: list[ColumnElement[bool]] = [SignOff.id.is_not(None)]
    if chosen.committee is not None:
        where.append(Department.id.in_(tree.below([chosen.committee])))
    if chosen.year is not None:
        where.append(SignOff.at >= datetime.fromisoformat(f"{chosen.year}-01-01T00:00:00+01:00"))
        where.append(SignOff.at < datetime.fromisoformat(f"{chosen.year + 1}-01-01T00:00:00+01:00"))
    for word in chosen.query.split():
        where.append(or_(*(column.icontains(word, autoescape=True) for column in (SignOff.name, Department.name))))
    if chosen.gone:
        where.append(~_seated(today))
    return and_(*where)


def _seated(today: date) -> ColumnElement[bool]:
    """Whether the person is active and still holds the role: in the department, the unit above it, or everywhere."""
    here = (Department.id, Department.parent_id)
    return (
        exists()
        .where(
            Membership.person_id == SignOff.person_id,
            Membership.role == SignOff.role,
            Membership.starts <= today,
            or_(Membership.ends.is_(None), Membership.ends >= today),
            or_(Membership.department_id.is_(None), *(Membership.department_id == unit for unit in here)),
            Person.id == SignOff.person_id,
            Person.active,
        )
        .correlate(SignOff, Department)
    )


def _lines(session: Session, rows: Sequence[Any]) -> list[Signature]:
    flows = load_workflows(session, {row.StepRevision.workflow_hash for row in rows})
    return [
        Signature(
            sign_off=row.SignOff,
            department_id=row.Department.id,
            department=row.Department.name,
            step_id=row.Step.id,
            title=_title(flows[row.StepRevision.workflow_hash], row.Step.name),
            version=row.StepRevision.version or "",
            status=_status(row),
            in_office=row.seated,
        )
        for row in rows
    ]


def _title(flow: Workflow, step: str) -> Words:
    return flow.steps[step].title if step in flow.steps else Words(sv=step)


def _status(row: Any) -> Status:
    if row.SignOff.action == "declined":
        return "declined"
    if row.voided:
        return "voided"
    if row.Plan.repealed_at is not None:
        return "repealed"
    if row.StepRevision.superseded_at is not None:
        return "superseded"
    return "in_force" if row.Step.in_force_revision_id == row.StepRevision.id else "pending"


def _years(session: Session) -> tuple[int, ...]:
    first, last = session.execute(select(func.min(SignOff.at), func.max(SignOff.at))).one()
    return tuple(range(local_date(last).year, local_date(first).year - 1, -1)) if first and last else ()


# --- verifying ------------------------------------------------------------------------------------------------------

HOLDS = say("Stämmer: filen, de frysta svaren och historiken är oförändrade.")


def verify(session: Session, ids: Collection[int], *, by: Actor, at: datetime) -> Mapping[int, Reason | None]:
    """What is wrong with each of these signatures, None when every hash, computed anew, is the one signed.

    :raise Forbidden: the person's role does not follow up the departments.
    """
    may_follow_up(by, local_date(at))
    rows = session.execute(_rows(SignOff.id.in_(list(ids)[:PAGE]), local_date(at))).all()
    told = {plan: recordcheck.told(session, plan)[0] for plan in {row.Plan.id for row in rows}}
    return {row.SignOff.id: _flaw(session, row.SignOff, told[row.Plan.id]) for row in rows}


def _flaw(session: Session, sign_off: SignOff, told: Mapping[tuple[str, str], int]) -> Reason | None:
    data = session.scalars(select(Content.bytes).where(Content.sha256 == sign_off.document_sha256)).one_or_none()
    if data is None:
        return say("Det dokument som undertecknades finns inte längre.")
    if sha256_of(data) != sign_off.document_sha256:
        return say("Filen är ändrad: kontrollvärdet stämmer inte.")
    frozen = select(Snapshot.body).where(
        Snapshot.revision_id == sign_off.revision_id, Snapshot.sha256 == sign_off.snapshot_sha256
    )
    if not any(sha256_of(body) == sign_off.snapshot_sha256 for body in session.scalars(frozen)):
        return say("De frysta svaren är ändrade: kontrollvärdet stämmer inte.")
    if ("sign_off", fingerprint(sign_off)) not in told:
        return say("Underskriften är inte den som historiken berättar om.")
    return None

"""Registering a document decided outside the system: one proposes, another confirms, nothing is parsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.errors import Forbidden, Invalid, NotFound, Reason, Refused, say
from continuity.models import Document, Plan, RegisteredDocument, Step
from continuity.rules import due, permissions
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.record.history import record
from continuity.services.reminders.handing_over import hand_over
from continuity.services.steps import closing, opening
from continuity.services.steps.desk import Desk, line_of
from continuity.services.steps.opening import Why

KINDS = {
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".pdf": ("application/pdf", b"%PDF-"),
}
MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Proposal:
    """What is known of a document that was decided elsewhere."""

    filename: str
    data: bytes
    decided_by: str
    decided_at: date | None
    registration_number: str
    paragraph: str = ""
    valid_to: date | None = None


def waiting(session: Session, plan_id: int) -> Sequence[RegisteredDocument]:
    """Proposals that somebody else must confirm."""
    query = select(RegisteredDocument).where(
        RegisteredDocument.plan_id == plan_id,
        RegisteredDocument.confirmed_at.is_(None),
        RegisteredDocument.withdrawn_at.is_(None),
    )
    return session.scalars(query.order_by(RegisteredDocument.id)).all()


def _allowed(session: Session, plan_id: int, *, by: Actor, at: datetime) -> Plan:
    plan = opening.plan_of(session, plan_id)
    roles = by.roles(line_of(session, plan.department_id), local_date(at)) if plan else frozenset()
    if plan is None or not permissions.may("see_plan", roles):
        raise NotFound
    if not permissions.may("register_existing", roles):
        raise Forbidden(say("Befintliga dokument registreras av chefen, ersättaren eller samordnaren."))
    if plan.repealed_at is not None:
        raise Refused(say("Planen är upphävd."))
    return plan


def propose(session: Session, plan_id: int, step_name: str, proposal: Proposal, *, by: Actor, at: datetime) -> int:
    """Stores the file and its facts as a proposal; gives its id.

    :raise Invalid: the file is not a .docx or .pdf, or a fact is missing.
    """
    plan = _allowed(session, plan_id, by=by, at=at)
    step = _step(plan, step_name)
    if step.in_force_revision_id is not None:
        raise Refused(say("Steget har redan ett gällande dokument. Öppna steget igen i stället."))
    errors = _mistakes(proposal, local_date(at))
    if errors:
        raise Invalid(errors)
    made = RegisteredDocument(
        plan_id=plan.id,
        step_name=step_name,
        filename=proposal.filename,
        media_type=KINDS[_suffix(proposal.filename)][0],
        content_sha256=publishing.keep(session, proposal.data),
        decided_by=proposal.decided_by.strip(),
        decided_at=proposal.decided_at,
        paragraph=proposal.paragraph.strip(),
        registration_number=proposal.registration_number.strip(),
        valid_to=proposal.valid_to,
        proposed_at=at,
        proposed_by_id=by.person_id,
    )
    session.add(made)
    record(session, "existing_proposed", at=at, by=by, plan_id=plan.id, step=step_name, document=made.content_sha256)
    session.commit()
    return made.id


def _step(plan: Plan, name: str) -> Step:
    found = next((step for step in plan.steps if step.name == name), None)
    if found is None:
        raise NotFound
    return found


def _suffix(filename: str) -> str:
    return "." + filename.rpartition(".")[2].lower()


def _mistakes(proposal: Proposal, today: date) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    kind = KINDS.get(_suffix(proposal.filename))
    if kind is None or not proposal.data.startswith(kind[1]):
        errors["file"] = say("Välj en Wordfil (.docx) eller en pdf. Filen öppnas inte av systemet, den bara sparas.")
    elif len(proposal.data) > MAX_BYTES:
        errors["file"] = say("Filen är för stor. Högst {mb} MB får plats.", mb=MAX_BYTES // 1024 // 1024)
    if not proposal.decided_by.strip():
        errors["decided_by"] = say("Ange vem som beslutade, till exempel Socialnämnden.")
    if proposal.decided_at is None or proposal.decided_at > today:
        errors["decided_at"] = say("Ange när det beslutades, ÅÅÅÅ-MM-DD. Datumet kan inte ligga framåt i tiden.")
    if not proposal.registration_number.strip():
        errors["registration_number"] = say("Ange dokumentets diarienummer.")
    if proposal.valid_to is not None and proposal.decided_at is not None and proposal.valid_to <= proposal.decided_at:
        errors["valid_to"] = say("Gäller t o m måste vara efter beslutet.")
    return errors


def confirm(session: Session, registered_id: int, *, by: Actor, at: datetime) -> None:
    """Another person confirms: the step gets a completed revision of kind decided_elsewhere, without entry effects."""
    found = session.get(RegisteredDocument, registered_id)
    if found is None:
        raise NotFound
    plan = _allowed(session, found.plan_id, by=by, at=at)
    session.refresh(found)  # the plan is locked now: what was read before may be old
    if found.confirmed_at is not None:
        return
    if found.withdrawn_at is not None:
        raise Refused(say("Förslaget är taget tillbaka. Registrera dokumentet på nytt."))
    if found.proposed_by_id == by.person_id:
        raise Refused(say("Den som registrerade dokumentet kan inte också bekräfta det. En kollega gör det."))
    step = _step(plan, found.step_name)
    if step.in_force_revision_id is not None:
        raise Refused(say("Steget har redan ett gällande dokument."))
    if step.open_revision is not None and step.open_revision.frozen_at is not None:
        raise Refused(say("Steget väntar på underskrift. Skicka det åter innan ett befintligt dokument bekräftas."))
    _complete(session, plan, step, found, by=by, at=at)
    hand_over(session, plan, by=by, at=at)
    record(
        session,
        "existing_confirmed",
        at=at,
        by=by,
        plan_id=plan.id,
        step=step.name,
        revision=step.in_force_revision.number if step.in_force_revision else None,
        state=step.state,
        document=found.content_sha256,
        decided_by=found.decided_by,
        decided_at=found.decided_at.isoformat(),
        number=found.registration_number,
        kept=[{"kind": "registered", "sha256": found.content_sha256}],
    )
    session.commit()


def _complete(session: Session, plan: Plan, step: Step, found: RegisteredDocument, *, by: Actor, at: datetime) -> None:
    revision = step.open_revision or opening.open_revision(session, step, why=Why(), by=by, at=at)
    desk = Desk(session, plan, step, revision, by, at, line_of(session, plan.department_id))
    final = next(name for name, state in desk.machine.states.items() if state.final)
    revision.kind, revision.state, revision.since = "decided_elsewhere", final, at
    revision.version, revision.registration_number = "1.0", found.registration_number
    revision.completed_at, revision.valid_to = at, found.valid_to
    step.state, step.since, step.ball = final, at, "nobody"
    session.add(_document(session, revision.id, found, at))
    found.confirmed_at, found.confirmed_by_id, found.revision_id = at, by.person_id, revision.id
    closing.supersede(desk)
    revision.valid_from, revision.valid_to = found.decided_at, found.valid_to
    if step.name == desk.workflow.in_force:
        plan.valid_to = found.valid_to
        plan.review_due = due.add_months(found.decided_at, desk.settings.review_months)
    closing.open_next(desk)


def _document(session: Session, revision_id: int, found: RegisteredDocument, at: datetime) -> Document:
    data = publishing.template_bytes(session, found.content_sha256)
    return Document(
        revision_id=revision_id,
        kind="registered",
        filename=found.filename,
        media_type=found.media_type,
        size=len(data),
        sha256=found.content_sha256,
        content_sha256=sha256_of(data),
        version="1.0",
        made_at=at,
    )


def withdraw(session: Session, registered_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a proposal back before anyone confirmed it."""
    found = session.get(RegisteredDocument, registered_id)
    if found is None:
        raise NotFound
    _allowed(session, found.plan_id, by=by, at=at)
    if found.confirmed_at is None and found.withdrawn_at is None:
        found.withdrawn_at = at
        record(session, "existing_withdrawn", at=at, by=by, plan_id=found.plan_id, step=found.step_name)
    session.commit()

"""Signing: each signer in order, exactly the bytes they could open, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import SignerSlot
from continuity.errors import Invalid, Refused, say
from continuity.models import Department, Document, SignOff
from continuity.rules import lifecycle
from continuity.rules.guards import GUARDS, SLOT_ROLES, acting_slot
from continuity.rules.permissions import Actor
from continuity.services.answers import snapshots
from continuity.services.paper import paperwork, rendering
from continuity.services.paper.presentation import Presenter
from continuity.services.record.fingerprints import fingerprint
from continuity.services.registers.demands import accepted_days
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import move, record_step, settle


@dataclass(frozen=True)
class SigningView:
    """What the sign page shows: whose turn, the exact statement, and the document with its hash."""

    slot: SignerSlot | None
    statement: str
    document: Document | None
    slots: Sequence[dict[str, object]]


def signing_view(desk: Desk) -> SigningView:
    """The sign page's content for whoever looks."""
    slot = acting_slot(desk.facts) if desk.machine.transitions.get("sign") else None
    language = desk.settings.signed_language
    return SigningView(
        slot,
        statement(desk, slot, language) if slot else "",
        rendering.signing_copy(desk),
        paperwork.signature_rows(desk, desk.by.language),
    )


def statement(desk: Desk, slot: SignerSlot, language: str) -> str:
    """The exact words that are signed, in the language that is signed."""
    words = desk.parameters.statements.get(slot)
    if words is None:
        raise Refused(say("Texten att skriva under saknas i arbetsflödet. Säg till administratören."))
    document = desk.parameters.document
    if desk.revision.kind == "annex":
        document = desk.parameters.annex_document or document
    title = desk.settings.document_titles.get(document, desk.form.title)
    parts = {
        "title": title.in_(language),
        "version": desk.revision.version or paperwork.next_version(desk),
        "department": desk.department.name,
        "date": desk.today.isoformat(),
        "body": paperwork.body_name(desk, language),
        "outcome": _outcome(desk, language),
    }
    said = str(words.in_(language)).format(**parts)
    added = _addition(desk, slot, language, parts)
    return f"{said} {added}" if added else said


def _addition(desk: Desk, slot: SignerSlot, language: str, parts: Mapping[str, object]) -> str:
    """The sentence that follows the statement, "" where what it is about does not hold."""
    addition = desk.parameters.statement_additions.get(slot)
    days = accepted_days(desk) if addition is not None else ()
    if addition is None or not days:
        return ""
    words = addition.one if addition.one is not None and len(days) == 1 else addition.says
    until = days[0] if days[0] == days[-1] else f"{days[0]}–{days[-1]}"
    return words.in_(language).format(**parts, gaps=len(days), until=until)


def _outcome(desk: Desk, language: str) -> str:
    outcome, snapshot = desk.parameters.outcome, snapshots.of_revision(desk)
    if outcome is None or snapshot is None:
        return ""
    answers = Presenter(desk.form, desk.settings, language).answers(snapshots.answers_of(snapshot))
    return str(answers.get(outcome.question) or "").lower()


def sign(
    session: Session,
    step_id: int,
    *,
    confirmed: bool,
    capacity: str = "",
    delegation: str = "",
    comment: str = "",
    revision_id: int | None = None,
    by: Actor,
    at: datetime,
) -> SignOff:
    """Signs in this person's place, and completes or sends on when it was the last one.

    Signing again (a double click, a replay next day) gives the same signature back and changes nothing.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True, revision_id=revision_id)
    earlier = _signed_already(desk)
    if earlier is not None:
        return earlier
    lifecycle.fire(desk.machine, desk.revision, "sign", desk.facts, GUARDS)
    if not confirmed:
        raise Invalid(
            {"confirmed": say("Kryssa i rutan för att bekräfta att du har läst dokumentet och skriver under.")}
        )
    slot = acting_slot(desk.facts)
    assert slot is not None  # the guard next_in_order has just said so
    made = sign_off(desk, slot, "signed", capacity, delegation, comment)
    session.add(made)
    session.flush()
    desk.keep("sign_off", fingerprint(made))
    settle(desk)
    record_step(
        desk, "step_signed", slot=slot, name=made.name, snapshot=made.snapshot_sha256, document=made.document_sha256
    )
    session.commit()
    return made


def _signed_already(desk: Desk) -> SignOff | None:
    query = select(SignOff).where(
        SignOff.revision_id == desk.revision.id,
        SignOff.round == desk.revision.round,
        SignOff.person_id == desk.by.person_id,
        SignOff.action == "signed",
    )
    return desk.session.scalars(query).first()


def decline(session: Session, step_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Declines to sign, with a reason; the step goes back for changes and the round's signatures are void."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    slot = acting_slot(desk.facts)
    if slot is not None and reason.strip():
        declined = sign_off(desk, slot, "declined", "", "", reason.strip())
        session.add(declined)
        session.flush()
        desk.keep("sign_off", fingerprint(declined))
    move(desk, "decline", reason=reason, before_effects=lambda d: _note(d, reason))
    record_step(desk, "signature_declined", slot=slot, reason=reason.strip())
    session.commit()


def _note(desk: Desk, reason: str) -> None:
    desk.revision.returned_reason, desk.revision.returned_pages = reason.strip(), []


def sign_off(desk: Desk, slot: SignerSlot, action: str, capacity: str, delegation: str, comment: str) -> SignOff:
    """The record of one signature, not yet stored: the person as now, the words, and the bytes they could open."""
    snapshot, document = snapshots.of_revision(desk), rendering.signing_copy(desk)
    if snapshot is None or document is None:
        raise Refused(say("Det finns inget dokument att skriva under. Gå tillbaka och försök igen."))
    role = next(iter(sorted(SLOT_ROLES[slot] & desk.roles)), slot)
    held = role if role in desk.held else next((r for r in ("coordinator", "head") if r in desk.held), role)
    seat = desk.by.seat(held, desk.line, desk.today)
    language = desk.settings.signed_language
    return SignOff(
        revision_id=desk.revision.id,
        round=desk.revision.round,
        slot=slot,
        action=action,
        person_id=desk.by.person_id,
        name=desk.by.name,
        title=(seat.title if seat and seat.title else desk.by.title),
        unit=_unit(desk, seat.department_id if seat else None),
        role=held,
        capacity=capacity or ("deputy" if seat is not None and seat.deputy else "ordinary"),
        delegation=delegation.strip(),
        statement=statement(desk, slot, language),
        language=language,
        method=desk.by.method,
        auth_time=desk.by.auth_time,
        at=desk.at,
        workflow_hash=desk.revision.workflow_hash,
        form_hash=desk.revision.form_hash,
        template_sha256=document.template_sha256,
        snapshot_sha256=snapshot.sha256,
        document_sha256=document.sha256,
        comment=comment.strip(),
    )


def _unit(desk: Desk, department_id: int | None) -> str:
    found = desk.session.get(Department, department_id) if department_id else None
    return found.name if found else paperwork.municipality(desk)

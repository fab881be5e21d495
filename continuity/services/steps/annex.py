"""The x.1 annex: contacts kept up to date by one signature, while everything else stays as it was signed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.errors import Forbidden, Invalid, Refused, say
from continuity.models import AnswerPart, SignOff, StepRevision
from continuity.rules import lifecycle
from continuity.rules.answers import Row
from continuity.rules.findings import Finding
from continuity.rules.guards import fresh_login
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import reading
from continuity.services.paper import rendering
from continuity.services.record.fingerprints import fingerprint
from continuity.services.steps import closing, opening, signing
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.effects import final_copy, freeze
from continuity.services.steps.moving import record_step
from continuity.services.steps.opening import Why

KIND = "annex"


def begin(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Opens the annex pages of a step in force for change; the rest is locked as it was signed.

    :raise Refused: the step has no annex, is not in force, or is being revised (then the pages are changed there).
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    _allowed(desk)
    step, before = desk.step, desk.step.in_force_revision
    if before is None or before.kind == "decided_elsewhere" or not desk.parameters.annex:
        raise Refused(say("Det finns ingen kontaktbilaga att uppdatera i det här steget."))
    if step.open_revision_id is not None:
        raise Refused(say("En ny version är redan öppen. Ändra kontakterna i den."))
    due = step.due
    revision = opening.open_revision(
        session, step, why=Why("annex", _words(desk), major=False), by=by, at=at, deadline=due
    )
    revision.kind = KIND
    revision.form_hash, revision.workflow_hash = before.form_hash, before.workflow_hash
    revision.organisation_hash, revision.templates = before.organisation_hash, dict(before.templates)
    revision.state = next(name for name, state in desk.machine.states.items() if state.editable)
    step.state, step.ball = revision.state, lifecycle.ball_of(desk.machine, revision.state)
    opened = open_desk(session, step_id, by=by, at=at)
    closing.refresh_plan(opened)
    record_step(opened, "annex_begun")
    session.commit()


def _allowed(desk: Desk) -> None:
    if not desk.may("annex"):
        raise Forbidden(say("Kontaktbilagan uppdateras av samordnaren eller chefen."))


def _words(desk: Desk) -> str:
    return "Uppdaterad kontaktbilaga" if desk.settings.signed_language == "sv" else "Contact annex updated"


def _open_annex(session: Session, step_id: int, *, by: Actor, at: datetime) -> Desk:
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    _allowed(desk)
    if desk.revision.kind != KIND or desk.step.open_revision_id != desk.revision.id:
        raise Refused(say("Ingen kontaktbilaga är öppen för ändring."))
    return desk


def discard(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Closes an annex without publishing it; the version in force is untouched."""
    desk = _open_annex(session, step_id, by=by, at=at)
    desk.step.open_revision = None
    desk.step.open_revision_id = None
    _rest(desk)
    record_step(desk, "annex_discarded")
    session.commit()


def _rest(desk: Desk) -> None:
    final = next(name for name, state in desk.machine.states.items() if state.final)
    desk.step.state, desk.step.since, desk.step.ball = final, desk.at, "nobody"
    desk.session.flush()
    closing.open_waiting(desk)
    closing.refresh_plan(desk)


def sign(session: Session, step_id: int, *, confirmed: bool, by: Actor, at: datetime) -> SignOff:
    """Publishes the annex with one signature as the next minor version.

    What is signed is the annex where it is a document of its own; the step's document gets the same version and still
    stands on the signatures that adopted it.

    :raise Refused: something outside the annex differs from what was signed, an answer is missing, or the login is old.
    """
    desk = _open_annex(session, step_id, by=by, at=at)
    stale = fresh_login(desk.facts)
    if stale is not None:
        raise Refused(stale)
    if not confirmed:
        raise Invalid(
            {"confirmed": say("Kryssa i rutan för att bekräfta att du har läst dokumentet och skriver under.")}
        )
    _unchanged(desk)
    blocking = in_the_way(desk)
    if blocking:
        raise Refused(say("{n} svar saknas eller behöver rättas i kontaktbilagan.", n=len(blocking)))
    desk.revision.round = 1
    desk.revision.submitted_at, desk.revision.submitted_by_id = at, by.person_id
    freeze(desk)
    annex = desk.parameters.annex_document
    rendering.store(desk, "signing", rendering.render(desk, "signing", document=annex), document=annex)
    made = signing.sign_off(desk, "prepared_by", "signed", "", "", "")
    session.add(made)
    session.flush()
    desk.keep("sign_off", fingerprint(made))
    desk.revision.state = next(name for name, state in desk.machine.states.items() if state.final)
    final_copy(desk)
    review_due = desk.plan.review_due
    closing.supersede(desk)
    desk.plan.review_due = review_due  # a new telephone number is no review
    desk.step.open_revision = None
    desk.step.open_revision_id = None
    _rest(desk)
    record_step(desk, "annex_signed", version=desk.revision.version, name=made.name, document=made.document_sha256)
    session.commit()
    return made


def in_the_way(desk: Desk) -> tuple[Finding, ...]:
    """What must be answered or mended in the annex before it is signed, somebody who has left among it."""
    return tuple(one for one in desk.findings() if one.blocks and one.page in desk.annex_pages())


def _unchanged(desk: Desk) -> None:
    """Everything outside the annex must have the hash it had in the version in force."""
    before = desk.step.in_force_revision
    assert before is not None
    if _rest_hash(desk, desk.revision) != _rest_hash(desk, before):
        raise Refused(say("Något utanför kontaktbilagan har ändrats. Öppna steget igen för att revidera planen."))


def _rest_hash(desk: Desk, revision: StepRevision) -> str:
    form = publishing.form(desk.session, revision.form_hash)
    outside = {
        f"{part.page} {part.row}": _own(part)
        for part in reading.stored(desk.session, revision.id)
        if part.page not in desk.annex_pages() and part.page in form.pages
    }
    return sha256_of(canonical_json(dict(sorted(outside.items()))))


def _own(part: AnswerPart) -> dict[str, Any]:
    values: Row = {name: value for name, value in sorted(part.values.items()) if value is not None}
    return {"parent": part.parent_row, "values": values}


def preview(desk: Desk) -> bytes:
    """The annex as it would be signed (the whole document where it has none of its own), for reading before signing."""
    return rendering.render(desk, "working", document=desk.parameters.annex_document)

"""Handing out documents: who may have which edition, and a line of history for each one taken."""

from datetime import datetime

from sqlalchemy.orm import Session

from continuity.errors import Forbidden, NotFound, say
from continuity.models import Document, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.paper import rendering
from continuity.services.record.archive import DECIDED, FULL, holds_restricted
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step

_SIGNING = permissions.DEPARTMENT["see_document"] - {"crisis_reader"}  # may have what is out for signature


def may_have_full(desk: Desk) -> bool:
    """Whether the person may have the whole document and not only its open extract."""
    return not FULL.isdisjoint(desk.roles) or not holds_restricted(desk.form)


def document(session: Session, document_id: int, *, by: Actor, at: datetime) -> tuple[Document, bytes]:
    """An archived document and its bytes; that it was taken is recorded.

    :raise NotFound: there is no such document, or it is not this person's to see.
    :raise Forbidden: only the open extract is.
    """
    found = session.get(Document, document_id)
    revision = session.get(StepRevision, found.revision_id) if found is not None else None
    if found is None or revision is None:
        raise NotFound
    desk = open_desk(session, revision.step_id, by=by, at=at, action="see_document", revision_id=revision.id)
    _check_kind(desk, found.kind)
    if found.edition == "full" and found.kind != "committee_memo" and not may_have_full(desk):
        raise Forbidden(
            say("Dokumentet kan innehålla uppgifter som din roll inte får se. Hämta det öppna utdraget i stället.")
        )
    kept, data = rendering.bytes_of(desk, document_id)
    record_step(desk, "document_downloaded", document=kept.sha256, kind_of_document=kept.kind)
    session.commit()
    return kept, data


def _check_kind(desk: Desk, kind: str) -> None:
    """Whoever reads only plans in force gets no draft and no copy for signature."""
    if kind not in DECIDED and _SIGNING.isdisjoint(desk.roles):
        raise NotFound


def copy(
    session: Session,
    step_id: int,
    language: str,
    edition: str,
    *,
    annex: bool = False,
    revision_id: int | None = None,
    by: Actor,
    at: datetime,
) -> tuple[str, bytes]:
    """A copy made on demand: the draft as it stands, the open extract or a translation; file name and bytes.

    Of the document or, with `annex`, of its annex; of the revision `revision_id`, else of the one that the step is at
    work with. Whoever takes no drafts gets the one in force meanwhile.

    :raise NotFound: it is not this person's to see. :raise Forbidden: only the open extract is this person's to have.
    """
    desk = open_desk(session, step_id, by=by, at=at, action="see_document", revision_id=revision_id)
    if revision_id is None and not _reaches(desk):
        desk = open_desk(session, step_id, by=by, at=at, action="see_document", revision_id=_in_force(desk.step))
    if desk.revision.kind == "decided_elsewhere":
        raise NotFound(say("Dokumentet är beslutat utanför systemet och finns bara som den fil som registrerades."))
    if not _reaches(desk):
        raise NotFound
    if edition == "full" and not may_have_full(desk):
        raise Forbidden(
            say("Dokumentet kan innehålla uppgifter som din roll inte får se. Hämta det öppna utdraget i stället.")
        )
    if annex and desk.parameters.annex_document is None:
        raise NotFound
    made = rendering.fresh_copy(desk, language, edition, document=desk.parameters.annex_document if annex else None)
    record_step(desk, "copy_made", language=language, edition=edition)
    session.commit()
    return made


def _reaches(desk: Desk) -> bool:
    """Whether the person may take a copy of this revision: a draft, what is out for signature, or what is decided."""
    if desk.revision.completed_at is not None:
        return True
    if desk.revision.frozen_at is None:
        return desk.may("take_draft")
    return not _SIGNING.isdisjoint(desk.roles)


def _in_force(step: Step) -> int:
    """The revision that applies while a new one is written. :raise NotFound: none does."""
    if step.in_force_revision_id is None:
        raise NotFound
    return step.in_force_revision_id

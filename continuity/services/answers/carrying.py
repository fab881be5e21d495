"""Last time's answers in a new version: what was carried over, and what somebody has said of it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Form
from continuity.errors import say
from continuity.models import AnswerPart, Confirmation, StepRevision
from continuity.rules import confirming
from continuity.rules.answers import Row
from continuity.rules.confirming import Carried, Saved
from continuity.rules.findings import Finding


def carried(session: Session, revision: StepRevision, form: Form, tree: Row) -> tuple[Carried, ...]:
    """What was answered in the version that this revision was opened from, and how each stands now.

    Nothing in a first version, in an annex, or where the version before was decided outside the system.
    """
    if not applies(revision):
        return ()
    parts = session.scalars(select(AnswerPart).where(AnswerPart.revision_id == revision.id))
    return confirming.carried(form, tree, [_saved(part, revision) for part in parts], confirmed(session, revision.id))


def applies(revision: StepRevision) -> bool:
    """Whether the revision can hold answers of a version before it that somebody should look at."""
    return revision.based_on_id is not None and revision.kind == "worked"


def _saved(part: AnswerPart, revision: StepRevision) -> Saved:
    own = part.saved_at >= revision.opened_at
    taken_out = part.removed_at is not None and part.removed_at >= revision.opened_at
    return Saved(
        page=part.page,
        row=part.row,
        parent_row=part.parent_row,
        carried=part.version > 1 or not own,
        touched=taken_out or (own and part.saved_by_id is not None),
    )


def confirmed(session: Session, revision_id: int) -> Mapping[tuple[str, str], Confirmation]:
    """What somebody has said of each page and row in this revision."""
    rows = session.scalars(select(Confirmation).where(Confirmation.revision_id == revision_id))
    return {(one.page, one.row): one for one in rows}


def findings(found: Collection[Carried]) -> tuple[Finding, ...]:
    """A finding for each page that waits: it stands in the way of sending the step in."""
    reason = say("Svaren är från förra versionen. Säg om de stämmer fortfarande, eller ändra dem.")
    return tuple(
        Finding("unconfirmed", one.page_id, one.row, "", f"{one.page_id}@{one.row}", reason)
        for one in found
        if one.waits
    )

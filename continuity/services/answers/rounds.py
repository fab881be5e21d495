"""What a step's answers were when an earlier round was sent in, put together from the versions that saves replaced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from continuity.models import AnswerPart, AnswerVersion, Document
from continuity.rules import changes
from continuity.rules.answers import Part, Row, build_tree, visible
from continuity.rules.computed import complete
from continuity.services.answers import snapshots
from continuity.services.answers.comparing import Comparison, typed
from continuity.services.steps.desk import Desk


def since_last_round(desk: Desk) -> Comparison | None:
    """What differs from what the reviewers got the last time; None in a first round, or where no trace is left."""
    sent = _sent_in(desk, desk.revision.round - 1)
    if sent is None:
        return None
    before, now = snapshots.named(desk, answers_at(desk, sent)), snapshots.named(desk, desk.tree())
    found = changes.compare(desk.form, visible(desk.form, before), desk.form, visible(desk.form, now))
    return Comparison(desk.revision, desk.revision, tuple(one for one in found if one.question is None or typed(one)))


def _sent_in(desk: Desk, number: int) -> datetime | None:
    """When a round was sent in: its draft was made then."""
    query = select(func.min(Document.made_at)).where(
        Document.revision_id == desk.revision.id, Document.round == number, Document.kind == "working"
    )
    return desk.session.scalar(query) if number > 0 else None


def answers_at(desk: Desk, when: datetime) -> Row:
    """The answers that counted at an instant, hidden ones left out and computed ones filled in."""
    parts = desk.session.scalars(select(AnswerPart).where(AnswerPart.revision_id == desk.revision.id)).all()
    older = _versions(desk, when)
    then = [
        Part(part.page, part.row, part.parent_row, part.position, values)
        for part in parts
        if (values := part.values if part.saved_at <= when else older.get(part.id)) is not None
        and (part.removed_at is None or part.removed_at > when)
    ]
    return complete(desk.form, visible(desk.form, build_tree(desk.form, then)), desk.criteria)


def _versions(desk: Desk, when: datetime) -> Mapping[int, Mapping[str, Any]]:
    """Part -> the newest of its replaced versions that was saved by then."""
    query = (
        select(AnswerVersion.part_id, AnswerVersion.values.label("values_then"))
        .join(AnswerPart, AnswerPart.id == AnswerVersion.part_id)
        .where(AnswerPart.revision_id == desk.revision.id, AnswerVersion.saved_at <= when)
        .order_by(AnswerVersion.version)
    )
    return {row.part_id: row.values_then for row in desk.session.execute(query)}

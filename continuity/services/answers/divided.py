"""A text of the version before that the form now asks for as rows: it comes along in one row, to be divided."""

from uuid import uuid4

from sqlalchemy import select

from continuity.definitions.forms import InsteadOf
from continuity.models import AnswerPart, StepRevision
from continuity.services import publishing
from continuity.services.answers import reading
from continuity.services.steps.desk import Desk


def texts_to_rows(desk: Desk, source: StepRevision) -> None:
    """Gives each list that has taken a text's place a row with it; the caller locks and commits.

    A list that has rows already is left alone, and so is one whose text the version before did not ask for.
    """
    for list_page, page in desk.form.pages.items():
        old = page.rows.instead_of if page.rows is not None else None
        text = _text(desk, source, old) if old is not None else None
        if old is not None and text is not None and not _has_rows(desk, list_page):
            _row(desk, list_page, old, text)
    desk.session.flush()


def _text(desk: Desk, source: StepRevision, old: InsteadOf) -> AnswerPart | None:
    """The part of the version before that holds the text, if it was asked for and answered in words."""
    asked = publishing.form(desk.session, source.form_hash).pages.get(old.page)
    if asked is None or old.question not in asked.questions:
        return None
    parts = (part for part in reading.stored(desk.session, source.id) if part.page == old.page)
    written = (part for part in parts if isinstance(part.values.get(old.question), str))
    return next((part for part in written if part.values[old.question].strip()), None)


def _has_rows(desk: Desk, list_page: str) -> bool:
    query = select(AnswerPart.id).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.page == list_page)
    return desk.session.scalar(query.limit(1)) is not None


def _row(desk: Desk, list_page: str, old: InsteadOf, text: AnswerPart) -> None:
    """The row is as old as the text, so that somebody looks at it as at all else from the version before."""
    row = uuid4().hex
    for page_id in (list_page, *desk.form.pages_of(list_page)):
        own = {old.into: text.values[old.question]} if old.into in desk.form.pages[page_id].questions else {}
        if own or page_id == list_page:
            desk.session.add(
                AnswerPart(
                    revision_id=desk.revision.id, page=page_id, row=row, values=own, version=1,
                    saved_at=text.saved_at, saved_by_id=text.saved_by_id,
                )
            )  # fmt: skip

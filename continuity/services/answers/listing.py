"""The rows of a list: added, copied, moved, taken out and put back, each under its own lasting id."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.errors import NotFound, Refused, TooMany, say
from continuity.models import AnswerPart
from continuity.rules.permissions import Actor
from continuity.services.answers.answering import existing_row, page_of, part, unlocked
from continuity.services.answers.lifting import edited
from continuity.services.steps.desk import Desk, open_desk


def add_row(
    session: Session,
    step_id: int,
    list_page: str,
    *,
    parent_row: str = "",
    values: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> str:
    """Adds an empty row last and gives its id.

    :raise TooMany: the list is full.
    """
    desk = unlocked(session, step_id, list_page, "", by=by, at=at, around=parent_row)
    only_where_asked(desk, list_page, parent_row)
    _check_parent(desk, list_page, parent_row)
    _room_for_one(desk, list_page, parent_row)
    row = _new_row(desk, list_page, parent_row, values or {}).row
    edited(desk)
    session.commit()
    return row


def add_rows(
    session: Session,
    step_id: int,
    list_page: str,
    rows: Sequence[Mapping[str, Mapping[str, Any]]],
    *,
    parent_row: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Adds many rows last, all or none: for each, page -> answers, of the list's page and of those in its rows.

    :raise TooMany: the list does not hold them all.
    """
    desk = unlocked(session, step_id, list_page, "", by=by, at=at, around=parent_row)
    only_where_asked(desk, list_page, parent_row)
    put_rows(desk, list_page, rows, parent_row)
    edited(desk)
    session.commit()
    return len(rows)


def put_rows(desk: Desk, list_page: str, rows: Sequence[Mapping[str, Mapping[str, Any]]], parent_row: str = "") -> None:
    """Adds rows last as `add_rows` does; the caller locks and commits."""
    _check_parent(desk, list_page, parent_row)
    limits = page_of(desk, list_page).rows
    if limits is not None and len(_siblings(desk, list_page, parent_row)) + len(rows) > limits.max:
        raise TooMany(say("Listan är full: högst {max} rader får finnas.", max=limits.max))
    for pages in rows:
        made = _new_row(desk, list_page, parent_row, pages.get(list_page, {}))
        for page_id in desk.form.pages_of(list_page):
            if pages.get(page_id):
                _own_page(desk, page_id, made.row, pages[page_id])


def only_where_asked(desk: Desk, list_page: str, row: str) -> None:
    """While advice is being given, rows come and go only where somebody has commented on the list, or row, as a whole.

    :raise Refused: nobody has.
    """
    if not desk.state.review or desk.state.editable or list_page in desk.revision.amended_pages:
        return
    if "" not in desk.commented(list_page, row):
        raise Refused(
            say(
                "På samråd läggs rader till och tas bort bara i en lista som någon har lämnat en synpunkt på som"
                " helhet."
            )
        )


def _own_page(desk: Desk, page_id: str, row: str, values: Mapping[str, Any]) -> None:
    desk.session.add(
        AnswerPart(
            revision_id=desk.revision.id,
            page=page_id,
            row=row,
            values=dict(values),
            version=1,
            saved_at=desk.at,
            saved_by_id=desk.by.person_id,
        )
    )


def _check_parent(desk: Desk, list_page: str, parent_row: str) -> None:
    definition = page_of(desk, list_page)
    if definition.rows is None or definition.rows.is_closed or bool(definition.of) != bool(parent_row):
        raise NotFound
    if definition.of:
        existing_row(desk, definition.of, parent_row)


def _siblings(desk: Desk, list_page: str, parent_row: str) -> Sequence[AnswerPart]:
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id,
        AnswerPart.page == list_page,
        AnswerPart.parent_row == parent_row,
        AnswerPart.removed_at.is_(None),
    )
    return desk.session.scalars(query.order_by(AnswerPart.position, AnswerPart.row)).all()


def _room_for_one(desk: Desk, list_page: str, parent_row: str) -> None:
    rows = page_of(desk, list_page).rows
    if rows is not None and len(_siblings(desk, list_page, parent_row)) >= rows.max:
        raise TooMany(
            say("Listan är full: högst {max} rader får finnas. Ta bort en rad för att lägga till en ny.", max=rows.max)
        )


def _new_row(desk: Desk, list_page: str, parent_row: str, values: Mapping[str, Any]) -> AnswerPart:
    last = desk.session.scalar(
        select(func.max(AnswerPart.position)).where(
            AnswerPart.revision_id == desk.revision.id,
            AnswerPart.page == list_page,
            AnswerPart.parent_row == parent_row,
        )
    )
    made = AnswerPart(
        revision_id=desk.revision.id,
        page=list_page,
        row=uuid.uuid4().hex,
        parent_row=parent_row,
        position=(last if last is not None else -1) + 1,
        values=dict(values),
        version=1,
        saved_at=desk.at,
        saved_by_id=desk.by.person_id,
    )
    desk.session.add(made)
    desk.session.flush()
    return made


def copy_row(session: Session, step_id: int, list_page: str, row: str, *, by: Actor, at: datetime) -> str:
    """Adds a copy of a row with everything in it, last in the list, and gives its id."""
    desk = unlocked(session, step_id, list_page, row, by=by, at=at)
    original = existing_row(desk, list_page, row)
    only_where_asked(desk, list_page, original.parent_row)
    _check_parent(desk, list_page, original.parent_row)
    _room_for_one(desk, list_page, original.parent_row)
    made = _copy(desk, original, original.parent_row)
    edited(desk)
    session.commit()
    return made


def _copy(desk: Desk, original: AnswerPart, parent_row: str) -> str:
    made = _new_row(desk, original.page, parent_row, original.values)
    for page_id in desk.form.pages_of(original.page):
        if desk.form.pages[page_id].rows is not None:
            for below in _siblings(desk, page_id, original.row):
                _copy(desk, below, made.row)
            continue
        own = part(desk, page_id, original.row)
        if own is not None:
            _own_page(desk, page_id, made.row, own.values)
    desk.session.flush()
    return made.row


def remove_row(session: Session, step_id: int, list_page: str, row: str, *, by: Actor, at: datetime) -> None:
    """Takes a row out of the list; it is kept and can be put back for 30 days."""
    desk = unlocked(session, step_id, list_page, row, by=by, at=at)
    only_where_asked(desk, list_page, existing_row(desk, list_page, row).parent_row)
    take_out(desk, list_page, row)
    edited(desk)
    session.commit()


def take_out(desk: Desk, list_page: str, row: str) -> None:
    """Marks a row as removed; the caller commits. :raise Refused: the form itself says that the row is there."""
    rows = page_of(desk, list_page).rows
    if rows is None or rows.is_closed:
        raise Refused(say("Raden hör till formuläret och kan inte tas bort."))
    existing_row(desk, list_page, row).removed_at = desk.at


def restore_row(session: Session, step_id: int, list_page: str, row: str, *, by: Actor, at: datetime) -> None:
    """Puts a removed row back where it was."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True, action="see_answers")
    found = part(desk, list_page, row)
    if found is None:
        raise NotFound
    reason = desk.lock_reason(list_page, row)
    if reason is not None:
        raise Refused(reason)
    only_where_asked(desk, list_page, found.parent_row)
    if found.removed_at is not None:
        _room_for_one(desk, list_page, found.parent_row)
        found.removed_at = None
    edited(desk)
    session.commit()


def move_row(
    session: Session, step_id: int, list_page: str, row: str, direction: str, *, by: Actor, at: datetime
) -> None:
    """Moves a row one place "up" or "down"; first and last stay where they are."""
    desk = unlocked(session, step_id, list_page, row, by=by, at=at)
    moved = existing_row(desk, list_page, row)
    only_where_asked(desk, list_page, moved.parent_row)
    rows = list(_siblings(desk, list_page, moved.parent_row))
    here = rows.index(moved)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for position, sibling in enumerate(rows):
        sibling.position = position
    edited(desk)
    session.commit()


def removed_rows(desk: Desk, list_page: str, parent_row: str = "") -> Sequence[AnswerPart]:
    """The rows taken out of a list that can be put back."""
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id,
        AnswerPart.page == list_page,
        AnswerPart.parent_row == parent_row,
        AnswerPart.removed_at.is_not(None),
    )
    return desk.session.scalars(query.order_by(AnswerPart.removed_at.desc())).all()

"""Saving answers: a page or row at a time, by version, never refused while a draft and never overwritten unseen."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Page
from continuity.errors import Invalid, NotFound, Refused, Stale, TooMany, say
from continuity.models import AnswerPart, AnswerVersion, Comment, Invitation, Person
from continuity.rules.answers import Row, find_row, holds
from continuity.rules.findings import Finding, Status, page_status
from continuity.rules.permissions import Actor
from continuity.services.desk import Desk, open_desk
from continuity.services.lifting import edited

MAX_VALUES = 200_000  # characters of one page's answers as stored


def part(desk: Desk, page: str, row: str = "") -> AnswerPart | None:
    """The stored part of a page and row, also a removed one's, or None before anything is saved."""
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.page == page, AnswerPart.row == row
    )
    return desk.session.scalars(query).one_or_none()


def _page(desk: Desk, page: str) -> Page:
    found = desk.form.pages.get(page)
    if found is None:
        raise NotFound
    return found


def _existing_row(desk: Desk, list_page: str, row: str) -> AnswerPart:
    found = part(desk, list_page, row)
    if found is None or found.removed_at is not None:
        raise NotFound(say("Raden finns inte längre. Någon kan ha tagit bort den; den går att ångra från listan."))
    return found


def _unlocked(
    session: Session, step_id: int, page: str, row: str, *, by: Actor, at: datetime, around: str = ""
) -> Desk:
    desk = open_desk(session, step_id, by=by, at=at, lock=True, alone=True)
    definition = _page(desk, page)
    reason = desk.lock_reason(page, row or around)
    if reason is not None:
        raise Refused(reason)
    own_list = definition.of if definition.rows is None else (page if row else None)
    if own_list is not None:
        _existing_row(desk, own_list, row)
    elif row:
        raise NotFound
    return desk


def save_page(
    session: Session,
    step_id: int,
    page: str,
    values: Mapping[str, Any],
    *,
    row: str = "",
    version: int,
    by: Actor,
    at: datetime,
) -> int:
    """Saves what was typed on a page and gives its new version; questions left out keep their answers.

    :raise Stale: somebody saved in between; nothing is written and both texts are in the error.
    :raise Refused: the page is locked now (frozen, in review without a comment on it, not yours).
    """
    desk = _unlocked(session, step_id, page, row, by=by, at=at)
    saved = _save(desk, page, row, values, version)
    edited(desk)
    session.commit()
    return saved.version


def save_table(
    session: Session,
    step_id: int,
    list_page: str,
    rows: Mapping[str, tuple[Mapping[str, Any], int]],
    *,
    parent_row: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Saves a list that is answered on one screen: row id -> (values, version); all rows or none."""
    desk = _unlocked(session, step_id, list_page, "", by=by, at=at, around=parent_row)
    for row, (values, version) in rows.items():
        _existing_row(desk, list_page, row)
        _save(desk, list_page, row, values, version)
    edited(desk)
    session.commit()


def _save(desk: Desk, page: str, row: str, values: Mapping[str, Any], version: int) -> AnswerPart:
    definition = _page(desk, page)
    unknown = [name for name in values if name not in definition.questions]
    if unknown:
        raise Invalid({name: say("Frågan finns inte i det här formuläret.") for name in unknown})
    if len(str(values)) > MAX_VALUES:
        raise TooMany(say("Svaren på sidan är för långa. Högst {max} tecken får plats.", max=MAX_VALUES))
    stored = part(desk, page, row)
    if stored is None:
        if version != 0:
            raise NotFound
        stored = AnswerPart(revision_id=desk.revision.id, page=page, row=row, version=0, values={}, saved_at=desk.at)
        desk.session.add(stored)
    elif stored.version != version:
        raise _stale(desk, stored, values, version)
    else:
        _remember(desk, stored)
    stored.values = {**stored.values, **values}
    stored.version += 1
    stored.saved_at, stored.saved_by_id = desk.at, desk.by.person_id
    desk.session.flush()
    return stored


def _remember(desk: Desk, stored: AnswerPart) -> None:
    desk.session.add(
        AnswerVersion(
            part_id=stored.id,
            version=stored.version,
            values=stored.values,
            saved_at=stored.saved_at,
            saved_by_id=stored.saved_by_id,
        )
    )


def _stale(desk: Desk, stored: AnswerPart, mine: Mapping[str, Any], version: int) -> Stale:
    before = desk.session.scalars(
        select(AnswerVersion).where(AnswerVersion.part_id == stored.id, AnswerVersion.version == version)
    ).one_or_none()
    who = desk.session.get(Person, stored.saved_by_id) if stored.saved_by_id else None
    return Stale(
        mine,
        dict(stored.values),
        dict(before.values) if before else {},
        version=stored.version,
        who=who.name if who else "",
        when=stored.saved_at,
    )


# --- rows of a list ---------------------------------------------------------------------------------------------


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
    desk = _unlocked(session, step_id, list_page, "", by=by, at=at, around=parent_row)
    _check_parent(desk, list_page, parent_row)
    _room_for_one(desk, list_page, parent_row)
    row = _new_row(desk, list_page, parent_row, values or {}).row
    edited(desk)
    session.commit()
    return row


def _check_parent(desk: Desk, list_page: str, parent_row: str) -> None:
    definition = _page(desk, list_page)
    if definition.rows is None or definition.rows.fixed or bool(definition.of) != bool(parent_row):
        raise NotFound
    if definition.of:
        _existing_row(desk, definition.of, parent_row)


def _siblings(desk: Desk, list_page: str, parent_row: str) -> Sequence[AnswerPart]:
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id,
        AnswerPart.page == list_page,
        AnswerPart.parent_row == parent_row,
        AnswerPart.removed_at.is_(None),
    )
    return desk.session.scalars(query.order_by(AnswerPart.position, AnswerPart.row)).all()


def _room_for_one(desk: Desk, list_page: str, parent_row: str) -> None:
    rows = _page(desk, list_page).rows
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
    desk = _unlocked(session, step_id, list_page, row, by=by, at=at)
    original = _existing_row(desk, list_page, row)
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
            desk.session.add(
                AnswerPart(
                    revision_id=desk.revision.id,
                    page=page_id,
                    row=made.row,
                    values=dict(own.values),
                    version=1,
                    saved_at=desk.at,
                    saved_by_id=desk.by.person_id,
                )
            )
    desk.session.flush()
    return made.row


def remove_row(session: Session, step_id: int, list_page: str, row: str, *, by: Actor, at: datetime) -> None:
    """Takes a row out of the list; it is kept and can be put back for 30 days."""
    desk = _unlocked(session, step_id, list_page, row, by=by, at=at)
    rows = _page(desk, list_page).rows
    if rows is None or rows.fixed:
        raise Refused(say("Raden hör till formuläret och kan inte tas bort."))
    _existing_row(desk, list_page, row).removed_at = at
    edited(desk)
    session.commit()


def restore_row(session: Session, step_id: int, list_page: str, row: str, *, by: Actor, at: datetime) -> None:
    """Puts a removed row back where it was."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    found = part(desk, list_page, row)
    if found is None:
        raise NotFound
    reason = desk.lock_reason(list_page, row)
    if reason is not None:
        raise Refused(reason)
    if found.removed_at is not None:
        _room_for_one(desk, list_page, found.parent_row)
        found.removed_at = None
    edited(desk)
    session.commit()


def move_row(
    session: Session, step_id: int, list_page: str, row: str, direction: str, *, by: Actor, at: datetime
) -> None:
    """Moves a row one place "up" or "down"; first and last stay where they are."""
    desk = _unlocked(session, step_id, list_page, row, by=by, at=at)
    moved = _existing_row(desk, list_page, row)
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


def accept_warning(session: Session, step_id: int, key: str, motive: str, *, by: Actor, at: datetime) -> None:
    """Keeps the motive for a warning, stored with the revision and printed; an empty motive takes it back."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("edit_answers"):
        raise Refused(say("Bara den som arbetar med steget kan motivera en varning."))
    if not desk.state.editable:
        raise Refused(say("Svaren är låsta. Motiveringen kan inte ändras nu."))
    motives = {name: text for name, text in desk.revision.warnings.items() if name != key}
    desk.revision.warnings = {**motives, key: motive.strip()} if motive.strip() else motives
    session.commit()


# --- where the work stands --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskLine:
    """One line of the task list: a page, or a list with how many rows it has."""

    page_id: str
    row: str
    title: str
    kind: str  # page, list, table
    status: Status
    count: int
    invited: str


def task_list(desk: Desk, row: str = "", scope: str | None = None) -> tuple[TaskLine, ...]:
    """The pages asked once (or in one row of the list `scope`), each with how far it has come."""
    tree = desk.tree()
    node = tree if not row else find_row(tree, row) or {}
    found = desk.findings()
    started = {(p.page, p.row) for p in _saved(desk)}
    wanted = set(desk.session.scalars(select(Comment.page).where(*_unanswered(desk))))
    invited = _invited_names(desk)
    lines = []
    for page_id in desk.form.pages_of(scope):
        page = desk.form.pages[page_id]
        if not holds(page.shown_if, (tree, node) if row else (tree,)):
            continue
        rows = node.get(page_id, ()) if page.rows is not None else ()
        status = (
            _list_status(desk, page_id, row, rows, found, started)
            if page.rows
            else page_status(page_id, row, found, (page_id, row) in started)
        )
        lines.append(
            TaskLine(
                page_id,
                row,
                page.title.in_(desk.by.language),
                "page" if page.rows is None else ("table" if page.questions else "list"),
                "change_requested" if page_id in wanted else status,
                len(rows),
                invited.get((page_id, row), ""),
            )
        )
    return tuple(lines)


def _saved(desk: Desk) -> Sequence[AnswerPart]:
    query = select(AnswerPart).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.removed_at.is_(None))
    return [p for p in desk.session.scalars(query) if p.saved_by_id is not None or p.values]


def _unanswered(desk: Desk) -> tuple[Any, ...]:
    return (Comment.revision_id == desk.revision.id, Comment.answer == "")


def _list_status(
    desk: Desk,
    page_id: str,
    row: str,
    rows: Sequence[Row],
    found: Sequence[Finding],
    started: set[tuple[str, str]],
) -> Status:
    inside = {below["id"] for below in rows} | {b["id"] for below in rows for b in _rows_within(below)}
    blocked = any(f.blocks and ((f.page == page_id and f.row == row) or f.row in inside) for f in found)
    begun = any((p, r) in started for p, r in started if r in inside)
    if not rows and not blocked and not begun:
        minimum = desk.form.pages[page_id].rows
        return "not_started" if minimum is not None and minimum.min else "done"
    if not begun and (not rows or blocked):
        return "not_started"
    return "in_progress" if blocked else "done"


def _rows_within(row: Row) -> list[Row]:
    found: list[Row] = []
    for value in row.values():
        if isinstance(value, list):
            for below in value:
                if isinstance(below, dict) and "id" in below:
                    found += [below, *_rows_within(below)]
    return found


def _invited_names(desk: Desk) -> dict[tuple[str, str], str]:
    query = (
        select(Invitation.page, Invitation.row, Person.name)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.revision_id == desk.revision.id, Invitation.done_at.is_(None))
    )
    return {(page, row): name for page, row, name in desk.session.execute(query)}

"""Where the work stands: the task list, with how far each page and list has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from continuity.models import AnswerPart, Comment, Invitation, Person
from continuity.rules.answers import Row, find_row, holds
from continuity.rules.findings import Finding, Status, page_status
from continuity.services.steps.desk import Desk


@dataclass(frozen=True)
class TaskLine:
    """One line of the task list: a page, or a list with how many rows it has.

    `waiting` of `carried` pages or rows with last time's answers have not been looked at.
    """

    page_id: str
    row: str
    title: str
    kind: str  # page, list, table
    status: Status
    count: int
    invited: str
    waiting: int = 0
    carried: int = 0


def task_list(desk: Desk, row: str = "", scope: str | None = None) -> tuple[TaskLine, ...]:
    """The pages asked once (or in one row of the list `scope`), each with how far it has come."""
    tree = desk.tree()
    node = tree if not row else find_row(tree, row) or {}
    found = desk.findings()
    started = {(p.page, p.row) for p in _saved(desk)}
    wanted = set(desk.session.scalars(select(Comment.page).where(*_unanswered(desk))))
    invited = _invited_names(desk)
    carried = desk.carried() if not row else ()
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
        here = [one for one in carried if one.page_id == page_id]
        waiting = sum(one.waits for one in here)
        if here and waiting == len(here):
            status = "not_started"  # the answers are there, but nobody has looked at them this time
        lines.append(
            TaskLine(
                page_id,
                row,
                page.title.in_(desk.by.language),
                "page" if page.rows is None else ("table" if page.questions else "list"),
                "change_requested" if page_id in wanted else status,
                len(rows),
                invited.get((page_id, row), ""),
                waiting,
                len(here),
            )
        )
    return tuple(lines)


def _saved(desk: Desk) -> Sequence[AnswerPart]:
    query = select(AnswerPart).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.removed_at.is_(None))
    # What was filled in beforehand is a proposal: a page is begun once somebody has saved it.
    return desk.session.scalars(query.where(AnswerPart.saved_by_id.is_not(None))).all()


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

"""Lists: rows to open, add, copy, move and remove, and what was removed to put back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from continuity.errors import NotFound, Reason
from continuity.extensions import db
from continuity.models import AnswerPart
from continuity.rules.answers import Row
from continuity.services.answers import answering, beginnings, fetching, gap_sentences, listing
from continuity.services.registers import register
from continuity.services.steps.desk import Desk
from continuity.web import wording
from continuity.web.guided import tables
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import Screen, open_screen, open_step, page_url, return_to
from continuity.web.guided.showing import Shown, shown
from continuity.web.session import actor, now

TOLD = ("tolerable_outage", "priority_class", "slack")  # computed answers worth seeing in the list


@dataclass(frozen=True)
class ListRow:
    """One row as the list shows it: `facts` are computed answers in words, `left` what is still to answer.

    `sentence` says what is needed and promised, where the row is a demand.
    """

    id: str
    number: int
    name: str
    href: str
    facts: tuple[tuple[str, str], ...]
    sentence: str
    left: int
    begun: bool


@dataclass(frozen=True)
class RemovedRow:
    """A row that can be put back."""

    id: str
    name: str
    when: str


def rows_of(screen: Screen) -> Sequence[Row]:
    """The rows of the list where it stands."""
    rows: Sequence[Row] = screen.place.chain[-1].get(screen.place.page_id, ())
    return rows


def show(screen: Screen) -> str:
    """A list: what is in it, and what can be done."""
    rows = rows_of(screen)
    part, number, pages = tables.part_of(rows)
    first = (number - 1) * tables.PER_SCREEN + 1
    limits = screen.page.rows
    assert limits is not None
    told = gap_sentences.sentences(screen.desk, screen.place.page_id, part)
    return render_template(
        "guided/list.html",
        screen=screen,
        rows=[_row(screen, row, place, told.get(row["id"], ())) for place, row in enumerate(part, first)],
        total=len(rows),
        number=number,
        pages=pages,
        limits=limits,
        full=len(rows) >= limits.max,
        removed=removed_of(screen),
        more=beginnings.MORE[limits.begins_with] if limits.begins_with else None,
        form=None,
    )


def _row(screen: Screen, row: Row, number: int, told: Sequence[Reason]) -> ListRow:
    inside = screen.in_row(row)
    opens = inside.first_page()
    found = [finding for finding in screen.found if finding.row in _ids(row) and finding.blocks]
    return ListRow(
        id=row["id"],
        number=number,
        name=register.name_of_row(screen.desk, screen.place.page_id, row),
        href=page_url(screen.step_id, opens, row["id"], retur=return_to()) if opens else "",
        facts=_facts(inside, row),
        sentence=" ".join(wording.tell(reason) for reason in told),
        left=len(found),
        begun=len(row) > 1 + sum(isinstance(value, list) and not value for value in row.values()),
    )


def _ids(row: Row) -> set[str]:
    """The ids of a row and of all rows within it."""
    found = {str(row["id"])}
    for value in row.values():
        if isinstance(value, list):
            for below in value:
                if isinstance(below, dict) and "id" in below:
                    found |= _ids(below)
    return found


def _facts(inside: Screen, row: Row) -> tuple[tuple[str, str], ...]:
    """The computed answers of a row that say most: the last question of each telling rule."""
    told: dict[str, tuple[str, Shown]] = {}
    for page_id in inside.place.screens:
        for question_id, question in inside.desk.form.pages[page_id].questions.items():
            if question.kind == "computed" and question.rule in TOLD and question_id in row:
                words = (question.term or question.label).in_(inside.language)
                value = shown(inside.desk, question, row[question_id], inside.place.chain, language=inside.language)
                told[str(question.rule)] = (words, value)
    return tuple((words, value.text) for words, value in told.values() if value.text)


def removed_of(screen: Screen) -> tuple[RemovedRow, ...]:
    """What was taken out of the list and can be put back."""
    if screen.lock is not None:
        return ()
    parts = listing.removed_rows(screen.desk, screen.place.page_id, screen.place.row)
    return tuple(RemovedRow(part.row, _name(screen.desk, part), wording.moment(part.removed_at)) for part in parts)


def _name(desk: Desk, part: AnswerPart) -> str:
    """A removed row's name: what it is named by may stand on a page of its own."""
    row: Row = {"id": part.row, **part.values}
    for page_id in desk.form.pages_of(part.page):
        own = answering.part(desk, page_id, part.row)
        row |= own.values if own else {}
    return register.name_of_row(desk, part.page, row) or _("Rad utan namn")


def next_part(screen: Screen) -> str:
    """The next part of a long list on one screen, "" when this was the last."""
    if screen.kind != "table":
        return ""
    _rows, number, pages = tables.part_of(rows_of(screen))
    return screen.url(nr=number + 1) if number < pages else ""


# --- what can be done to rows -----------------------------------------------------------------------------------


def act(screen: Screen, do: str) -> ResponseReturnValue:
    """A button of a list on one screen: "add", or "copy", "up", "down", "remove" and "open" with a row's id."""
    verb, _colon, row = do.partition(":")
    if verb == "add":
        return _added(screen.step_id, screen.place.page_id, screen.place.row)
    if verb == "open":
        found = next((one for one in rows_of(screen) if one["id"] == row), {"id": row})
        opens = screen.in_row(found).first_page()
        return redirect(page_url(screen.step_id, opens, row, retur=return_to()) if opens else screen.url(), 303)
    if verb == "remove":
        return redirect(_action_url("confirm_remove", screen.step_id, screen.place.page_id, row), 303)
    return _change(screen.step_id, screen.place.page_id, row, verb)


def _action_url(endpoint: str, step_id: int, page_id: str, row: str) -> str:
    return url_for(f"guided.{endpoint}", step_id=step_id, page_id=page_id, row=row, retur=return_to())


@bp.post("/rader/<page_id>/ny")
def add_row(step_id: int, page_id: str) -> ResponseReturnValue:
    """Adds an empty row and opens it."""
    return _added(step_id, page_id, request.form.get("around", ""))


def _added(step_id: int, page_id: str, around: str) -> ResponseReturnValue:
    row = listing.add_row(db.session, step_id, page_id, parent_row=around, by=actor(), at=now())
    screen = open_screen(step_id, page_id, around)
    if screen.kind == "table":
        last = -(-len(rows_of(screen)) // tables.PER_SCREEN)
        return redirect(screen.url(_anchor=f"rad-{row}", nr=last if last > 1 else None), 303)
    opens = screen.in_row({"id": row}).first_page()
    return redirect(page_url(step_id, opens, row, retur=return_to()) if opens else screen.url(), 303)


@bp.post("/rader/<page_id>/hamta")
def fetch_rows(step_id: int, page_id: str) -> ResponseReturnValue:
    """Adds the rows that the registers know of and the list has never had."""
    added = fetching.fetch_rows(db.session, step_id, page_id, by=actor(), at=now())
    if added:
        flash(
            ngettext("%(num)d rad är tillagd sist i listan.", "%(num)d rader är tillagda sist i listan.", added),
            "success",
        )
    else:
        flash(_("Inget har tillkommit: det som registren känner till står i listan eller är borttaget ur den."), "info")
    return redirect(page_url(step_id, page_id, retur=return_to()), 303)


@bp.post("/rader/<page_id>/<row>/andra")
def change_row(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Copies a row, or moves it up or down."""
    return _change(step_id, page_id, row, request.form.get("do", ""))


def _change(step_id: int, page_id: str, row: str, verb: str) -> ResponseReturnValue:
    if verb == "copy":
        copied = listing.copy_row(db.session, step_id, page_id, row, by=actor(), at=now())
        flash(_("Raden är kopierad. Kopian står sist i listan."), "success")
        return redirect(_list_url(step_id, page_id, copied, anchor=True), 303)
    if verb not in ("up", "down"):
        raise NotFound
    listing.move_row(db.session, step_id, page_id, row, verb, by=actor(), at=now())
    return redirect(_list_url(step_id, page_id, row, anchor=True), 303)


@bp.get("/rader/<page_id>/<row>/ta-bort")
def confirm_remove(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Asks before a row is taken out."""
    desk, part = _row_part(step_id, page_id, row)
    if part.removed_at is not None:
        return redirect(_list_url(step_id, page_id, row), 303)
    return render_template(
        "guided/remove.html",
        step_id=step_id,
        page_id=page_id,
        row=row,
        name=_name(desk, part),
        list_title=desk.form.pages[page_id].title.in_(wording.language()),
        lock=desk.lock_reason(page_id, row),
        back=_list_url(step_id, page_id, row),
        form=None,
    )


@bp.post("/rader/<page_id>/<row>/ta-bort")
def remove_row(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Takes a row out of its list; it can be put back for 30 days."""
    listing.remove_row(db.session, step_id, page_id, row, by=actor(), at=now())
    flash(_("Raden är borttagen. Du kan ångra det längst ner på sidan i 30 dagar."), "success")
    return redirect(_list_url(step_id, page_id, row), 303)


@bp.post("/rader/<page_id>/<row>/angra")
def restore_row(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Puts a removed row back."""
    listing.restore_row(db.session, step_id, page_id, row, by=actor(), at=now())
    flash(_("Raden är tillbaka i listan."), "success")
    return redirect(_list_url(step_id, page_id, row, anchor=True), 303)


def _row_part(step_id: int, page_id: str, row: str) -> tuple[Desk, AnswerPart]:
    desk = open_step(step_id)
    page = desk.form.pages.get(page_id)
    part = answering.part(desk, page_id, row) if page is not None and page.rows is not None else None
    if part is None:
        raise NotFound
    return desk, part


def _list_url(step_id: int, page_id: str, row: str, *, anchor: bool = False) -> str:
    """The list that a row stands in, and there the row itself."""
    _desk, part = _row_part(step_id, page_id, row)
    return page_url(step_id, page_id, part.parent_row, retur=return_to(), _anchor=f"rad-{row}" if anchor else None)

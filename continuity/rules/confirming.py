"""Last time's answers in a new version: which pages and rows somebody still has to confirm or change."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from continuity.definitions.forms import Form
from continuity.definitions.vocabulary import SILENT
from continuity.rules.answers import Row, holds, is_answered, is_unknown

Standing = Literal["waiting", "changed", "confirmed"]


@dataclass(frozen=True)
class Saved:
    """One stored part: whether it came from the version before, and whether somebody has saved it in this one."""

    page: str
    row: str
    parent_row: str
    carried: bool
    touched: bool


@dataclass(frozen=True)
class Carried:
    """What is confirmed at once: a page asked once, a list on one screen, or a row of a list with all that is in it."""

    page_id: str
    row: str
    standing: Standing

    @property
    def waits(self) -> bool:
        """Whether nobody has said anything of it yet."""
        return self.standing == "waiting"


def row_by_row(form: Form, page_id: str) -> bool:
    """Whether a list is confirmed a row at a time: its rows have pages of their own."""
    return form.pages[page_id].rows is not None and bool(form.pages_of(page_id))


def carried(
    form: Form, tree: Row, saved: Iterable[Saved], confirmed: Collection[tuple[str, str]]
) -> tuple[Carried, ...]:
    """Everything that was answered last time and is asked now, in the form's order; `tree` is `visible`."""
    by_place = _by_place(form, tuple(saved))
    found = []
    for place in _places(form, tree):
        parts = by_place.get(place, ())
        if any(part.carried for part in parts):
            touched = any(part.touched for part in parts)
            standing: Standing = "confirmed" if place in confirmed else ("changed" if touched else "waiting")
            found.append(Carried(*place, standing))
    return tuple(found)


def _places(form: Form, tree: Row) -> Iterator[tuple[str, str]]:
    for page_id in form.pages_of(None):
        page = form.pages[page_id]
        if not holds(page.shown_if, (tree,)):
            continue
        if row_by_row(form, page_id):
            yield from ((page_id, row["id"]) for row in tree.get(page_id, ()))
        elif _has_answers(form, page_id, tree):
            yield page_id, ""


def _has_answers(form: Form, page_id: str, tree: Row) -> bool:
    """Whether somebody answered here: what is computed or comes from the process is nobody's to confirm."""
    page = form.pages[page_id]
    typed = [name for name, one in page.questions.items() if one.kind not in SILENT and one.source == "form"]
    rows = tree.get(page_id, ()) if page.rows is not None else (tree,)
    return any(is_answered(row.get(name)) or is_unknown(row.get(name)) for row in rows for name in typed)


def _by_place(form: Form, saved: Collection[Saved]) -> Mapping[tuple[str, str], list[Saved]]:
    parents = {part.row: part.parent_row for part in saved if part.parent_row}
    found: dict[tuple[str, str], list[Saved]] = {}
    for part in saved:
        if part.page in form.pages:
            found.setdefault(_place(form, part, parents), []).append(part)
    return found


def _place(form: Form, part: Saved, parents: Mapping[str, str]) -> tuple[str, str]:
    """Where a part is confirmed: with the outermost row that it stands in."""
    outermost = next(iter(form.scope_of(part.page)), part.page)
    if not row_by_row(form, outermost):
        return outermost, ""
    row, seen = part.row, set[str]()
    while row in parents and row not in seen:
        seen.add(row)
        row = parents[row]
    return outermost, row

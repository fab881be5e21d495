"""A step's answers to read: page by page and row by row, as frozen or as they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from continuity.definitions.forms import Question
from continuity.rules.answers import Row, walk
from continuity.services.answers import snapshots
from continuity.services.registers.register import name_of_row
from continuity.services.steps.desk import Desk


@dataclass(frozen=True)
class Item:
    """One question and its answer as a snapshot keeps it (references as {"id", "name"})."""

    question_id: str
    question: Question
    value: Any
    chain: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    """One page asked once; `trail` names the rows it stands in, outermost first."""

    page_id: str
    row: str
    title: str
    trail: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def anchor(self) -> str:
        """An id for links to this section."""
        return f"{self.page_id}-{self.row}" if self.row else self.page_id


def sections(desk: Desk) -> tuple[Section, ...]:
    """Every page that is asked, with its answers."""
    found: dict[tuple[str, str], list[Item]] = {}
    chains: dict[tuple[str, str], tuple[Row, ...]] = {}
    for asked in walk(desk.form, _tree(desk)):
        place = (asked.page_id, asked.row)
        chains[place] = asked.chain
        found.setdefault(place, []).append(Item(asked.question_id, asked.question, asked.value, asked.chain))
    return tuple(_section(desk, *place, chains[place], items) for place, items in found.items())


def _section(desk: Desk, page_id: str, row: str, chain: tuple[Row, ...], items: list[Item]) -> Section:
    title = desk.form.pages[page_id].title.in_(desk.by.language)
    return Section(page_id, row, title, tuple(_trail(desk, page_id, chain)), tuple(items))


def _tree(desk: Desk) -> Row:
    """What was frozen, when something is; else (and while the deciding body's change is entered) what stands now."""
    snapshot = None if desk.revision.amended_pages else snapshots.of_revision(desk)
    return snapshots.answers_of(snapshot) if snapshot is not None else snapshots.answers_now(desk)


def _trail(desk: Desk, page_id: str, chain: tuple[Row, ...]) -> Iterator[str]:
    scope = list(desk.form.scope_of(page_id))
    if desk.form.pages[page_id].rows is not None:
        scope.append(page_id)
    for list_page, row in zip(scope, chain[1:], strict=False):
        yield _row_name(desk, list_page, row) or desk.form.pages[list_page].title.in_(desk.by.language)


def _row_name(desk: Desk, list_page: str, row: Row) -> str:
    """A named reference carries its own name; the register is asked for the rest."""
    rows = desk.form.pages[list_page].rows
    value = row.get(rows.named_by) if rows and rows.named_by else None
    if isinstance(value, dict) and "name" in value:
        return str(value["name"])
    return name_of_row(desk, list_page, row)

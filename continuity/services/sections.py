"""A step's answers to read: page by page and row by row, in words, as far as the reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from continuity.definitions.forms import Question
from continuity.rules import permissions
from continuity.rules.answers import Asked, Row, is_unknown, walk
from continuity.services import snapshots
from continuity.services.desk import Desk
from continuity.services.presentation import Presenter
from continuity.services.register import name_of_row


@dataclass(frozen=True)
class Item:
    """One question and its answer as words, number, date, list or matrix; None is not answered."""

    question_id: str
    question: Question
    label: str
    value: Any
    unknown: bool


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
    """Every page that is asked, with its answers; restricted ones are left out for those who may not see them."""
    tree = _tree(desk)
    edition = "full" if permissions.may("see_restricted", desk.roles) else "open"
    presenter = Presenter(desk.form, desk.settings, desk.by.language, edition)
    found: dict[tuple[str, str], tuple[tuple[Row, ...], list[Item]]] = {}
    for asked in walk(desk.form, tree):
        items = found.setdefault((asked.page_id, asked.row), (asked.chain, []))[1]
        items.append(_item(asked, presenter, desk.by.language))
    return tuple(
        Section(
            page_id,
            row,
            desk.form.pages[page_id].title.in_(desk.by.language),
            _trail(desk, page_id, chain),
            tuple(items),
        )
        for (page_id, row), (chain, items) in found.items()
    )


def _tree(desk: Desk) -> Row:
    """What was frozen, when something is; else the answers as they stand."""
    snapshot = snapshots.of_revision(desk)
    return snapshots.answers_of(snapshot) if snapshot is not None else snapshots.named(desk, desk.tree())


def _item(asked: Asked, presenter: Presenter, language: str) -> Item:
    return Item(
        asked.question_id,
        asked.question,
        asked.question.label.in_(language),
        presenter.value(asked.question, asked.value),
        is_unknown(asked.value),
    )


def _trail(desk: Desk, page_id: str, chain: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple(_names(desk, page_id, chain))


def _names(desk: Desk, page_id: str, chain: tuple[Row, ...]) -> Iterator[str]:
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

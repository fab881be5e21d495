"""A list answered on one screen: a group of questions for each row, saved row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import request

from continuity.models import Comment
from continuity.rules.answers import Row
from continuity.services.answers import answering
from continuity.services.registers import register
from continuity.web.fields import AnswerField
from continuity.web.formbuilder import PageForm, RowForm, build, stored
from continuity.web.guided.items import Item, items_of, open_comments
from continuity.web.guided.screens import Screen

PER_SCREEN = 25  # rows on one screen; more are paged


@dataclass
class TableForm:
    """All rows of one screen as one form: for the error summary and the buttons."""

    forms: Mapping[str, PageForm]
    rows: Sequence["TableRow"]
    page: int
    pages: int
    total: int
    form_errors: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[AnswerField]:
        """Every field of every row."""
        for form in self.forms.values():
            yield from form.answers

    @property
    def errors(self) -> dict[str, Any]:
        """The errors of all rows, by the fields' names."""
        return {one.name: one.errors for one in self if one.errors}


@dataclass
class TableRow:
    """One row: its name, number and questions; `opens` is the first page asked in it, "" for none."""

    id: str
    number: int
    name: str
    form: PageForm
    opens: str
    screen: Screen
    comments: tuple[Comment, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The row's questions that are typed, or shown among them."""
        return tuple(item for item in self._items if item.question.fact is None)

    @property
    def facts(self) -> tuple[Item, ...]:
        """What the registers tell of the row, but for its name."""
        named_by = self.screen.page.rows.named_by if self.screen.page.rows else None
        name = self.screen.page.questions.get(named_by or "")
        return tuple(item for item in self._items if item.question.fact is not None and item.question is not name)

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return items_of(self.screen, self.form, self.comments)


def page_number() -> int:
    """Which part of a long list is asked for, from 1."""
    text = request.args.get("nr", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def part_of(rows: Sequence[Row]) -> tuple[Sequence[Row], int, int]:
    """The rows of the part asked for, its number and how many parts there are."""
    pages = max(1, -(-len(rows) // PER_SCREEN))
    number = min(page_number(), pages)
    return rows[(number - 1) * PER_SCREEN : number * PER_SCREEN], number, pages


def table_of(screen: Screen) -> TableForm:
    """The screen's rows as forms, with what was posted."""
    from continuity.web.guided.lists import rows_of  # noqa: PLC0415  (lists shows tables too)

    everything = rows_of(screen)
    rows, number, pages = part_of(everything)
    first = (number - 1) * PER_SCREEN + 1
    comments = open_comments(screen.desk)
    made = [_row(screen, row, place, comments) for place, row in enumerate(rows, first)]
    return TableForm({row.id: row.form for row in made}, made, number, pages, len(everything))


def _row(screen: Screen, row: Row, number: int, comments: tuple[Comment, ...]) -> TableRow:
    around = screen.in_row(row)
    saved = answering.part(screen.desk, screen.place.page_id, row["id"])
    data = {
        **stored(answering.shown_values(screen.desk, screen.page, saved)),
        "version": str(saved.version if saved else 0),
    }
    form = build(screen.page, around.setting(), RowForm)(prefix=f"{row['id']}-", data=data)
    name = register.name_of_row(screen.desk, screen.place.page_id, row)
    return TableRow(row["id"], number, name, form, around.first_page(), around, comments)

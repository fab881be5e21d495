"""A whole step's answers in order, as the check page and the locked page show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from continuity.definitions.forms import Form, Question
from continuity.errors import Reason
from continuity.rules.answers import Row, holds
from continuity.rules.findings import Finding
from continuity.rules.places import chain_to
from continuity.services.registers import register
from continuity.services.steps.desk import Desk
from continuity.web.formbuilder import PREFIX, is_typed
from continuity.web.guided.screens import anchor_of, page_url
from continuity.web.guided.showing import Shown, shown
from continuity.web.guided.tables import PER_SCREEN


@dataclass(frozen=True)
class Line:
    """One question with its answer; `href` leads to it, "" where it cannot be changed here."""

    label: str
    term: str
    shown: Shown
    href: str
    required: bool
    restricted: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Section:
    """One page: its lines, or for a list its rows, each a section with sections of its own."""

    anchor: str
    title: str
    depth: int
    href: str
    lines: tuple[Line, ...] = ()
    rows: tuple["Section", ...] = ()
    inside: tuple["Section", ...] = ()
    is_list: bool = False


class Summary:
    """Puts answers into sections; `tree` is the answers that count, references as ids or as {"id", "name"}."""

    def __init__(self, desk: Desk, tree: Row, language: str, *, change: str | None = None) -> None:
        """`change` is what links carry as the place to come back to; None leaves links out."""
        self.desk, self.tree, self.language, self.change = desk, tree, language, change
        self.form: Form = desk.form
        self.found: dict[tuple[str, str, str], list[Finding]] = {}

    def sections(self, found: Sequence[Finding] = ()) -> tuple[Section, ...]:
        """All pages that are asked, in order."""
        self._take(found)
        return tuple(self._scope(None, (self.tree,), "", 2))

    def one(self, page_id: str, row: str, found: Sequence[Finding] = ()) -> Section | None:
        """One page asked once, or one row of such a list with everything in it."""
        self._take(found)
        if not row:
            return next(self._page(page_id, (self.tree,), "", 2), None)
        rows = self._rows(page_id, (self.tree,))
        return next((self._row(page_id, one, n, (self.tree,), "", 2) for n, one in rows if one["id"] == row), None)

    def _take(self, found: Sequence[Finding]) -> None:
        for finding in found:
            self.found.setdefault((finding.page, finding.row, finding.question), []).append(finding)

    def _scope(self, scope: str | None, chain: tuple[Row, ...], row: str, depth: int) -> Iterator[Section]:
        for page_id in self.form.pages_of(scope):
            if holds(self.form.pages[page_id].shown_if, chain):
                yield from self._page(page_id, chain, row, depth)

    def _page(self, page_id: str, chain: tuple[Row, ...], row: str, depth: int) -> Iterator[Section]:
        page, href = self.form.pages[page_id], self._href(page_id, row)
        title = page.title.in_(self.language)
        if page.rows is None:
            lines = tuple(self._lines(page_id, page.questions, chain, row, row))
            if lines:
                yield Section(anchor_of(page_id, row), title, depth, href, lines)
            return
        rows = tuple(self._row(page_id, below, n, chain, row, depth + 1) for n, below in self._rows(page_id, chain))
        yield Section(anchor_of(page_id, row), title, depth, href, rows=rows, is_list=True)

    def _rows(self, page_id: str, chain: tuple[Row, ...]) -> Iterator[tuple[int, Row]]:
        yield from enumerate(chain[-1].get(page_id, ()), 1)

    def _row(self, list_id: str, row: Row, number: int, chain: tuple[Row, ...], around: str, depth: int) -> Section:
        inner = (*chain, row)
        name = register.name_of_row(self.desk, list_id, row)
        return Section(
            anchor=anchor_of(list_id, row["id"]),
            title=f"{number}. {name}" if name else _("Rad %(n)s", n=number),
            depth=depth,
            href="",
            lines=tuple(self._lines(list_id, self.form.pages[list_id].questions, inner, row["id"], around, number)),
            inside=tuple(self._scope(list_id, inner, row["id"], depth + 1)),
        )

    def _lines(
        self,
        page_id: str,
        questions: Mapping[str, Question],
        chain: tuple[Row, ...],
        row: str,
        around: str,
        number: int = 0,
    ) -> Iterator[Line]:
        for question_id, question in questions.items():
            if question.kind == "note" or not holds(question.shown_if, chain):
                continue
            found = self.found.get((page_id, row, question_id), ())
            field = f"{row}-{PREFIX}{question_id}" if number else PREFIX + question_id
            typed = is_typed(question)
            yield Line(
                label=question.label.in_(self.language),
                term=question.term.in_(self.language) if question.term else "",
                shown=self._shown(question, chain[-1].get(question_id), chain),
                href=self._href(page_id, around, field, number) if typed else "",
                required=question.required and typed,
                restricted=self.form.sensitivity_of(question) == "restricted",
                reasons=tuple(finding.reason for finding in found if finding.kind in ("block", "warn")),
            )

    def _shown(self, question: Question, value: Any, chain: tuple[Row, ...]) -> Shown:
        return shown(self.desk, question, value, chain, language=self.language)

    def _href(self, page_id: str, row: str, anchor: str | None = None, number: int = 0) -> str:
        if self.change is None:
            return ""
        return page_url(self.desk.step.id, page_id, row, retur=self.change or None, _anchor=anchor, nr=_part(number))


def _part(number: int) -> int | None:
    """Which part of a long list on one screen a row stands in, None for the first."""
    return (number - 1) // PER_SCREEN + 1 if number > PER_SCREEN else None


@dataclass(frozen=True)
class Matter:
    """One thing found, with where it is: a link, the question's words, and the row that it is about."""

    finding: Finding
    label: str
    where: str
    href: str
    motive: str = ""


def matters(desk: Desk, tree: Row, found: Sequence[Finding], language: str, *, change: str = "") -> tuple[Matter, ...]:
    """Findings as lines with links; `change` is the place to come back to."""
    return tuple(_matter(desk, tree, finding, language, change) for finding in found)


def _to_confirm(desk: Desk, tree: Row, finding: Finding, language: str) -> Matter:
    """A page or row with last time's answers, where it is confirmed."""
    row = next((one for one in tree.get(finding.page, ()) if one["id"] == finding.row), None) if finding.row else None
    name = register.name_of_row(desk, finding.page, row) if row is not None else ""
    title = desk.form.pages[finding.page].title.in_(language)
    href = url_for("guided.confirm", step_id=desk.step.id, page_id=finding.page, row=finding.row or None)
    return Matter(finding, name or title, title if name else "", href)


def _matter(desk: Desk, tree: Row, finding: Finding, language: str, change: str) -> Matter:
    form, page = desk.form, desk.form.pages[finding.page]
    question = page.questions.get(finding.question)
    own_row = page.rows is not None and question is not None
    if finding.kind == "unconfirmed":
        return _to_confirm(desk, tree, finding, language)
    list_id = finding.page if own_row else page.of
    chain = chain_to(form, tree, list_id, finding.row) if list_id and finding.row else None
    title = page.title.in_(language)
    row, number = finding.row, 0
    if chain is not None and list_id is not None:
        name = register.name_of_row(desk, list_id, chain[-1])
        title = f"{title}: {name}" if name else title
        if own_row:
            row = str(chain[-2].get("id", ""))
            number = [one["id"] for one in chain[-2][list_id]].index(finding.row) + 1
    anchor = (f"{finding.row}-" if own_row else "") + PREFIX + finding.question if question else None
    return Matter(
        finding=finding,
        label=question.label.in_(language) if question else page.title.in_(language),
        where=title,
        href=page_url(desk.step.id, finding.page, row, retur=change or None, _anchor=anchor, nr=_part(number)),
        motive=str(desk.revision.warnings.get(finding.key, "")),
    )

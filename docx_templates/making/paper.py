"""Paper to write a template on: headings, texts, answers and tables, in one language."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from continuity.definitions.vocabulary import Language
from making.paths import ALWAYS, SOMETIMES, Answers
from making.styles import TABLE, style_document

NO_ROWS = ("Inga uppgifter.", "No information.")
DENSE = 5  # columns from which a table is set smaller, so that long Swedish words fit
_OPTIONAL = re.compile(r'\{\{ ([\w.]+)((?: \|[^{}]*)?) \| default\("–"\) \}\}')


@dataclass(frozen=True)
class Column:
    """A table column: its header, its width in cm, and the text with tags in each row's cell."""

    sv: str
    en: str
    width: float
    text: str


class Paper:
    """A new A4 document in one language; what a variant does not ask for is left out as it is written."""

    def __init__(self, language: Language, title: str, answers: Answers) -> None:
        self.language = language
        self.answers = answers
        self.docx: Docx = Document()
        style_document(self.docx, language, title)
        self.chapters: list[Paragraph] = []
        self._after_table = False
        self._before: Paragraph | None = None
        self._last_fact: Paragraph | None = None

    def say(self, sv: str, en: str) -> str:
        """The text in the document's language."""
        return sv if self.language == "sv" else en

    def heading(self, level: int, sv: str, en: str, *, new_page: bool = False) -> Paragraph:
        """A real heading; `new_page` starts a page without an empty paragraph."""
        self._after_table, self._before, self._last_fact = False, None, None
        self.answers.has(self.say(sv, en))
        paragraph = self.docx.add_heading(self.say(sv, en), level)
        paragraph.paragraph_format.page_break_before = True if new_page else None
        if level == 1:
            self.chapters.append(paragraph)
        return paragraph

    def text(self, sv: str, en: str, style: str | None = None) -> Paragraph | None:
        """A paragraph; its tags may name answers, and it is left out if the form lacks one of them."""
        words = self.say(sv, en)
        if not self.answers.has(words):
            return None
        paragraph = self.docx.add_paragraph(words, style)
        if self._after_table:
            paragraph.paragraph_format.space_before = Pt(8)
        self._after_table, self._before, self._last_fact = False, paragraph, None
        return paragraph

    def _apart(self, sv: str, en: str) -> None:
        """A caption between two tables: Word would join tables that nothing parts."""
        if self._after_table:
            self.text(sv, en, "Etikett")

    def tag(self, code: str) -> None:
        """A tag in a paragraph of its own, which leaves no trace in the document."""
        self.docx.add_paragraph(f"{{% {code} %}}")

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """What is written inside is shown only if the condition holds."""
        below = self._after_table
        self.tag(f"if {condition}")
        yield
        self.tag("endif")
        self._after_table = self._after_table or below  # it may be left out, and then the table stands right above

    @contextmanager
    def when_answered(self, expression: str) -> Iterator[None]:
        """What is written inside is shown only if there is an answer; a form without the question shows nothing."""
        if self.answers.has(expression):
            with self.when(expression):
                yield
        else:
            yield

    def _worth(self, expression: str) -> str:
        """The condition to show something: an answer, or a draft, which shows what is missing of what is always asked."""
        if self.answers.worth(expression) == SOMETIMES:
            return f"{expression} is answered"
        return f'{expression} is answered or document.status == "{self.say("UTKAST", "DRAFT")}"'

    def _quiet(self, words: str) -> str:
        """A cell's text in which an answer that may be lacking says so in a draft too: nobody has left it out."""

        def tag(found: re.Match[str]) -> str:
            if self.answers.worth(found[1]) == ALWAYS:
                return found[0]
            return f"{{% if {found[1]} is answered %}}{{{{ {found[1]}{found[2]} }}}}{{% else %}}–{{% endif %}}"

        return _OPTIONAL.sub(tag, words)

    def nothing(self, expression: str, sv: str, en: str) -> None:
        """Words of one's own where a list has no rows: a heading must not stand over nothing."""
        if self.answers.has(expression):
            with self.when(f"not {expression}"):
                self.text(sv, en)

    @contextmanager
    def each(self, name: str, expression: str, suffix: str = "") -> Iterator[None]:
        """What is written inside is repeated for each row of a list; `suffix` sorts or chooses rows."""
        below = self._after_table
        self.tag(f"for {name} in {expression}{suffix}")
        if self.answers.path(expression):
            self.answers.has(expression)
            self.answers.enter(name, expression)
        yield
        if self.answers.path(expression):
            self.answers.leave(name)
        self.tag("endfor")
        self._after_table = self._after_table or below

    def answer(self, expression: str, sv: str, en: str) -> None:
        """A label and below it an answer, in as many paragraphs as it needs; nothing where there is no answer."""
        if self.answers.has(expression):
            if self._last_fact is not None and self.answers.worth(expression) == ALWAYS:
                self._last_fact.paragraph_format.keep_with_next = True  # what the table is about goes on here
            with self.when(self._worth(expression)):
                self.text(sv, en, "Etikett")
                self._before = self.docx.add_paragraph(f"{{{{ {expression} }}}}")

    def facts(self, sv: str, en: str, rows: Sequence[tuple[str, str, str]]) -> None:
        """A table of short answers: what, and the text with tags that says it.

        A text that begins with an answer and `default("–")` is a row that is left out when there is no answer.
        """
        kept = [(self.say(*row[:2]), row[2]) for row in rows if self.answers.has(row[2])]
        if not kept:
            return
        self._apart(sv, en)
        table = self._table([self.say("Uppgift", "Item"), self.say("Innehåll", "Content")], [5.5, 10.5], sv, en)
        for number, (label, words) in enumerate(kept, start=1):
            cells = self._row(table, [5.5, 10.5])
            found = _OPTIONAL.match(words)
            if found:
                cells[0].paragraphs[0].add_run(f"{{%tr if {self._worth(found.group(1))} %}}")
            cells[0].paragraphs[0].add_run(label).bold = True
            cells[0].paragraphs[0].paragraph_format.keep_with_next = number < len(kept)
            cells[1].paragraphs[0].add_run(f"{words}{{%tr endif %}}" if found else words)
        self._after_table, self._last_fact = True, cells[0].paragraphs[0]

    def rows(
        self,
        sv: str,
        en: str,
        name: str,
        expression: str,
        columns: Sequence[Column],
        *,
        suffix: str = "",
        small: bool = False,
        together: bool = False,
        empty: tuple[str, str] = NO_ROWS,
    ) -> None:
        """A table with a row for each row of a list, or the words of `empty` when there is none.

        `suffix` sorts or chooses rows, by filters and then a condition; `together` keeps a short table on one page. A list or a column that the form
        lacks is left out.
        """
        if not self.answers.has(expression):
            return
        listed = bool(self.answers.path(expression))
        if listed:
            self.answers.enter(name, expression)
        kept = _as_wide([column for column in columns if self.answers.has(column.text)], columns)
        kept = [replace(column, text=self._quiet(column.text)) for column in kept]
        if listed:
            self.answers.leave(name)
        self._apart(sv, en)
        self.tag(f"if {expression}{suffix.partition(' if ')[0]}")
        row = self._repeated(sv, en, f"for {name} in {expression}{suffix}", kept, small)
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = together or None
        self.tag("else")
        self.text(*empty)
        self.tag("endif")
        self._after_table = True

    def labelled(
        self,
        sv: str,
        en: str,
        name: str,
        expression: str,
        columns: Sequence[Column],
        *,
        suffix: str = "",
        together: bool = False,
        empty: tuple[str, str] = NO_ROWS,
    ) -> None:
        """A table as `rows` makes it, or its words where it has none, below a label that says what it is."""
        self.text(sv, en, "Etikett")
        self.rows(sv, en, name, expression, columns, suffix=suffix, together=together, empty=empty)

    def listed(self, sv: str, en: str, name: str, expression: str, columns: Sequence[Column]) -> None:
        """A label and a table below it; both are left out where the list has no rows, but for a draft."""
        if self.answers.has(expression):
            with self.when(self._worth(expression)):
                self.labelled(sv, en, name, expression, columns)

    def _repeated(self, sv: str, en: str, loop: str, columns: Sequence[Column], small: bool) -> _Row:
        widths = [column.width for column in columns]
        table = self._table([self.say(column.sv, column.en) for column in columns], widths, sv, en, small=small)
        texts = [column.text for column in columns]
        texts[0] = f"{{% {loop} %}}{texts[0]}"
        texts[-1] = f"{texts[-1]}{{% endfor %}}"
        return self.row(table, widths, texts, small=small)

    def table(self, headers: Sequence[str], widths: Sequence[float], sv: str, en: str, *, small: bool = False) -> Table:
        """An empty table with a repeated header row and a description for those who cannot see it."""
        self._apart(sv, en)
        table = self._table(headers, widths, sv, en, small=small)
        self._after_table = True
        return table

    def row(self, table: Table, widths: Sequence[float], texts: Sequence[str], *, small: bool = False) -> _Row:
        """A row of texts, kept together on one page."""
        cells = self._row(table, widths)
        for cell, words in zip(cells, texts, strict=True):
            cell.paragraphs[0].add_run(words)
            cell.paragraphs[0].style = _style(len(widths), small)
        return table.rows[-1]

    def _table(
        self, headers: Sequence[str], widths: Sequence[float], sv: str, en: str, *, small: bool = False
    ) -> Table:
        if self._before is not None:
            self._before.paragraph_format.keep_with_next = True  # what introduces a table stands with it
            self._before = None
        table = self.docx.add_table(1, len(headers), style=TABLE)
        table.autofit = False
        for cell, header, width in zip(table.rows[0].cells, headers, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(header)
            cell.paragraphs[0].style = _style(len(headers), small)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        _repeat(table.rows[0])
        _keep_together(table.rows[0])
        _describe(table, self.say(sv, en))
        return table

    def _row(self, table: Table, widths: Sequence[float]) -> list:  # type: ignore[type-arg]
        row = table.add_row()
        _keep_together(row)
        cells = list(row.cells)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].style = "Tabell"
        return cells


def _style(columns: int, small: bool) -> str:
    return "Tabell liten" if small else "Tabell tät" if columns >= DENSE else "Tabell"


def _as_wide(kept: list[Column], columns: Sequence[Column]) -> list[Column]:
    """The columns that are left, as wide together as all of them were."""
    left = sum(column.width for column in kept)
    whole = sum(column.width for column in columns)
    return [replace(column, width=column.width * whole / left) for column in kept]


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_together(row: _Row) -> None:
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _describe(table: Table, words: str) -> None:
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), words)
        table._tbl.tblPr.append(element)

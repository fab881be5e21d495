"""Answers and rows in plain text, from named answers alone: what a comparison puts in its two columns."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from continuity.definitions.forms import Form, Question
from continuity.definitions.organisation import Organisation
from continuity.documents import Omitted, Paragraphs
from continuity.rules import durations
from continuity.rules.answers import Row
from continuity.services.paper.presentation import Presenter

HOURS = frozenset({"tolerable_outage", "last_tolerable", "slack"})  # computed rules that give a duration


class Spoken:
    """Says what answers hold, in one language; the open edition leaves out what may be secret."""

    def __init__(self, form: Form, settings: Organisation, language: str, edition: str = "full") -> None:
        self.form, self.language = form, language
        self._presenter = Presenter(form, settings, language, edition)

    def answer(self, question: Question, value: Any) -> str:
        """One answer as text, a line for each category of a matrix; "" when there is none."""
        shown = self._presenter.value(question, value)
        if shown is None or shown == []:
            return ""
        if isinstance(shown, Omitted):
            return shown.words
        if isinstance(shown, Paragraphs):
            return str(value)
        if isinstance(shown, dict):
            return "\n".join(self._matrix(shown))
        if isinstance(shown, list):
            return ", ".join(str(one) for one in shown)
        return self._number(question, shown) if isinstance(shown, int | float) else _plain(shown)

    def _matrix(self, shown: dict[str, Any]) -> Iterator[str]:
        for row in shown["rows"]:
            yield f"{row['category']}: " + ", ".join(f"{c['time']} {c['level'] or '–'}" for c in row["cells"])
            if row["motive"]:
                yield f"{row['category']}: {row['motive']}"

    def _number(self, question: Question, value: float) -> str:
        language: durations.Language = "en" if self.language == "en" else "sv"
        if question.kind == "duration" or question.rule in HOURS:
            return ("−" if value < 0 else "") + durations.words(abs(value), language)
        unit = question.unit.in_(self.language) if question.unit else ""
        return f"{durations.number(value, language)} {unit}".strip()

    def row(self, list_id: str, row: Row) -> str:
        """What a row is called, "" before it has a name."""
        rows = self.form.pages[list_id].rows if list_id in self.form.pages else None
        if rows is None:
            return ""
        fixed = rows.fixed.get(str(row.get("id", "")))
        if fixed is not None:
            return fixed.in_(self.language)
        question = self.naming(list_id)
        return self.answer(question, row.get(rows.named_by or "")) if question is not None else ""

    def naming(self, list_id: str) -> Question | None:
        """The question whose answer is what a row of this list is called."""
        rows = self.form.pages[list_id].rows if list_id in self.form.pages else None
        for page_id, page, name, question in self.form.questions():
            if rows is not None and name == rows.named_by and list_id in (page_id, page.of):
                return question
        return None

    def trail(self, page_id: str, chain: Sequence[Row]) -> tuple[str, ...]:
        """The names of the rows that a page stands in, outermost first; a row without a name has its list's title."""
        if page_id not in self.form.pages:
            return ()
        scope = self.form.scope_of(page_id)
        lists = (*scope, page_id) if self.form.pages[page_id].rows is not None else scope
        return tuple(self.row(one, row) or self.title(one) for one, row in zip(lists, chain[1:], strict=False))

    def title(self, page_id: str) -> str:
        """A page's title; a page that the form no longer has is told by its name."""
        page = self.form.pages.get(page_id)
        return page.title.in_(self.language) if page else page_id


def _plain(shown: Any) -> str:
    return shown.isoformat() if isinstance(shown, date) else str(shown)

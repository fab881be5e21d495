"""What the registers tell a form: the rows of its told lists, and the answers that stand there without being typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from continuity.definitions.forms import Form, Page
from continuity.definitions.words import NOTHING
from continuity.rules.answers import Row


@dataclass(frozen=True)
class Told:
    """What is known now: fact -> value, and list of facts -> its rows, each with `id` and its fields by name."""

    answers: Mapping[str, Any]
    rows: Mapping[str, Sequence[Row]]


NOTHING_TOLD = Told(NOTHING, NOTHING)


def asked_for(form: Form) -> frozenset[str]:
    """The facts, and the lists of facts, that a form shows."""
    told = {page.rows.from_ for page in form.pages.values() if page.rows is not None and page.rows.is_told}
    facts = {question.fact for *_, question in form.questions()}
    return frozenset(one for one in told | facts if one is not None)


def fill(form: Form, tree: Row, told: Told) -> Row:
    """The same tree with everything told in it: a told list has the rows that are told, with what was typed in them."""
    whole = dict(tree)
    for page_id in form.pages_of(None):
        page = form.pages[page_id]
        if page.rows is None:
            whole |= _known(page, told.answers)
        elif page.rows.is_told:
            typed = {row["id"]: row for row in tree.get(page_id, ())}
            whole[page_id] = [
                {**typed.get(row["id"], {}), "id": row["id"], **_known(page, _named(page, row))}
                for row in told.rows.get(str(page.rows.from_), ())
            ]
    return whole


def _known(page: Page, facts: Mapping[str, Any]) -> Row:
    return {name: facts[fact] for name, fact in _facts(page) if facts.get(fact) is not None}


def _named(page: Page, row: Row) -> Mapping[str, Any]:
    """A told row's fields by their whole names."""
    around = page.rows.from_ if page.rows else None
    return {f"{around}[].{field}": value for field, value in row.items()}


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    return ((name, question.fact) for name, question in page.questions.items() if question.fact is not None)


def as_frozen(form: Form, tree: Row) -> Told:
    """What was told when these answers were frozen."""
    answers: dict[str, Any] = {}
    rows: dict[str, Sequence[Row]] = {}
    for page_id in form.pages_of(None):
        page = form.pages[page_id]
        if page.rows is None:
            answers |= {fact: tree.get(name) for name, fact in _facts(page)}
        elif page.rows.is_told:
            fields = [(name, fact.rpartition("[].")[2]) for name, fact in _facts(page)]
            rows[str(page.rows.from_)] = [
                {"id": row["id"], **{field: row.get(name) for name, field in fields}} for row in tree.get(page_id, ())
            ]
    return Told(answers, rows)

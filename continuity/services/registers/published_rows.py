"""The rows of a step that feed a register, and what its form says that their answers mean there."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from continuity.definitions.forms import Question
from continuity.definitions.places import scope_of_questions, visible_from
from continuity.definitions.vocabulary import REGISTER_FIELDS, Register
from continuity.rules.answers import Row, is_answered, is_special, lookup
from continuity.services.steps.desk import Desk


class Fed(NamedTuple):
    """One row of a list that feeds a register; `above` is the id of the row around it, `chain` ends with the row."""

    list_page: str
    row: Row
    above: str
    chain: tuple[Row, ...]


def lists(desk: Desk, register: Register) -> tuple[str, ...]:
    """The step's lists that feed this register."""
    return tuple(p for p, page in desk.form.pages.items() if page.rows is not None and register in page.rows.registers)


def rows(desk: Desk, register: Register) -> Iterator[Fed]:
    """Every row of the lists that feed this register, in order; a row's id is the same in every revision."""
    wanted = lists(desk, register)
    tree = desk.tree() if wanted else {}
    for page_id in wanted:
        yield from _in(page_id, (tree,), desk.form.scope_of(page_id))


def _in(page_id: str, chain: tuple[Row, ...], scope: tuple[str, ...]) -> Iterator[Fed]:
    if scope:
        for row in chain[-1].get(scope[0], ()):
            yield from _in(page_id, (*chain, row), scope[1:])
        return
    for row in chain[-1].get(page_id, ()):
        yield Fed(page_id, row, str(chain[-1].get("id", "")), (*chain, row))


def fields(desk: Desk, register: Register, fed: Fed) -> dict[str, tuple[Question, Any]]:
    """Field of the register -> (question, answer), in the row or outside it; what has no usable answer is left out."""
    page_rows = desk.form.pages[fed.list_page].rows
    named = page_rows.fields if page_rows else {}
    seen = visible_from(desk.form, scope_of_questions(desk.form, fed.list_page))
    found: dict[str, tuple[Question, Any]] = {}
    for field in REGISTER_FIELDS[register]:
        name = named.get(field, field)
        question, value = seen.get(name), lookup(name, fed.chain)
        if isinstance(question, Question) and is_answered(value) and not is_special(value):
            found[field] = (question, value)
    return found

"""Answers as a tree: what is asked of whom, what is hidden, and how far each page has come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from continuity.definitions.forms import Condition, Form, Page, Question
from continuity.definitions.vocabulary import SILENT

UNKNOWN: Mapping[str, bool] = {"unknown": True}  # "Vet ej ännu", a saved answer
SPECIAL = {"special": True}  # "Hanteras i särskild ordning": counts as answered, the content stands elsewhere

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """The stored values of one page and row; `row` is "" for a page asked once."""

    page: str
    row: str = ""
    parent_row: str = ""
    position: int = 0
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """One question as asked once: where it stands, its answer, and the rows around it (outermost first)."""

    page_id: str
    question_id: str
    question: Question
    row: str
    path: str
    value: Any
    chain: tuple[Row, ...]


def is_unknown(value: object) -> bool:
    """Whether the answer is "Vet ej ännu"."""
    return isinstance(value, Mapping) and value.get("unknown") is True


def is_special(value: object) -> bool:
    """Whether the answer stands elsewhere: "Hanteras i särskild ordning"."""
    return isinstance(value, Mapping) and value.get("special") is True


def is_answered(value: object) -> bool:
    """Whether there is an answer that can be used: not empty and not "Vet ej ännu"."""
    if value is None or is_unknown(value):
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping) and "levels" in value:
        return any(level is not None for times in value["levels"].values() for level in times.values())
    return value not in ([], (), {})


def build_tree(form: Form, parts: Iterable[Part]) -> Row:
    """The answers by question id, lists as rows with their `id`; hidden answers are still there (see `visible`)."""
    values = {(part.page, part.row): dict(part.values or {}) for part in parts if form.pages.get(part.page)}
    rows: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        page = form.pages.get(part.page)
        if page is not None and page.rows is not None and part.row:
            rows.setdefault((part.page, part.parent_row), []).append(part)
    return _node(form, None, "", values, rows)


def _node(
    form: Form,
    scope: str | None,
    row: str,
    values: Mapping[tuple[str, str], Mapping[str, Any]],
    rows: Mapping[tuple[str, str], list[Part]],
) -> Row:
    node: Row = {"id": row} if row else {}
    if scope is not None:
        node |= _known(form.pages[scope], values.get((scope, row), {}))
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        if page.rows is None:
            node |= _known(page, values.get((page_id, row), {}))
        else:
            below = sorted(rows.get((page_id, row), ()), key=lambda part: (part.position, part.row))
            node[page_id] = [_node(form, page_id, part.row, values, rows) for part in below]
    return node


def _known(page: Page, values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if name in page.questions and value is not None}


def lookup(name: str, chain: Iterable[Row]) -> Any:
    """The answer to `name` in the innermost row that has it, else further out, else None."""
    for node in reversed(tuple(chain)):
        if name in node:
            return node[name]
    return None


def holds(condition: Condition | None, chain: Iterable[Row]) -> bool:
    """Whether the condition is met; an unanswered question meets only `is_not`."""
    if condition is None:
        return True
    value = lookup(condition.question, chain)
    if not is_answered(value):
        return bool(condition.is_not) and not condition.is_ and condition.at_least is None
    given = value if isinstance(value, list) else [value]
    if condition.is_ and not any(item in condition.is_ for item in given):
        return False
    if any(item in condition.is_not for item in given):
        return False
    number = value if isinstance(value, int | float) else None
    return condition.at_least is None or (number is not None and number >= condition.at_least)


def suggested(page: Page, values: Row) -> Row:
    """What the page proposes where nothing is answered: the first suggestion of each question whose conditions hold."""
    return {
        name: found
        for name, question in page.questions.items()
        if values.get(name) is None and (found := _suggestion(question, values)) is not None
    }


def _suggestion(question: Question, values: Row) -> Any:
    fits = (one for one in question.suggest if all(holds(condition, (values,)) for condition in one.when))
    found = next(fits, None)
    return found.answer if found else None


def visible(form: Form, tree: Row) -> Row:
    """The tree without what its conditions hide; hidden answers stay stored but count nowhere."""
    return _visible(form, None, tree, ())


def _visible(form: Form, scope: str | None, node: Row, above: tuple[Row, ...]) -> Row:
    shown: Row = {"id": node["id"]} if "id" in node else {}
    chain = (*above, shown)
    if scope is not None:
        _show(form.pages[scope], node, shown, chain)
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        if not holds(page.shown_if, chain):
            continue
        if page.rows is None:
            _show(page, node, shown, chain)
        else:
            shown[page_id] = [_visible(form, page_id, row, chain) for row in node.get(page_id, ())]
    return shown


def _show(page: Page, node: Row, shown: Row, chain: tuple[Row, ...]) -> None:
    for question_id, question in page.questions.items():
        if question_id in node and holds(question.shown_if, chain):
            shown[question_id] = node[question_id]


def walk(form: Form, tree: Row) -> Iterator[Asked]:
    """Every question that is asked, given the answers, in the form's order; `tree` is `visible`."""
    yield from _walk(form, None, tree, (tree,), "")


def _walk(form: Form, scope: str | None, node: Row, chain: tuple[Row, ...], prefix: str) -> Iterator[Asked]:
    row = node.get("id", "")
    if scope is not None:
        yield from _asked(scope, form.pages[scope], node, chain, prefix, row)
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        if not holds(page.shown_if, chain):
            continue
        if page.rows is None:
            yield from _asked(page_id, page, node, chain, prefix, row)
        else:
            for below in node.get(page_id, ()):
                yield from _walk(form, page_id, below, (*chain, below), f"{prefix}{page_id}[{below['id']}].")


def _asked(page_id: str, page: Page, node: Row, chain: tuple[Row, ...], prefix: str, row: str) -> Iterator[Asked]:
    for question_id, question in page.questions.items():
        if question.kind != "note" and holds(question.shown_if, chain):
            yield Asked(page_id, question_id, question, row, prefix + question_id, node.get(question_id), chain)


@dataclass(frozen=True)
class Listed:
    """One list as it stands once: its page, the row around it ("" at the top) and its rows."""

    page_id: str
    page: Page
    row: str
    rows: tuple[Row, ...]
    chain: tuple[Row, ...]


def lists(form: Form, tree: Row) -> Iterator[Listed]:
    """Every list that is asked for, also inside rows; `tree` is `visible`."""
    yield from _lists(form, None, tree, (tree,))


def _lists(form: Form, scope: str | None, node: Row, chain: tuple[Row, ...]) -> Iterator[Listed]:
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        if page.rows is None or not holds(page.shown_if, chain):
            continue
        rows = tuple(node.get(page_id, ()))
        yield Listed(page_id, page, node.get("id", ""), rows, chain)
        for row in rows:
            yield from _lists(form, page_id, row, (*chain, row))


def must_be_answered(asked: Asked) -> bool:
    """Whether an answer is required of a person: not filled by the process, computed, or optional."""
    question = asked.question
    return question.required and question.kind not in SILENT and question.source == "form"


def find_row(tree: Row, row_id: str) -> Row | None:
    """The row with this id, wherever it stands."""
    for value in tree.values():
        if isinstance(value, list):
            for row in value:
                if isinstance(row, dict):
                    if row.get("id") == row_id:
                        return row
                    if (found := find_row(row, row_id)) is not None:
                        return found
    return None


def row_name(page: Page, row: Row) -> str:
    """What a row is called: the answer that names it, or "" before it has one."""
    fixed = page.rows.fixed.get(str(row.get("id", ""))) if page.rows else None
    if fixed is not None:
        return fixed.in_("sv")
    named_by = page.rows.named_by if page.rows else None
    value = row.get(named_by) if named_by else None
    return value if isinstance(value, str) else ""

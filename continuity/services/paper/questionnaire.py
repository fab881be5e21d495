"""A step's questions as sections to print: each page once, or once for each row of its list."""

from collections.abc import Iterator, Mapping
from typing import Any

from continuity.definitions.forms import Form, Question
from continuity.rules import durations

Node = Mapping[str, Any]


def sections(form: Form, answers: Node, language: str) -> list[dict[str, Any]]:
    """Each: `title` and `intro` of the page, its row's `name` or None, whether it is the page's `first`, `rows`.

    `answers` are for people, as `Presenter.answers` gives them; {} prints every page once, without answers.
    """
    found = []
    for page_id, page in form.pages.items():
        questions = {name: q for name, q in page.questions.items() if q.kind != "note"}
        for number, (names, node) in enumerate(_places(form, page_id, answers, language) if questions else ()):
            found.append(
                {
                    "title": page.title.in_(language),
                    "intro": page.intro.in_(language) if page.intro else None,
                    "name": ", ".join(names) or None,
                    "first": number == 0,
                    "rows": [_row(q, node.get(name), language) for name, q in questions.items()],
                }
            )
    return found


def _row(question: Question, answer: Any, language: str) -> dict[str, Any]:
    return {
        "label": question.label.in_(language),
        "hint": question.hint.in_(language) if question.hint else None,
        "unit": question.unit.in_(language) if question.unit else None,
        "answer": _in_a_cell(question, answer, language),
    }


def _places(form: Form, page_id: str, answers: Node, language: str) -> list[tuple[tuple[str, ...], Node]]:
    """Where a page is asked: once, or once for each row of the lists it stands in, with the rows' names."""
    own = (page_id,) if form.pages[page_id].rows is not None else ()
    places: list[tuple[tuple[str, ...], Node]] = [((), answers)]
    for list_id in (*form.scope_of(page_id), *own):
        places = [
            ((*names, *name), row) for names, node in places for name, row in _rows(form, list_id, node, language)
        ]
    return places


def _rows(form: Form, list_id: str, node: Node, language: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The rows of a list with their names; without rows, those that are fixed or one without a name."""
    rows = form.pages[list_id].rows
    assert rows is not None
    given = node.get(list_id) or [{"row_name": fixed.in_(language)} for fixed in rows.fixed.values()]
    for number, row in enumerate(given, start=1):
        yield (str(row.get("row_name") or (rows.named_by and row.get(rows.named_by)) or number),), row
    if not given:
        yield (), {}


def _in_a_cell(question: Question, value: Any, language: str) -> Any:
    """Lists, matrices and durations as texts; all else as it is."""
    if isinstance(value, dict):
        return "\n".join(
            f"{row['category']}: " + ", ".join(f"{c['time']}: {c['level'] or '–'}" for c in row["cells"])
            for row in value.get("rows", ())
        )
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if question.kind == "duration" and isinstance(value, int | float):
        return durations.short(value, "en" if language == "en" else "sv")
    return value

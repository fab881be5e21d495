"""The demo's answers as somebody types them into the pages: one row of each list; the rest is loaded."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from continuity.definitions.forms import Form, Question, Rows
from continuity.models import Resource
from continuity.services import demo
from continuity.services.steps.desk import Desk

Act = Mapping[str, Any]
HERE = Path(__file__).parent / "cycle_answers"


def answers_of(act: Act) -> dict[str, Any]:
    """The script's answers, and a row for each list that it leaves empty."""
    tree: dict[str, Any] = {}
    for name in act["answers"]:
        tree |= demo.script(name)
    extra = HERE / f"{act['step']}.toml"
    return tree | (tomllib.loads(extra.read_text(encoding="utf-8")) if extra.exists() else {})


def is_there(rules: Rows) -> bool:
    """Whether a list has its rows before anybody types."""
    return bool(rules.is_closed or rules.from_ or rules.begins_with)


def by_hand(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The row of a list that is typed: the first of those with most lists in them."""
    return max(
        rows,
        key=lambda row: sum(
            1 for value in row.values() if isinstance(value, list) and value and isinstance(value[0], Mapping)
        ),
    )


def typed_rows(form: Form, tree: Mapping[str, Any], scope: str | None = None) -> Iterator[tuple[str, str, str]]:
    """(list, the key of the row around it, the key of its first row) for every list that a hand has begun."""
    for page_id in form.pages_of(scope):
        rules, rows = form.pages[page_id].rows, tree.get(page_id, ())
        if rules is not None and not is_there(rules) and rows:
            row = by_hand(rows)
            yield page_id, str(tree.get("key", "")), row["key"]
            yield from typed_rows(form, row, page_id)


@dataclass
class Book:
    """The script's answers as somebody types them; a list has one row alone, unless its rows are given."""

    stage: demo.Stage
    desk: Desk

    def of(self, tree: Mapping[str, Any], scope: str | None = None) -> dict[str, Any]:
        """By question and list id; what only rows not yet made could answer is left to be loaded."""
        form = self.desk.form
        typed = self._page(form.pages[scope].questions, tree) if scope is not None else {}
        for page_id in form.pages_of(scope):
            rules = form.pages[page_id].rows
            if rules is None:
                typed |= self._page(form.pages[page_id].questions, tree)
            else:
                typed[page_id] = [self.of(row, page_id) for row in self._given(page_id, tree.get(page_id, ()))]
        return typed

    def _given(self, page_id: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """The rows to type: one, or all those that are there already, in their order."""
        rules = self.desk.form.pages[page_id].rows
        if rules is not None and rules.begins_with:
            about = rules.fields.get("resource", "resource")
            there = [self._name_of(row.get(about)) for row in self.desk.tree().get(page_id, ())]
            return [next((row for row in rows if row.get(about) == name), {}) for name in there]
        return rows if rules is None or is_there(rules) or not rows else [by_hand(rows)]

    def _name_of(self, resource: Any) -> str | None:
        return self.desk.session.scalar(select(Resource.name).where(Resource.id == resource))

    def _page(self, questions: Mapping[str, Question], tree: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: self._typed(one, tree[name]) for name, one in questions.items() if name in tree}
        return {name: value for name, value in found.items() if value not in (None, [])}

    def _typed(self, question: Question, written: Any) -> Any:
        if isinstance(written, list):
            return [value for one in written if (value := self._typed(question, one)) is not None]
        match question.kind:
            case "duration":
                return f"{written} h".replace(".", ",")
            case "date":
                return (written + self.stage.shift).isoformat()
            case "unit":
                return str(self.desk.department.id if written == "@" else self.stage.units[written])
            case "row":
                return self.stage.rows.get((self.desk.plan.id, written))
            case "number":
                return str(written)
            case _:
                return written

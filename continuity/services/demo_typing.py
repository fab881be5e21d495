"""Types the demo's answers into a step, as a person would."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from continuity.definitions.forms import Form, Question
from continuity.rules.answers import UNKNOWN, Row
from continuity.rules.computed import time_key
from continuity.rules.permissions import Actor
from continuity.services.answers import answering, listing
from continuity.services.registers import register
from continuity.services.steps.desk import Desk, open_desk

if TYPE_CHECKING:  # the demo types with this, so it imports this module
    from continuity.services.demo import Stage


class Typist:
    """Types a tree of answers into a step: names become register entries, keys become rows, dates move by weeks."""

    def __init__(self, stage: "Stage", step: int, by: Actor, at: datetime) -> None:
        self.stage, self.step, self.by, self.at = stage, step, by, at
        self.session = stage.session
        self.desk: Desk = open_desk(self.session, step, by=by, at=at)
        self.form: Form = self.desk.form
        self.plan = self.desk.plan.id

    def type(self, tree: Mapping[str, Any]) -> None:
        """All pages asked once, then every list with its rows, in the form's order."""
        self._node(None, "", tree)

    def _node(self, scope: str | None, row: str, answers: Mapping[str, Any]) -> None:
        if scope is not None and self.form.pages[scope].questions:
            self._page(scope, row, answers)
        for page_id in self.form.pages_of(scope):
            if self.form.pages[page_id].rows is None:
                self._page(page_id, row, answers)
            else:
                for below in answers.get(page_id, ()):
                    self._node(page_id, self._row(page_id, row, below), below)

    def _row(self, page_id: str, parent: str, answers: Mapping[str, Any]) -> str:
        key = str(answers.get("key", ""))
        known = self.stage.rows.get((self.plan, key)) if key else None
        known = known or self._begun(page_id, answers)
        candidate = known or key
        if candidate and answering.part(self.desk, page_id, candidate) is not None:
            if key:
                self.stage.rows[(self.plan, key)] = candidate
            return candidate
        row = listing.add_row(self.session, self.step, page_id, parent_row=parent, by=self.by, at=self.at)
        if key:
            self.stage.rows[(self.plan, key)] = row
        return row

    def _begun(self, page_id: str, answers: Mapping[str, Any]) -> str | None:
        """The row about the same resource that the list began with."""
        rows = self.form.pages[page_id].rows
        name = rows.fields.get("resource", "resource") if rows is not None and rows.begins_with else ""
        if name not in answers:
            return None
        about = register.add_resource(self.session, answers[name], by=self.by, at=self.at)
        taken = set(self.stage.rows.values())
        there = self.desk.tree().get(page_id, ())
        return next((row["id"] for row in there if row.get(name) == about and row["id"] not in taken), None)

    def _page(self, page_id: str, row: str, answers: Mapping[str, Any]) -> None:
        page = self.form.pages[page_id]
        values = {
            name: self._value(question, answers[name])
            for name, question in page.questions.items()
            if name in answers and question.source == "form"
        }
        if values:
            stored = answering.part(self.desk, page_id, row)
            version = stored.version if stored else 0
            answering.save_page(
                self.session, self.step, page_id, values, row=row, version=version, by=self.by, at=self.at
            )

    def _value(self, question: Question, written: Any) -> Any:
        if written == "?":
            return dict(UNKNOWN)
        if isinstance(written, list) and question.kind != "matrix":
            return [self._value(question, one) for one in written]
        match question.kind:
            case "role":
                unit = self.desk.department.id
                return register.add_role_title(self.session, written, unit, by=self.by, at=self.at)
            case "resource":
                return register.add_resource(self.session, written, kind=question.of_kind or "", by=self.by, at=self.at)
            case "unit":
                return str(self.desk.department.id if written == "@" else self.stage.units[written])
            case "person":
                return str(self.stage.people[written])
            case "row":
                return self.stage.rows.get((self.plan, written), written)
            case "date":
                return (written + self.stage.shift).isoformat()
            case "matrix":
                return self._matrix(written)
            case _:
                return written

    def _matrix(self, written: Mapping[str, Any]) -> Row:
        times = [time_key(hours) for hours in self.desk.criteria.times_h]
        levels = {code: dict(zip(times, row, strict=True)) for code, row in written["levels"].items()}
        return {"levels": levels, "motives": dict(written.get("motives", {}))}

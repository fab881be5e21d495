"""Frozen answers as a Word template sees them: plain mappings in one language and one edition."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from continuity.definitions.forms import Form, Question
from continuity.definitions.organisation import Organisation
from continuity.definitions.vocabulary import REFERENCES
from continuity.documents import Omitted, Paragraphs
from continuity.rules import durations
from continuity.rules.answers import SPECIAL, Row, is_unknown
from continuity.rules.computed import criteria_of, levels_of, time_key
from continuity.rules.impact import first_unacceptable

UNKNOWN_WORDS = {"sv": "Vet ej ännu", "en": "Not known yet"}
SPECIAL_WORDS = {"sv": "Hanteras i särskild ordning", "en": "Handled separately"}
OMITTED_WORDS = {"sv": "[Uppgift utelämnad: sekretess]", "en": "[Left out: confidential]"}
YES_NO = {"sv": {"yes": "Ja", "no": "Nej"}, "en": {"yes": "Yes", "no": "No"}}


class Presenter:
    """Turns one form's frozen answers into values for people, in `language`, full or as the open extract."""

    def __init__(self, form: Form, settings: Organisation, language: str, edition: str = "full") -> None:
        self.form, self.settings, self.language, self.edition = form, settings, language, edition

    def answers(self, tree: Row) -> dict[str, Any]:
        """Every question's value by id, lists as lists of mappings; what is not asked or answered is None."""
        return self._node(None, tree)

    def criteria(self) -> dict[str, Any]:
        """The criteria model in words: `times`, `levels` and `categories` with their first unacceptable level."""
        model = self.settings.criteria
        levels = {key: level.label.in_(self.language) for key, level in model.levels.items()}
        return {
            "times": [self._time(time).replace(" ", "\u00a0") for time in model.times_h],  # "24 h" on one line
            "levels": [
                {"level": int(key), "word": levels[key], "colour": level.colour} for key, level in model.levels.items()
            ],
            "categories": [
                {
                    "code": code,
                    "label": category.label.in_(self.language),
                    "means": category.means.in_(self.language) if category.means else None,
                    "threshold": category.threshold,
                    "threshold_word": levels.get(str(category.threshold), ""),
                }
                for code, category in model.categories.items()
            ],
        }

    def _node(self, scope: str | None, node: Row) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if scope is not None:
            page = self.form.pages[scope]
            shown |= self._page(page.questions, node)
            fixed = page.rows.fixed.get(str(node.get("id"))) if page.rows else None
            shown["row_name"] = fixed.in_(self.language) if fixed else ""
        for page_id in self.form.pages_of(scope):
            page = self.form.pages[page_id]
            if page.rows is None:
                shown |= self._page(page.questions, node)
            else:
                shown[page_id] = [self._node(page_id, row) for row in node.get(page_id, ())]
        return shown

    def _page(self, questions: Mapping[str, Question], node: Row) -> dict[str, Any]:
        return {
            name: self.value(question, node.get(name))
            for name, question in questions.items()
            if question.kind != "note"
        }

    def value(self, question: Question, value: Any) -> Any:
        """One answer for people: text, number, date, hours, a label, a name, a matrix, or None.

        The registration number of a protective security analysis is printed in no edition: a document is read by more
        than those who may know it.
        """
        if (self.edition == "open" and self._restricted(question)) or (value and question in self.form.references):
            return Omitted(OMITTED_WORDS[self.language])
        if value is None:
            return None
        if is_unknown(value):
            return UNKNOWN_WORDS[self.language]
        if value == SPECIAL:
            return Omitted(SPECIAL_WORDS[self.language])
        return self._known(question, value)

    def _restricted(self, question: Question) -> bool:
        """Whether the answer, or the name of the row that it points at, may not stand in an open extract."""
        if self.form.sensitivity_of(question) == "restricted":
            return True
        page = self.form.pages.get(question.of or "") if question.kind == "row" else None
        names = page.questions.get(page.rows.named_by or "") if page is not None and page.rows else None
        return names is not None and self.form.sensitivity_of(names) == "restricted"

    def _known(self, question: Question, value: Any) -> Any:
        match question.kind:
            case "longtext":
                return Paragraphs.from_text(str(value))
            case "date":
                return date.fromisoformat(value)
            case "yesno":
                return YES_NO[self.language].get(value, value)
            case "choice":
                return self._option(question, value)
            case "choices":
                return [self._option(question, one) for one in value]
            case "matrix":
                return self._matrix(value)
            case "computed" if question.rule == "driving_categories":
                labels = self.settings.criteria.categories
                return [labels[code].label.in_(self.language) if code in labels else code for code in value]
            case kind if kind in REFERENCES:
                return [one["name"] for one in value] if isinstance(value, list) else value["name"]
            case _:
                return value

    def _option(self, question: Question, key: str) -> str:
        option = question.options.get(key)
        return option.label.in_(self.language) if option else str(key)

    def _matrix(self, value: Mapping[str, Any]) -> dict[str, Any]:
        criteria = criteria_of(self.settings)
        words = self.settings.criteria.levels
        rows = []
        for code, levels in levels_of(value, criteria).items():
            category = self.settings.criteria.categories[code]
            known = [level or 0 for level in levels]
            first = first_unacceptable(known, criteria.times_h, criteria.thresholds[code])
            rows.append(
                {
                    "code": code,
                    "category": category.label.in_(self.language),
                    "cells": [
                        {
                            "time": self._time(time),
                            "level": level,
                            "word": words[str(level)].label.in_(self.language) if level else "",
                            "colour": words[str(level)].colour if level else "FFFFFF",
                        }
                        for time, level in zip(criteria.times_h, levels, strict=True)
                    ],
                    "motive": value.get("motives", {}).get(code),
                    "first_unacceptable": self._time(first) if first is not None else None,
                }
            )
        return {"times": [self._time(time) for time in criteria.times_h], "rows": rows}

    def _time(self, hours: float) -> str:
        return durations.short(hours, "en" if self.language == "en" else "sv")


__all__ = ["OMITTED_WORDS", "Presenter", "time_key"]

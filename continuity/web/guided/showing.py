"""Answers in words: what a page shows instead of a key, a number of hours or an id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import format_decimal

from continuity.definitions.forms import Question
from continuity.definitions.vocabulary import REFERENCES
from continuity.rules import durations
from continuity.rules.answers import SPECIAL, Row, is_answered, is_unknown
from continuity.services.paper.presentation import Presenter
from continuity.services.registers.register import choices_for, name_of
from continuity.services.steps.desk import Desk

NOT_KNOWN = "–"  # the registers hold nothing about it
HOURS = frozenset({"tolerable_outage", "last_tolerable", "slack"})  # computed rules that give a duration


@dataclass(frozen=True)
class Shown:
    """One answer for people: a text, several lines, or a matrix; `state` says why there may be none of them."""

    state: Literal["answered", "missing", "process", "computed", "unknown", "special", "restricted"] = "answered"
    text: str = ""
    lines: tuple[str, ...] = ()
    matrix: Mapping[str, Any] | None = None


def shown(desk: Desk, question: Question, value: Any, chain: Sequence[Row] = (), *, language: str) -> Shown:
    """One answer in words; references may be ids, or {"id", "name"} as a snapshot keeps them."""
    if not may_read(desk, question):
        return Shown("restricted")
    if is_unknown(value):
        return Shown("unknown")
    if value == SPECIAL:
        return Shown("special")
    if not is_answered(value):
        return Shown(text=NOT_KNOWN) if question.fact is not None else Shown(_why_nothing(question))
    return _answered(desk, question, value, chain, language)


def may_read(desk: Desk, question: Question) -> bool:
    """Whether this person may read the answers to a question: fewer may read what is restricted, and fewest a number
    that a screening refers to.
    """
    if question in desk.form.references:
        return desk.may("see_reference")
    return desk.form.sensitivity_of(question) != "restricted" or desk.may("see_restricted")


def _why_nothing(question: Question) -> Literal["missing", "process", "computed"]:
    if question.source == "process":
        return "process"
    return "computed" if question.kind == "computed" else "missing"


def _answered(desk: Desk, question: Question, value: Any, chain: Sequence[Row], language: str) -> Shown:
    kind = question.kind
    if kind in REFERENCES:
        return _several([_name(desk, question, one, chain) for one in (value if isinstance(value, list) else [value])])
    if kind == "duration" or (kind == "computed" and question.rule in HOURS):
        return Shown(text=_hours(value, language))
    if kind == "number" or (kind == "computed" and isinstance(value, int | float)):
        unit = question.unit.in_(language) if question.unit else ""
        return Shown(text=f"{format_decimal(value)} {unit}".strip() if isinstance(value, int | float) else str(value))
    if kind in ("text", "longtext", "date"):
        return Shown(text=str(value))
    told = Presenter(desk.form, desk.settings, language).value(question, value)
    if kind == "matrix":
        return Shown(matrix=told)
    return _several([str(one) for one in told]) if isinstance(told, list) else Shown(text=str(told))


def _several(lines: list[str]) -> Shown:
    return Shown(text=lines[0]) if len(lines) == 1 else Shown(lines=tuple(lines))


def _hours(value: Any, language: str) -> str:
    if not isinstance(value, int | float):
        return str(value)
    sign = "−" if value < 0 else ""
    return sign + durations.words(abs(value), "en" if language == "en" else "sv")


def _name(desk: Desk, question: Question, value: Any, chain: Sequence[Row]) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("id") or "")
    if question.kind == "row":
        return dict(choices_for(desk, question, chain)).get(str(value), "")
    return name_of(desk.session, question.kind, str(value))

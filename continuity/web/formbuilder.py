"""Builds a form class from a page of a form definition: one field for each question that a person answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField

from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.organisation import Criteria
from continuity.definitions.vocabulary import SILENT, Kind
from continuity.definitions.words import Words
from continuity.errors import Invalid
from continuity.web import fields
from continuity.web.fields import AnswerField, Choice, Wording
from continuity.web.forms import Form as BaseForm
from continuity.web.wording import tell

PREFIX = "q_"  # a question may be called anything, also what a form calls itself
ADDABLE: frozenset[Kind] = frozenset({"role", "resource"})


@dataclass(frozen=True)
class Setting:
    """What a form is built for: the definition, the criteria, the languages, and what references may name.

    `choices` gives (id, name) pairs for a reference question; `document_language` is that of suggested texts; `phone`
    is whom to call about what must not be recorded here.
    """

    form: Form
    criteria: Criteria
    language: str
    document_language: str
    choices: Callable[[Question], Sequence[tuple[str, str]]]
    phone: str = ""


class PageForm(BaseForm):
    """The answers of one page and row, with the version that they were shown in."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version that the person saw; 0 when nothing was saved, -1 when the browser sent none that can be."""
        text = str(self.version.data or "0")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def answers(self) -> tuple[AnswerField, ...]:
        """The questions' fields, in order."""
        return tuple(field for field in self if isinstance(field, AnswerField))

    @property
    def values(self) -> dict[str, Any]:
        """What can be saved: every question that the browser sent and whose text can be taken.

        Where one answer must not be recorded here, nothing else of the page is: the rest could give it away.
        """
        stopped = {field.question_id: field.answer for field in self.answers if field.stopped}
        if stopped:
            return stopped
        return {field.question_id: field.answer for field in self.answers if field.given and not field.failed}

    def take(self, invalid: Invalid) -> None:
        """Puts the errors of a service beside the questions they are about."""
        for question_id, reason in invalid.errors.items():
            field = self.field_of(question_id)
            if field is None:
                self.form_errors.append(tell(reason))
            else:
                field.errors = [*field.errors, tell(reason)]

    def field_of(self, question_id: str) -> AnswerField | None:
        """The field of a question, or None where it is not on the page."""
        return next((field for field in self.answers if field.question_id == question_id), None)


class RowForm(PageForm):
    """One row of a list that is answered on one screen; the screen has one token for all rows."""

    class Meta(PageForm.Meta):
        """No token of its own."""

        csrf = False


def build(page: Page, setting: Setting, base: type[PageForm] = PageForm) -> type[PageForm]:
    """The form class for a page; questions that the process fills in or that are only shown have no field."""
    unbound = {
        PREFIX + question_id: FIELDS[question.kind](question_id, question, setting)
        for question_id, question in page.questions.items()
        if is_typed(question)
    }
    return type("AnswersForm", (base,), unbound)


def is_typed(question: Question) -> bool:
    """Whether a person answers the question on its page."""
    return question.kind not in SILENT and question.source == "form"


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Saved answers under the names of the form's fields."""
    return {PREFIX + question_id: value for question_id, value in values.items()}


def wording(question: Question, setting: Setting) -> Wording:
    """The question's texts in the reader's language."""

    def say(words: Words | None) -> str:
        return words.in_(setting.language) if words else ""

    return Wording(
        label=say(question.label),
        hint=say(question.hint),
        why=say(question.why),
        example=say(question.example),
        term=say(question.term),
        unit=say(question.unit),
        optional=not question.required,
        restricted=setting.form.sensitivity_of(question) == "restricted",
    )


def suggestion(question: Question, setting: Setting) -> Any:
    """The default as an answer: a text in the document's language, several values as a list."""
    default = question.default
    if isinstance(default, Words):
        return default.in_(setting.document_language)
    return list(default) if isinstance(default, tuple) else default


# --- one function for each kind ---------------------------------------------------------------------------------


def _common(question_id: str, question: Question, setting: Setting) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "question": question,
        "wording": wording(question, setting),
        "language": setting.language,
        "suggested": suggestion(question, setting),
        "phone": setting.phone,
    }


def _plain(kind: type[AnswerField]) -> Callable[[str, Question, Setting], AnswerField]:
    def make(question_id: str, question: Question, setting: Setting) -> AnswerField:
        return kind(**_common(question_id, question, setting))

    return make


def _yesno(question_id: str, question: Question, setting: Setting) -> AnswerField:
    choices = (Choice("yes", _("Ja")), Choice("no", _("Nej")))
    return fields.PickField(choices=choices, **_common(question_id, question, setting))


def _options(question: Question, setting: Setting) -> tuple[Choice, ...]:
    language = setting.language
    return tuple(
        Choice(key, option.label.in_(language), option.note.in_(language) if option.note else "")
        for key, option in question.options.items()
    )


def _choice(question_id: str, question: Question, setting: Setting) -> AnswerField:
    return fields.PickField(choices=_options(question, setting), **_common(question_id, question, setting))


def _choices(question_id: str, question: Question, setting: Setting) -> AnswerField:
    return fields.PickManyField(choices=_options(question, setting), **_common(question_id, question, setting))


def _reference(question_id: str, question: Question, setting: Setting) -> AnswerField:
    kind = fields.PickManyField if question.many else fields.PickField
    choices = tuple(Choice(key, name) for key, name in setting.choices(question))
    return kind(choices=choices, addable=question.kind in ADDABLE, **_common(question_id, question, setting))


def _matrix(question_id: str, question: Question, setting: Setting) -> AnswerField:
    return fields.MatrixField(criteria=setting.criteria, **_common(question_id, question, setting))


FIELDS: Mapping[Kind, Callable[[str, Question, Setting], AnswerField]] = MappingProxyType(
    {
        "text": _plain(fields.LineField),
        "longtext": _plain(fields.TextField),
        "number": _plain(fields.NumberField),
        "date": _plain(fields.DateField),
        "duration": _plain(fields.DurationField),
        "yesno": _yesno,
        "choice": _choice,
        "choices": _choices,
        "matrix": _matrix,
        "role": _reference,
        "unit": _reference,
        "resource": _reference,
        "person": _reference,
        "document": _reference,
        "row": _reference,
    }
)

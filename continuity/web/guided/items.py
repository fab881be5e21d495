"""What stands on a page of questions: fields, computed answers and notes, with what reviewers said of each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from continuity.definitions.forms import Condition, Question
from continuity.models import Comment
from continuity.rules import places
from continuity.rules.answers import lookup
from continuity.services.steps import reviewing
from continuity.services.steps.desk import Desk
from continuity.web.fields import AnswerField
from continuity.web.formbuilder import PREFIX, PageForm, is_typed, wording
from continuity.web.guided.screens import Screen
from continuity.web.guided.showing import Shown, shown
from continuity.web.guided.suggesting import filled_from


@dataclass(frozen=True)
class Asked:
    """When a question is asked, if that hangs on an answer of the same page: in words, and for the script."""

    words: str
    field: str
    test: str


@dataclass(frozen=True)
class Item:
    """One thing on a question page: a field, or a text that nobody types (note, computed, process).

    `last_signed` is the answer in the version in force, where it differs from the one shown.
    """

    kind: str
    question: Question
    label: str
    hint: str
    term: str
    field: AnswerField | None = None
    shown: Shown | None = None
    last_signed: Shown | None = None
    asked: Asked | None = None
    comments: tuple[Comment, ...] = ()
    filled_from: str = ""  # the earlier step whose answer still stands here


def open_comments(desk: Desk) -> tuple[Comment, ...]:
    """The remarks that nobody has answered."""
    return tuple(comment for comment in reviewing.comments(desk) if not comment.answer)


def comments_on_page(screen: Screen) -> tuple[Comment, ...]:
    """Open remarks on the page as a whole."""
    return tuple(comment for comment in _here(screen, open_comments(screen.desk)) if not comment.question)


def items_of(screen: Screen, form: PageForm, comments: Sequence[Comment] | None = None) -> tuple[Item, ...]:
    """What the page shows, in the form's order; `comments` are the step's open ones, if they are known already."""
    here = _here(screen, open_comments(screen.desk) if comments is None else comments)
    before = screen.last_signed()
    return tuple(
        _item(screen, form, question_id, tuple(c for c in here if c.question == question_id), before)
        for question_id in screen.page.questions
        if places.asked_here(screen.page, question_id, screen.place.chain)
    )


def _here(screen: Screen, comments: Sequence[Comment]) -> tuple[Comment, ...]:
    place = (screen.place.page_id, screen.place.row)
    return tuple(comment for comment in comments if (comment.page, comment.row) == place)


def _item(
    screen: Screen, form: PageForm, question_id: str, comments: tuple[Comment, ...], before: Mapping[str, Any]
) -> Item:
    question = screen.page.questions[question_id]
    words = wording(question, screen.setting())
    texts = (words.label, words.hint, words.term)
    asked = _asked(screen, form, question.shown_if)
    if is_typed(question):
        field = form.field_of(question_id)
        assert field is not None
        earlier = before.get(question_id)
        last = _words(screen, question, earlier) if earlier not in (None, field.object_data) else None
        source = filled_from(screen, question_id, field.object_data)
        return Item("field", question, *texts, field, None, last, asked, comments, source)
    kind = "process" if question.source == "process" else question.kind
    value = _words(screen, question, lookup(question_id, screen.place.chain))
    return Item(kind, question, *texts, shown=value, asked=asked, comments=comments)


def answer_of(screen: Screen, item: Item) -> Shown:
    """An item's saved answer in words, for whoever may read but not change it."""
    if item.field is None:
        return item.shown or Shown("missing")
    return _words(screen, item.question, item.field.object_data)


def _words(screen: Screen, question: Question, value: Any) -> Shown:
    return shown(screen.desk, question, value, screen.place.chain, language=screen.language)


# --- when a question is asked -----------------------------------------------------------------------------------


def _asked(screen: Screen, form: PageForm, condition: Condition | None) -> Asked | None:
    if condition is None or not places.stands_on(screen.page, condition):
        return None
    test = {"is": condition.is_, "is_not": condition.is_not, "at_least": condition.at_least}
    words = condition_words(condition, screen.page.questions[condition.question], screen.language)
    return Asked(words, form._prefix + PREFIX + condition.question, json.dumps(test))


def condition_words(condition: Condition, question: Question, language: str) -> str:
    """When a question is asked, as a sentence."""
    label = question.label.in_(language)
    if condition.at_least is not None:
        return _("Besvaras bara om svaret på ”%(label)s” är minst %(n)s.", label=label, n=f"{condition.at_least:g}")
    values = condition.is_ or condition.is_not
    names = _(" eller ").join(f"”{_option(question, str(value), language)}”" for value in values)
    if condition.is_:
        return _("Besvaras bara om svaret på ”%(label)s” är %(values)s.", label=label, values=names)
    return _("Besvaras bara om svaret på ”%(label)s” inte är %(values)s.", label=label, values=names)


def _option(question: Question, key: str, language: str) -> str:
    if question.kind == "yesno":
        return {"yes": _("Ja"), "no": _("Nej")}.get(key, key)
    option = question.options.get(key)
    return option.label.in_(language) if option else key

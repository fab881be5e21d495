"""Answers that name a resource by a name it had before it was made one with another, read as what it is now."""

from collections.abc import Mapping
from typing import Any

from continuity.definitions.forms import Form, Question
from continuity.rules.answers import Row


def names_resources(form: Form) -> bool:
    """Whether the form asks for resources at all."""
    return any(question.kind == "resource" for *_, question in form.questions())


def as_now(form: Form, tree: Row, now: Mapping[str, str]) -> Row:
    """The same answers; `now` is resource id -> the id of what it was merged into."""
    return _node(form, None, tree, now) if now else tree


def answers_as_now(questions: Mapping[str, Question], answers: Mapping[str, Any], now: Mapping[str, str]) -> Row:
    """One page's answers by question; a resource chosen under two names is left once."""
    return {
        name: _one(value, now) if name in questions and questions[name].kind == "resource" else value
        for name, value in answers.items()
    }


def _node(form: Form, scope: str | None, node: Row, now: Mapping[str, str]) -> Row:
    pages = [form.pages[page_id] for page_id in (scope, *form.pages_of(scope)) if page_id is not None]
    asked = {name: question for page in pages for name, question in page.questions.items()}
    whole = answers_as_now(asked, node, now)
    for page_id in form.pages_of(scope):
        if form.pages[page_id].rows is not None and page_id in node:
            whole[page_id] = [_node(form, page_id, row, now) for row in node[page_id]]
    return whole


def _one(value: Any, now: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return list(dict.fromkeys(now.get(one, one) for one in value))
    return now.get(value, value) if isinstance(value, str) else value

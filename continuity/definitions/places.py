"""Where questions and lists stand in a form, and what the paths that name them mean."""

from collections.abc import Iterator
from typing import NamedTuple

from continuity.definitions.forms import Form, Page, Question

Scope = tuple[str, ...]
Place = tuple[Scope, str]  # a scope and a name that stands directly in it
Thing = Question | Page  # what a name stands for: a question, or the page of a list


class StepPath(NamedTuple):
    """A path into another step: `step.question`, `step.list`, `step.list[].question`."""

    step: str
    path: str


def step_path(text: str) -> StepPath | None:
    """The path's step and what follows; None for a path within the form itself."""
    step, dot, path = text.partition(".")
    return StepPath(step, path) if dot and "[]" not in step else None


def scope_of_questions(form: Form, page_id: str) -> Scope:
    """The lists whose rows these questions are asked in: a list's own page asks in its rows."""
    own = (page_id,) if form.pages[page_id].rows else ()
    return (*form.scope_of(page_id), *own)


def things_in(form: Form, scope: Scope) -> Iterator[tuple[str, Thing]]:
    """Every question and list that stands directly in this scope, by name; a name twice is a mistake elsewhere."""
    for page_id, page in form.pages.items():
        if scope_of_questions(form, page_id) == scope:
            yield from page.questions.items()
        if page.rows and form.scope_of(page_id) == scope:
            yield page_id, page


def visible_from(form: Form, scope: Scope) -> dict[str, Thing]:
    """Every name that can be read from here: the same row's first, then the rows around it."""
    seen: dict[str, Thing] = {}
    for depth in range(len(scope) + 1):
        seen.update(things_in(form, scope[:depth]))
    return seen


def find(form: Form, path: str) -> Thing | None:
    """What a whole path (`purpose`, `activities[].needs[].resource`, `activities`) names, or None."""
    *lists, last = path.split("[].")
    return dict(things_in(form, tuple(lists))).get(last)


def nearest(form: Form, scope: Scope, name: str) -> Place:
    """Where the nearest thing of this name stands."""
    for depth in range(len(scope), -1, -1):
        if name in dict(things_in(form, scope[:depth])):
            return scope[:depth], name
    return (), name

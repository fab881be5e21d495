"""Which answers a template may show: the paths of a form, and which of them a variant has left out."""

import re
from collections.abc import Iterator, Mapping

from continuity.definitions.forms import Form, Question

_PATH = re.compile(r"\b([a-z_]\w*)((?:\.[a-z_]\w*)+)")


class UnknownPath(LookupError):
    """A template text names an answer that the form does not have."""


ALWAYS, OPTIONAL, SOMETIMES = "always", "optional", "sometimes"


def paths_of(form: Form) -> Mapping[str, str]:
    """Every path below `answers`, lists with `[]` (`purpose`, `activities[]`, `activities[].impact`), and whether a finished
    form has an answer there: always; an optional one, or one that is computed or told; or sometimes, as other answers decide.
    """
    return dict(_paths(form))


def _paths(form: Form) -> Iterator[tuple[str, str]]:
    for page_id, page in form.pages.items():
        around = "".join(f"{name}[]." for name in form.scope_of(page_id))
        if page.rows is not None:
            yield f"{around}{page_id}[]", SOMETIMES if page.shown_if else OPTIONAL
            around = f"{around}{page_id}[]."
            yield f"{around}row_name", OPTIONAL  # what a fixed row is called; empty in other lists
        for name, question in page.questions.items():
            yield f"{around}{name}", SOMETIMES if page.shown_if else _worth(question)


def _worth(question: Question) -> str:
    if question.shown_if:
        return SOMETIMES
    return ALWAYS if question.required and question.kind != "computed" and not question.fact else OPTIONAL


class Answers:
    """The answers of one form as a template sees them; `whole` is False for a variant that leaves some out."""

    def __init__(self, paths: Mapping[str, str], whole: bool = True) -> None:
        self._paths = paths
        self._whole = whole
        self._loops: dict[str, str] = {}
        self.shown: set[str] = set()

    def enter(self, name: str, expression: str) -> None:
        """From here `name` is a row of the list that `expression` names."""
        self._loops[name] = f"{self.path(expression)}[]."

    def leave(self, name: str) -> None:
        """The loop over rows called `name` ends here."""
        del self._loops[name]

    def asks(self, question: str) -> bool:
        """Whether the form has the question, for a document that several forms share."""
        return question in self._paths

    def worth(self, expression: str) -> str:
        """Whether a finished form has an answer there; what is no answer (`meta`, a value inside one) is "always" there."""
        path = self.path(expression)
        return self._paths.get(path, self._paths.get(f"{path}[]", ALWAYS))

    def path(self, expression: str) -> str:
        """The form's path of `answers.a` or `row.b`; "" when it is no answer."""
        head, _, rest = expression.partition(".")
        if head == "answers":
            return rest
        return self._loops[head] + rest if head in self._loops else ""

    def has(self, text: str) -> bool:
        """Whether every answer that the text's tags name exists; raises `UnknownPath` where the form is whole."""
        asked = [path for found in _PATH.finditer(text) if (path := self.path(found.group()))]
        missing = [path for path in asked if not self._exists(path)]
        if missing and self._whole:
            raise UnknownPath(", ".join(missing))
        if not missing:
            self.shown.update(asked)
        return not missing

    def _exists(self, path: str) -> bool:
        """A path may go on below an answer (`activities[].impact.rows`), never below a list's row."""
        parts = path.split(".")
        stems = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
        return f"{path}[]" in self._paths or any(stem in self._paths for stem in stems if not stem.endswith("[]"))

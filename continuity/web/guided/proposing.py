"""What the answers themselves speak for, shown beside the question that decides what happens next."""

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.definitions.forms import Question
from continuity.rules.proposing import Because, propose
from continuity.services.registers import register
from continuity.web.formbuilder import PREFIX
from continuity.web.guided.screens import Screen


@dataclass(frozen=True)
class Proposed:
    """The choice in words, why, and the field that it is about."""

    field: str
    choice: str
    reasons: tuple[str, ...]


def proposed(screen: Screen) -> Proposed | None:
    """The proposal for the step's outcome, on the page that asks for it; None elsewhere or while it is too early."""
    outcome = screen.desk.parameters.outcome
    question = screen.page.questions.get(outcome.question) if outcome else None
    found = propose(outcome, screen.tree) if outcome and question else None
    if outcome is None or question is None or found is None:
        return None
    choice = question.options[found.option].label.in_(screen.language)
    reasons = dict.fromkeys(words for because in found.because for words in _words(screen, because))
    return Proposed(PREFIX + outcome.question, choice, tuple(reasons))


def _words(screen: Screen, because: Because) -> Iterator[str]:
    """ "System: Ändrat", or a question and what was chosen."""
    node = screen.tree
    if because.list:
        node = next(row for row in screen.tree[because.list] if row["id"] == because.row)
    question = _question(screen, because)
    label = question.label.in_(screen.language)
    name = register.name_of_row(screen.desk, because.list, node) if because.list else label
    yield f"{name}: {', '.join(question.options[one].label.in_(screen.language) for one in because.chosen)}"


def _question(screen: Screen, because: Because) -> Question:
    pages = screen.desk.form.pages.values()
    return next(page.questions[because.question] for page in pages if because.question in page.questions)

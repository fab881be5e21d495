"""What the form proposed itself while a screen was saved, and what an answer was filled in from."""

from collections.abc import Iterator, Mapping
from typing import Any

from continuity.definitions.forms import Question
from continuity.rules.answers import suggested
from continuity.services.answers import answering, beginnings, prefill
from continuity.web import wording
from continuity.web.formbuilder import PageForm
from continuity.web.guided.screens import Screen
from continuity.web.guided.showing import shown


def filled(screen: Screen, forms: Mapping[str, PageForm]) -> Iterator[tuple[str, str, str]]:
    """(question, the answer in words, the rows' names) for each answer that this save proposed."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for row, form in forms.items():
        for name, value in _proposed(screen, row, form).items():
            words = shown(screen.desk, screen.page.questions[name], value, (), language=screen.language).text
            gathered.setdefault((name, words), []).append(_name(screen, row, form))
    for (name, words), rows in gathered.items():
        yield name, words, ", ".join(rows)


def _proposed(screen: Screen, row: str, form: PageForm) -> Mapping[str, Any]:
    """What was left empty and is now filled in."""
    part = answering.part(screen.desk, screen.place.page_id, row)
    typed = suggested(screen.page, form.values)
    return {name: value for name, value in typed.items() if part is not None and part.values.get(name) == value}


def _name(screen: Screen, row: str, form: PageForm) -> str:
    rows = screen.page.rows
    given = form.values.get(rows.named_by) if rows and rows.named_by else None
    return str(given) if given else screen.title


def filled_from(screen: Screen, question_id: str, value: Any) -> str:
    """Where an answer that still stands as it was filled in came from: an earlier step's title, or what the registers
    know; "" for an answer of one's own.
    """
    source = beginnings.source(screen.desk, screen.place.list_id or screen.place.page_id, screen.part, question_id)
    if source is not None:
        return wording.tell(source)
    return _from_step(screen, screen.page.questions[question_id], value)


def _from_step(screen: Screen, question: Question, value: Any) -> str:
    step, _, rest = (question.prefill or "").partition(".")
    if not rest or step not in screen.desk.workflow.steps or value in (None, "", []):
        return ""
    known = prefill.known_answer(screen.desk, question, screen.place.row, screen.earlier)
    return screen.desk.workflow.steps[step].title.in_(screen.language) if value == known else ""

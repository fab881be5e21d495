"""What a new revision starts with: the last one's answers, defaults, and what earlier steps already know."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.words import Words
from continuity.models import AnswerPart, Step, StepRevision
from continuity.rules.answers import Row
from continuity.services import publishing
from continuity.services.answers import beginnings, divided, reading
from continuity.services.paper import paperwork
from continuity.services.steps.desk import Desk


def copy_answers(desk: Desk, source: StepRevision) -> None:
    """Gives a reopened step the answers of the revision it is based on; row ids stay the same.

    A row that was taken out of a list which another step fills comes along as taken out: else it would silently be
    back. It can be put back from the list. What the process knew of last time's day is known anew where the step comes
    back by its own date: a yearly report does not begin with last year's validity.
    """
    anew = frozenset() if desk.parameters.opens is None else _of_the_day(desk.form)
    for part in (*reading.stored(desk.session, source.id), *_taken_out(desk, source)):
        page = desk.form.pages.get(part.page)
        if page is None or (page.rows is not None and page.rows.is_told):
            continue  # what was said of a row that the registers gave was said of it as it then was
        desk.session.add(
            AnswerPart(
                revision_id=desk.revision.id,
                page=part.page,
                row=part.row,
                parent_row=part.parent_row,
                position=part.position,
                values={name: value for name, value in part.values.items() if (part.page, name) not in anew},
                version=1,
                saved_at=part.saved_at,
                saved_by_id=part.saved_by_id,
                removed_at=part.removed_at,
            )
        )
    desk.session.flush()
    divided.texts_to_rows(desk, source)


def _of_the_day(form: Form) -> frozenset[tuple[str, str]]:
    """(page, question) of what the process fills in by the day when the step starts."""
    asked = form.questions()
    return frozenset((page, name) for page, _, name, one in asked if (one.prefill or "").startswith("process."))


def _taken_out(desk: Desk, source: StepRevision) -> Sequence[AnswerPart]:
    filled = [page_id for page_id, page in desk.form.pages.items() if page.rows is not None and page.rows.from_]
    query = select(AnswerPart).where(
        AnswerPart.revision_id == source.id, AnswerPart.page.in_(filled), AnswerPart.removed_at.is_not(None)
    )
    return desk.session.scalars(query.order_by(AnswerPart.id)).all()


def prefill(desk: Desk) -> None:
    """Fills empty answers of a step that starts: fixed rows, what earlier steps and registers know, then defaults."""
    known: dict[str, Row] = {}
    for page_id, page in desk.form.pages.items():
        if page.rows is not None and page.of is None:
            _fixed_rows(desk, page_id, page)
            _carried_rows(desk, page_id, page, known)
    beginnings.begin(desk)
    for page_id, page in desk.form.pages.items():
        for row in _places(desk, page_id):
            _fill(desk, page_id, page, row, known)
    desk.session.flush()


def _fixed_rows(desk: Desk, page_id: str, page: Page) -> None:
    rows = page.rows
    for position, key in enumerate(rows.fixed if rows else ()):
        _add_row(desk, page_id, key, position)


def _carried_rows(desk: Desk, page_id: str, page: Page, known: dict[str, Row]) -> None:
    if page.rows is None or page.rows.from_ is None or page.rows.is_told:
        return
    step, _, path = page.rows.from_.partition(".")
    for position, row in enumerate(earlier(desk, step, known).get(path, ())):
        _add_row(desk, page_id, row["id"], position)


def _add_row(desk: Desk, page_id: str, row: str, position: int) -> None:
    if _part(desk, page_id, row) is None:
        desk.session.add(
            AnswerPart(
                revision_id=desk.revision.id, page=page_id, row=row, position=position, values={}, saved_at=desk.at
            )
        )
        desk.session.flush()


def _part(desk: Desk, page_id: str, row: str) -> AnswerPart | None:
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.page == page_id, AnswerPart.row == row
    )
    return desk.session.scalars(query).one_or_none()


def _places(desk: Desk, page_id: str) -> list[str]:
    """Where a page is asked now: once (""), or in each row of its list."""
    page = desk.form.pages[page_id]
    list_page = page_id if page.rows is not None else page.of
    if list_page is None:
        return [""]
    query = select(AnswerPart.row).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.page == list_page)
    return list(desk.session.scalars(query.where(AnswerPart.removed_at.is_(None))))


def _fill(desk: Desk, page_id: str, page: Page, row: str, known: dict[str, Row]) -> None:
    found = {
        name: value
        for name, question in page.questions.items()
        if question.source == "form" and (value := _first_value(desk, name, question, row, known)) is not None
    }
    if not found:
        return
    part = _part(desk, page_id, row)
    if part is None:
        desk.session.add(
            AnswerPart(revision_id=desk.revision.id, page=page_id, row=row, values=found, saved_at=desk.at)
        )
    else:
        part.values = {**found, **part.values}


def _first_value(desk: Desk, name: str, question: Question, row: str, known: dict[str, Row]) -> Any:
    if question.prefill is not None:
        value = known_answer(desk, question, row, known)
        if value is not None:
            return value
    default = question.default
    if isinstance(default, Words):
        return default.in_(desk.settings.signed_language)
    return list(default) if isinstance(default, tuple) else default


def known_answer(desk: Desk, question: Question, row: str, known: dict[str, Row]) -> Any:
    """What the question's `prefill` says now, None when nothing is known; `known` keeps the steps that were read."""
    value = _prefilled(desk, question.prefill, row, known) if question.prefill is not None else None
    return [value] if value is not None and question.many and not isinstance(value, list) else value


def _prefilled(desk: Desk, path: str, row: str, known: dict[str, Row]) -> Any:
    """A value by its path: "step.question", "step.list[].question" (in the same row), or a word of the process."""
    head, _, rest = path.partition(".")
    if head == "department":
        return {"id": str(desk.department.id), "name": desk.department.name}.get(rest)
    if head == "process":
        return {"today": desk.today.isoformat(), "valid_to": paperwork.default_valid_to(desk)}.get(rest)
    tree = earlier(desk, head, known)
    list_page, inside, question = rest.partition("[].")
    if not inside:
        return tree.get(rest)
    found = next((r for r in tree.get(list_page, ()) if r.get("id") == row), None)
    return found.get(question) if found else None


def earlier(desk: Desk, step_name: str, known: dict[str, Row]) -> Row:
    """The answers of another step: those in force, else those being worked on; {} when there are none."""
    if step_name not in known:
        step = next((s for s in desk.plan.steps if s.name == step_name), None)
        known[step_name] = _answers(desk, step) if step else {}
    return known[step_name]


def _answers(desk: Desk, step: Step) -> Row:
    chosen = step.in_force_revision or step.open_revision
    if chosen is None:
        return {}
    form: Form = publishing.form(desk.session, chosen.form_hash)
    settings = publishing.settings(desk.session, chosen.organisation_hash)
    return reading.whole_tree(desk.session, chosen.id, form, settings)


def answer_of(desk: Desk, step_name: str | None, question: str | None) -> Mapping[str, Any] | Any:
    """One answer of a step by name, None when it is not there."""
    if not step_name or not question:
        return None
    return earlier(desk, step_name, {}).get(question)

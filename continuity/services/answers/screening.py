"""Particular handling (domain.md V14b): an answer sets it off, the protective security chief records its end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Page
from continuity.definitions.words import Words
from continuity.errors import Forbidden, NotFound, say
from continuity.models import AnswerPart, Department, Plan, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.record.history import record
from continuity.services.steps import plans
from continuity.services.steps.desk import Desk


@dataclass(frozen=True)
class Handled:
    """A department whose restricted pages are handled elsewhere: the answer that set it off, and under which number."""

    department: Department
    since: datetime
    answer: Words | None
    reference: str


def noticed(desk: Desk, page: Page, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Sets the department apart at once when an answer becomes one that does; saving it again changes nothing."""
    for name, question in page.questions.items():
        wanted = question.screens.is_ if question.screens else ()
        if values.get(name) in wanted and before.get(name) not in wanted and not desk.handled_elsewhere:
            desk.department.special_handling_since = desk.at


def told(desk: Desk) -> None:
    """Writes to the history that this very save set the department apart; the last thing before it commits."""
    if desk.department.special_handling_since == desk.at:
        record(
            desk.session, "special_handling_began", at=desk.at, by=desk.by, plan_id=desk.plan.id, step=desk.step.name,
            department=desk.department.id,
        )  # fmt: skip


def handled(session: Session, *, by: Actor, at: datetime) -> Sequence[Handled]:
    """The departments set apart, the longest first: name, answer and number, and nothing else that they have written.

    :raise Forbidden: somebody else than the protective security chief asks.
    """
    _require(by, at)
    query = select(Department).where(Department.special_handling_since.is_not(None), Department.closed_on.is_(None))
    rows = session.scalars(query.order_by(Department.special_handling_since, Department.id)).all()
    return [_line(session, row) for row in rows]


def _line(session: Session, row: Department) -> Handled:
    assert row.special_handling_since is not None
    found = next(_answers(session, row.id), (None, ""))
    return Handled(row, row.special_handling_since, *found)


def _answers(session: Session, department_id: int) -> Iterator[tuple[Words | None, str]]:
    """The screening answers of the department's plan, those at work before those in force."""
    for plan in session.scalars(select(Plan).where(Plan.department_id == department_id, Plan.repealed_at.is_(None))):
        for step in plan.steps:
            revision = step.open_revision or step.in_force_revision
            if revision is not None:
                yield from _of_revision(session, revision)


def _of_revision(session: Session, revision: StepRevision) -> Iterator[tuple[Words | None, str]]:
    for page_id, _, name, question in publishing.form(session, revision.form_hash).questions():
        if question.screens is None:
            continue
        query = select(AnswerPart).where(AnswerPart.revision_id == revision.id, AnswerPart.page == page_id)
        for part in session.scalars(query):
            option = question.options.get(str(part.values.get(name)))
            number = part.values.get(question.screens.reference or "")
            yield (option.label if option else None), (number if isinstance(number, str) else "")


def lift(session: Session, department_id: int, *, by: Actor, at: datetime) -> Department:
    """Records that what is handled elsewhere has been marked off: the pages open, and the head is asked to reopen.

    Recorded twice it is recorded once. :raise Forbidden: somebody else than the protective security chief.
    """
    _require(by, at)
    row = session.get(Department, department_id)
    if row is None:
        raise NotFound
    if row.special_handling_since is None:
        return row
    row.special_handling_since = None
    session.flush()
    text = say("Säkerhetsskyddschefen har antecknat att avgränsningen är klar.")
    plans.tell(session, [row.id], text, happening="delimitation_recorded", at=at)
    record(session, "special_handling_lifted", at=at, by=by, department=row.id)
    session.commit()
    return row


def _require(by: Actor, at: datetime) -> None:
    if not permissions.may("see_special", by.anywhere(local_date(at))):
        raise Forbidden(say("Det här görs av säkerhetsskyddschefen."))

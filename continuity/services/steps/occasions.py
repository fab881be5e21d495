"""Proposals that the calendar makes: each once for a version in force, answered by the head."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from continuity.definitions.workflows import Calendar, Reopening
from continuity.models import AnswerPart, Department, PendingReopening, Plan, Step, StepRevision
from continuity.rules import occasions
from continuity.rules.occasions import InForce
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.steps import plans

Standing = tuple[Plan, Step, StepRevision]


def propose_by_calendar(session: Session, *, at: datetime) -> int:
    """Proposes to open every step whose occasion has come and that is not open; how many. Commits one at a time.

    A governing document that is replaced is an occasion for every unit whose nearest one above it is.
    """
    year = _Year(session, local_date(at))
    due = [
        (plan.id, reason, until)
        for plan, step, revision in year.standing
        if step.open_revision_id is None
        for reason, reopening in publishing.workflow(session, plan.workflow_hash).reopen.items()
        if reopening.opens == step.name and (until := year.until(plan, step, revision, reason, reopening)) is not None
    ]
    for plan_id, reason, until in due:
        plans.propose_by_date(session, plan_id, reason, until, at=at)
    return len(due)


class _Year:
    """What the occasions ask of all plans at once, in a handful of questions."""

    def __init__(self, session: Session, today: date) -> None:
        self.session, self.today = session, today
        self.standing = _in_force(session)
        self._steps = {(plan.department_id, step.name): revision for plan, step, revision in self.standing}
        units = session.execute(select(Department.id, Department.parent_id))
        self._above = {one.id: one.parent_id for one in units}
        self._asked = _asked(session)
        self._reworked = _reworked(session)
        self._answers = _answers(session)

    def until(self, plan: Plan, step: Step, revision: StepRevision, reason: str, reopening: Reopening) -> date | None:
        """The deadline of a proposal that should be made today, or None."""
        calendar, completed = reopening.calendar, _completed(revision)
        if calendar is None:
            return None
        governing = self._governing(plan.department_id, step.name)
        parent_since = _completed(governing) if governing is not None else None
        since = parent_since if calendar.when == "parent_replaced" and parent_since is not None else completed
        if self._asked.get((plan.id, reason), date.min) >= since:
            return None
        known = InForce(
            completed=completed,
            reworked=self._reworked.get(step.id, completed),
            valid_to=revision.valid_to,
            months=self._months(plan, calendar),
            parent_since=parent_since,
        )
        mandate = publishing.settings(self.session, revision.organisation_hash).mandate_period
        falls = occasions.falls_on(calendar, known, mandate)
        return occasions.deadline(calendar, falls, reopening.within_days, self.today) if falls is not None else None

    def _governing(self, department_id: int, step: str) -> StepRevision | None:
        """The version in force of the same step in the nearest unit above that has one."""
        above, seen = self._above.get(department_id), {department_id}
        while above is not None and above not in seen:
            if (above, step) in self._steps:
                return self._steps[above, step]
            seen.add(above)
            above = self._above.get(above)
        return None

    def _months(self, plan: Plan, calendar: Calendar) -> int | None:
        """The interval that another step's answer gives, None where it is not answered."""
        revision = self._steps.get((plan.department_id, calendar.step or ""))
        for values in self._answers.get(revision.id, ()) if revision is not None else ():
            value = values.get(calendar.question or "")
            if isinstance(value, int | float):
                return int(value)
        return None


def _in_force(session: Session) -> Sequence[Standing]:
    """Every step with a version in force, of plans that are not repealed."""
    query = (
        select(Plan, Step, StepRevision)
        .join(Step, Step.plan_id == Plan.id)
        .join(StepRevision, StepRevision.id == Step.in_force_revision_id)
        .where(Plan.repealed_at.is_(None))
        .order_by(Plan.id, Step.position)
        .options(joinedload(Plan.department))
    )
    return [(plan, step, revision) for plan, step, revision in session.execute(query)]


def _asked(session: Session) -> Mapping[tuple[int, str], date]:
    """(plan, reason) -> the day it was last proposed or given, answered or not."""
    query = select(PendingReopening.plan_id, PendingReopening.reason, func.max(PendingReopening.asked_at))
    rows = session.execute(query.group_by(PendingReopening.plan_id, PendingReopening.reason))
    return {(plan_id, reason): local_date(asked_at) for plan_id, reason, asked_at in rows}


def _reworked(session: Session) -> Mapping[int, date]:
    """Step -> the day a whole new version of it was last completed."""
    query = select(StepRevision.step_id, func.max(StepRevision.completed_at)).where(
        StepRevision.major, StepRevision.completed_at.is_not(None)
    )
    rows = session.execute(query.group_by(StepRevision.step_id))
    return {step: local_date(when) for step, when in rows if when is not None}


def _answers(session: Session) -> Mapping[int, list[Mapping[str, object]]]:
    """Revision in force -> its pages asked once: where the intervals are answered."""
    query = (
        select(AnswerPart.revision_id, AnswerPart.values)
        .join(Step, Step.in_force_revision_id == AnswerPart.revision_id)
        .where(AnswerPart.row == "", AnswerPart.removed_at.is_(None))
    )
    found: dict[int, list[Mapping[str, object]]] = {}
    for revision_id, values in session.execute(query):
        found.setdefault(revision_id, []).append(values)
    return found


def _completed(revision: StepRevision) -> date:
    return local_date(revision.completed_at or revision.opened_at)

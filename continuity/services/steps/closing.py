"""What completing a step leads to: in force, superseded, the next date, and what waited for it."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from continuity.definitions.workflows import Reopening
from continuity.models import PendingReopening, Step
from continuity.rules import due, lifecycle
from continuity.services import publishing
from continuity.services.registers import demands, exercises
from continuity.services.steps import opening, outcomes
from continuity.services.steps.desk import Desk
from continuity.services.steps.opening import Why


def supersede(desk: Desk) -> None:
    """Puts this revision in force; the one before is kept and marked superseded."""
    step, revision = desk.step, desk.revision
    before = step.in_force_revision
    if before is not None and before.id != revision.id:
        before.superseded_at = desk.at
    tree = desk.tree()
    revision.completed_at = revision.completed_at or desk.at
    revision.valid_from = _date(tree.get("valid_from")) or desk.today
    revision.valid_to = _date(tree.get("valid_to"))
    step.in_force_revision = revision
    step.in_force_revision_id = revision.id
    if desk.step.name == desk.workflow.in_force:
        desk.plan.in_force_version = revision.version
        desk.plan.valid_to = revision.valid_to
        desk.plan.review_due = due.add_months(desk.today, desk.settings.review_months)


def _date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def open_next(desk: Desk) -> None:
    """Closes the step, dates the steps that open by themselves, and opens what waited for this one."""
    desk.step.open_revision = None
    desk.step.open_revision_id = None
    desk.step.due = None
    desk.step.due_moved = None
    if desk.parameters.ends_cycle:
        _end_cycle(desk)
    _date_others(desk)
    _date_followers(desk)
    _follow_reason(desk)
    _follow_outcome(desk)
    desk.session.flush()
    open_waiting(desk)
    refresh_plan(desk)


def _end_cycle(desk: Desk) -> None:
    desk.plan.cycle += 1
    desk.plan.case_number = None  # each cycle has a case of its own
    desk.plan.review_due = due.add_months(desk.today, desk.settings.review_months)


def _date_others(desk: Desk) -> None:
    """Open steps whose due date is answered in this step get it now."""
    for step in desk.plan.steps:
        parameters = desk.workflow.steps.get(step.name)
        if parameters is None or parameters.due is None or parameters.due.step != desk.step.name:
            continue
        if step.open_revision is not None and step.due_moved is None and step.open_revision.reason == "first":
            there = Desk(desk.session, desk.plan, step, step.open_revision, desk.by, desk.at, desk.line)
            step.due = opening.due_date(there) or step.due


def _date_followers(desk: Desk) -> None:
    """Steps that open by date get their next one: those that come after this step, and this step itself."""
    for step in desk.plan.steps:
        parameters = desk.workflow.steps.get(step.name)
        if parameters is None or parameters.opens is None or step.open_revision_id is not None:
            continue
        first = parameters.after == desk.step.name and step.in_force_revision_id is None
        if step.id != desk.step.id and not first:
            continue
        planned = opening.next_opening(desk, desk.workflow, step)
        if planned is not None:
            step.opens_on, step.due = exercises.sooner(desk, step, planned)


def _follow_reason(desk: Desk) -> None:
    """What was opened for a reason may lead on to another, such as the plan once its analysis is revised."""
    reopening = desk.workflow.reopen.get(desk.revision.reason)
    if reopening is not None and reopening.then is not None and _leads_on(desk, reopening):
        _wait(desk, reopening.then, desk.revision.reason_text)


def _leads_on(desk: Desk, reopening: Reopening) -> bool:
    """Whether the reason that follows holds: always, or if the criteria are not those its step was made with."""
    if reopening.then_if == "always" or reopening.then is None:
        return True
    name = desk.workflow.reopen[reopening.then].opens
    made = next((step.in_force_revision for step in desk.plan.steps if step.name == name), None)
    if made is None:
        return False
    then = publishing.settings(desk.session, made.organisation_hash).criteria
    return (then.times_h, then.thresholds) != (desk.settings.criteria.times_h, desk.settings.criteria.thresholds)


def _wait(desk: Desk, reason: str, text: str = "") -> None:
    """A step opens for this reason as soon as no other stands in its way."""
    reopening = desk.workflow.reopen[reason]
    desk.session.add(
        PendingReopening(
            plan_id=desk.plan.id,
            step_name=reopening.opens,
            reason=reason,
            reason_text=text,
            asked_at=desk.at,
            deadline=desk.today + timedelta(days=reopening.within_days),
            proposal=reopening.proposal,
        )
    )


def _follow_outcome(desk: Desk) -> None:
    if outcomes.repeals(desk):
        repeal(desk)
        return
    for reason in outcomes.reasons(desk):
        _wait(desk, reason)


def repeal(desk: Desk) -> None:
    """Ends the plan: drafts are closed, what was adopted stays in the archive."""
    demands.end_all(desk.session, desk.department.id, at=desk.at)
    desk.plan.repealed_at = desk.at
    desk.plan.state = "repealed"
    desk.plan.review_due = None
    for pending in _unsettled(desk):
        pending.settled_at, pending.settled = desk.at, "repealed"
    for step in desk.plan.steps:
        step.open_revision = None
        step.open_revision_id = None
        step.opens_on = step.due = None
        step.ball = "nobody"


def open_waiting(desk: Desk) -> None:
    """Opens what settled reasons wait for: of the round's own steps the earliest, once none of them is open."""
    if desk.plan.repealed_at is not None:
        return
    waiting = [pending for pending in _unsettled(desk) if not pending.proposal]
    for step in desk.plan.steps:
        reasons = [pending for pending in waiting if pending.step_name == step.name]
        if reasons and step.open_revision_id is None and not (_in_round(desk, step) and _round_is_open(desk)):
            _open(desk, step, reasons)


def _unsettled(desk: Desk) -> Sequence[PendingReopening]:
    query = select(PendingReopening).where(
        PendingReopening.plan_id == desk.plan.id, PendingReopening.settled_at.is_(None)
    )
    return desk.session.scalars(query.order_by(PendingReopening.id)).all()


def _open(desk: Desk, step: Step, reasons: Sequence[PendingReopening]) -> None:
    """Opens a step for the first reason given; the others are answered by the same revision."""
    first = reasons[0]
    versions = {desk.workflow.reopen[one.reason].version for one in reasons if one.reason in desk.workflow.reopen}
    deadline = min((one.deadline for one in reasons if one.deadline), default=None)
    why = Why(first.reason, first.reason_text, major="major" in versions)
    opening.open_revision(desk.session, step, why=why, by=desk.by, at=desk.at, deadline=deadline)
    for pending in reasons:
        pending.settled_at, pending.settled = desk.at, "opened"


def _in_round(desk: Desk, step: Step) -> bool:
    """Steps of the round itself: those that do not open by their own date."""
    parameters = desk.workflow.steps.get(step.name)
    return parameters is not None and parameters.opens is None


def _round_is_open(desk: Desk) -> bool:
    return any(step.open_revision_id is not None for step in desk.plan.steps if _in_round(desk, step))


def refresh_plan(desk: Desk) -> None:
    """The plan's own state follows from its steps."""
    steps = [
        (step.name, step.in_force_revision_id is not None and step.open_revision_id is None) for step in desk.plan.steps
    ]
    started = any(step.in_force_revision_id is not None or not _initial(desk, step) for step in desk.plan.steps)
    desk.plan.state = lifecycle.plan_state(steps, started=started, repealed=desk.plan.repealed_at is not None)


def _initial(desk: Desk, step: Step) -> bool:
    parameters = desk.workflow.steps.get(step.name)
    return parameters is None or step.state == desk.workflow.machines[parameters.machine].initial

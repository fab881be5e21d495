"""Opening a revision of a step: with the newest definitions, the last answers, and its due date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.workflows import Workflow
from continuity.models import Plan, Step, StepRevision
from continuity.rules import due, lifecycle
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import prefill
from continuity.services.clock import local_date
from continuity.services.paper import rendering
from continuity.services.steps.desk import SYSTEM, Desk, line_of, lock_plan


@dataclass(frozen=True)
class Why:
    """Why a revision is opened: a reason of the workflow ("first" for the first), its text, and the next version."""

    reason: str = "first"
    text: str = ""
    major: bool = True


def open_revision(
    session: Session, step: Step, *, why: Why, by: Actor | None, at: datetime, deadline: date | None = None
) -> StepRevision:
    """Adds the step's next revision in its machine's first state, pre-filled from the one in force."""
    plan = step.plan
    code = plan.department.code
    workflow_hash = publishing.hash_of(session, "workflow", plan.workflow, plan.variant, code)
    workflow = publishing.workflow(session, workflow_hash)
    parameters = workflow.steps[step.name]
    machine = workflow.machine_of(step.name)
    before = step.in_force_revision
    revision = StepRevision(
        step_id=step.id,
        number=1 + (session.scalar(select(func.max(StepRevision.number)).where(StepRevision.step_id == step.id)) or 0),
        cycle=plan.cycle,
        state=machine.initial,
        since=at,
        reason=why.reason,
        reason_text=why.text,
        major=why.major,
        based_on_id=before.id if before else None,
        workflow_hash=workflow_hash,
        form_hash=publishing.hash_of(session, "form", parameters.form, plan.variant, code),
        organisation_hash=publishing.hash_of(session, "organisation", "organisation"),
        registration_number=before.registration_number if before and before.cycle == plan.cycle else None,
        opened_at=at,
        opened_by_id=by.person_id if by and by.person_id else None,
    )
    session.add(revision)
    session.flush()
    desk = Desk(session, plan, step, revision, by or SYSTEM, at, line_of(session, plan.department_id))
    revision.templates = rendering.templates_now(desk, (*parameters.documents, "questions"))
    step.opens_on = None
    step.open_revision = revision
    step.open_revision_id = revision.id
    step.state, step.since, step.ball = revision.state, at, lifecycle.ball_of(machine, revision.state)
    step.due = deadline or step.due or due_date(desk)
    if before is not None and before.kind != "decided_elsewhere":
        prefill.copy_answers(desk, before)
    session.flush()
    return revision


def may_open_again(workflow: Workflow, step: Step) -> bool:
    """Whether a step can be opened for a reason: it has been completed, or may open by its date, and is not open."""
    if step.open_revision_id is not None:
        return False
    return step.in_force_revision_id is not None or may_open_by_date(workflow, step)


def may_open_by_date(workflow: Workflow, step: Step) -> bool:
    """Whether a step comes back by its own date, and what it comes after is in force."""
    parameters = workflow.steps[step.name]
    before = next((one for one in step.plan.steps if one.name == parameters.after), None)
    return parameters.opens is not None and (before is None or before.in_force_revision_id is not None)


def due_date(desk: Desk) -> date | None:
    """When the step should be done: answered in another step, or days after the plan began."""
    parameter = desk.parameters.due
    if parameter is None:
        return None
    answered = prefill.answer_of(desk, parameter.step, parameter.question)
    if isinstance(answered, str):
        return date.fromisoformat(answered)
    if parameter.days is not None:
        return local_date(desk.plan.created_at) + timedelta(days=parameter.days)
    return None


def next_opening(desk: Desk, workflow: Workflow, step: Step) -> tuple[date, date] | None:
    """For a step that opens by date: (opens on, due), counted from today; None for other steps."""
    opens = workflow.steps[step.name].opens
    if opens is None:
        return None
    months = prefill.answer_of(desk, opens.step, opens.question)
    interval = int(months) if isinstance(months, int | float) else opens.months
    first = workflow.steps[step.name].due
    answered = prefill.answer_of(desk, first.step, first.question) if first else None
    if step.in_force_revision_id is None and isinstance(answered, str):
        due_on = date.fromisoformat(answered)
    else:
        due_on = due.add_months(desk.today, interval)
    return max(desk.today, due_on - timedelta(days=opens.before_due_days)), due_on


def plan_of(session: Session, plan_id: int) -> Plan | None:
    """The plan, locked by its row where the database can."""
    return lock_plan(session, plan_id)

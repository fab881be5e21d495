"""Sources of reminders between people: advice, demands and answers, actions, proposals, and a plan to take over."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from continuity.errors import say
from continuity.models import (
    Action,
    Advice,
    Demand,
    DemandAnswer,
    Department,
    PendingReopening,
    Plan,
    Promise,
    Resource,
    Step,
    StepRevision,
)
from continuity.services.clock import local_date
from continuity.services.reminders.matter import PLAN, Matter, Sources, of_plan
from continuity.services.steps import takeovers

MONTH = timedelta(days=30)


def advice(sources: Sources) -> Iterator[Matter]:
    query = (
        select(
            *PLAN, Step.id.label("step"), Step.name.label("step_name"), StepRevision.workflow_hash.label("digest"),
            Advice.id.label("advice"), Advice.role, Advice.asked_at, Advice.deadline,
        )
        .join(Step, Step.plan_id == Plan.id)
        .join(StepRevision, StepRevision.id == Step.open_revision_id)
        .join(Advice, (Advice.revision_id == StepRevision.id) & (Advice.round == StepRevision.round))
        .join(Plan.department)
        .where(Advice.asked_at.is_not(None), Advice.outcome == "", Step.ball == "reviewers")
    )  # fmt: skip
    for row in sources.session.execute(sources.of_plans(query)):
        if row.deadline is not None and row.deadline < sources.today:
            continue  # the department may go on without it, and nobody is asked any longer
        title = sources.title(row.digest, row.step_name)
        yield of_plan(
            row,
            "advice",
            f"advice:{row.advice}",
            local_date(row.asked_at),
            say("Lämna yttrande över ”{step}” senast {day}", step=title, day=row.deadline),
            f"/steg/{row.step}/granska",
            asked=row.role,
            asked_in=row.department_id,
        )  # fmt: skip


def dependency_answer(sources: Sources) -> Iterator[Matter]:
    """A resource of ours that others need, and for which nothing has been promised: one matter a resource and plan."""
    promised = select(Promise.resource_id).where(Promise.valid_to.is_(None))
    answered = exists().where(DemandAnswer.department_id == Demand.department_id, DemandAnswer.row == Demand.row)
    asked_at = func.min(Demand.valid_from).label("asked_at")
    query = (
        select(*PLAN, Resource.id.label("resource"), Resource.name.label("resource_name"), Resource.owner_id, asked_at)
        .join(Demand, Demand.resource_id == Resource.id)
        .join(StepRevision, StepRevision.id == Demand.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(Demand.state.in_(("proposed", "in_force")), Resource.owner_id.is_not(None))
        .where(Resource.merged_into_id.is_(None), Resource.id.not_in(promised), ~answered)
        .group_by(*PLAN, Resource.id, Resource.name, Resource.owner_id)
    )
    for row in sources.session.execute(sources.of_plans(query)):
        yield of_plan(
            row,
            "dependency_answer",
            f"resource:{row.resource}",
            local_date(row.asked_at),
            say("Svara på kravet på {resource}", resource=row.resource_name),
            "/krav",
            asked="provider",
            asked_in=row.owner_id,
        )


def disagreement(sources: Sources) -> Iterator[Matter]:
    """A demand that the owner has declined or answered with another time, and that still stands: nobody agrees yet."""
    later = aliased(DemandAnswer)
    same = (later.department_id == Demand.department_id, later.row == Demand.row)
    newest = select(func.max(later.id)).where(*same).correlate(Demand).scalar_subquery()
    query = (
        select(
            *PLAN, DemandAnswer.id.label("answer"), DemandAnswer.at, Resource.name.label("resource_name"),
            Resource.owner_id,
        )
        .select_from(Demand)
        .join(DemandAnswer, DemandAnswer.id == newest)
        .join(Resource, Resource.id == Demand.resource_id)
        .join(StepRevision, StepRevision.id == Demand.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(Demand.state == "in_force", DemandAnswer.answer != "confirmed", Resource.owner_id.is_not(None))
    )  # fmt: skip
    for row in sources.session.execute(sources.of_plans(query)):
        text = say("Kom överens om kravet på {resource}", resource=row.resource_name)
        more: dict[str, Any] = {"asked": "head", "asked_in": row.owner_id, "counted": True}
        yield of_plan(row, "disagreement", f"answer:{row.answer}", local_date(row.at), text, "/krav", **more)


def action_due(sources: Sources) -> Iterator[Matter]:
    """Actions that are not done; what they say stays in the system."""
    query = (
        select(*PLAN, Action.id.label("action"), Action.due)
        .join(Action, Action.department_id == Plan.department_id)
        .join(Plan.department)
        .where(Action.due.is_not(None), Action.state.in_(("open", "started")))
    )
    for row in sources.session.execute(sources.of_plans(query)):
        late = say("Datumet har passerat.")
        text = say("En åtgärd ska vara klar")
        yield of_plan(row, "action_due", f"action:{row.action}", row.due, text, f"/atgard/{row.action}", late=late)


def proposal(sources: Sources) -> Iterator[Matter]:
    """A proposal to open a step again, which the head has to answer."""
    query = (
        select(*PLAN, PendingReopening.id.label("proposal"), PendingReopening.deadline)
        .join(PendingReopening, PendingReopening.plan_id == Plan.id)
        .join(Plan.department)
        .where(PendingReopening.settled_at.is_(None), PendingReopening.proposal)
        .where(PendingReopening.deadline.is_not(None))
    )
    for row in sources.session.execute(sources.of_plans(query)):
        late, path = say("Datumet har passerat."), f"/oppning/{row.proposal}"
        text = say("Ta ställning till ett förslag om att öppna ett steg på nytt")
        yield of_plan(row, "proposal", f"proposal:{row.proposal}", row.deadline, text, path, late=late)


def takeover(sources: Sources) -> Iterator[Matter]:
    """A new head who has not taken over the plan in force; a month is given, from the day they became head."""
    query = select(*PLAN).join(Plan.department).where(Plan.in_force_version.is_not(None))
    plans = {row.id: row for row in sources.session.execute(sources.of_plans(query))}
    for plan_id, seat in takeovers.waiting(sources.session, list(plans), sources.today).items():
        text, path = say("Ta över ansvaret för planen"), f"/plan/{plan_id}/overtagande"
        late = say("Datumet har passerat.")
        yield of_plan(plans[plan_id], "takeover", f"seat:{seat.id}", seat.starts + MONTH, text, path, late=late)

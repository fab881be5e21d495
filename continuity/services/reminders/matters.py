"""What there is to be reminded of: one source for each kind of matter, each a handful of questions for all plans."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Matter as Kind
from continuity.errors import say
from continuity.models import Plan, Step, StepRevision
from continuity.services.clock import local_date
from continuity.services.reminders import matters_between as between
from continuity.services.reminders.matter import PLAN, Matter, Sources, of_plan


def _review_due(sources: Sources) -> Iterator[Matter]:
    query = select(*PLAN, Plan.review_due).join(Plan.department).where(Plan.review_due.is_not(None))
    for plan in sources.session.execute(sources.of_plans(query)):
        workflow = sources.workflow(plan.workflow_hash)
        ending = next((step for step in workflow.steps.values() if step.ends_cycle), None)
        yield of_plan(
            plan,
            "review_due",
            "plan",
            plan.review_due,
            say("Årlig översyn av planen"),
            f"/enhet/{plan.department_id}",
            late=say("Översyn försenad – planen gäller."),
            body=ending is not None and ending.decided_by != "head",
        )


def _valid_to(sources: Sources) -> Iterator[Matter]:
    query = select(*PLAN, Plan.valid_to).join(Plan.department)
    query = query.where(Plan.valid_to.is_not(None), Plan.in_force_version.is_not(None))
    for plan in sources.session.execute(sources.of_plans(query)):
        late = say("Giltighetstiden har gått ut – planen används tills nytt beslut.")
        text, path = say("Planens giltighetstid går ut"), f"/enhet/{plan.department_id}"
        yield of_plan(plan, "valid_to", "plan", plan.valid_to, text, path, late=late)


def _step_due(sources: Sources) -> Iterator[Matter]:
    """Steps that somebody works on; the one that ends the cycle has the review's own ladder."""
    query = (
        select(
            *PLAN, Step.id.label("step"), Step.name.label("step_name"), Step.due,
            StepRevision.workflow_hash.label("digest"),
        )
        .join(Step, Step.plan_id == Plan.id)
        .join(StepRevision, StepRevision.id == Step.open_revision_id)
        .join(Plan.department)
        .where(Step.due.is_not(None), Step.ball.in_(("coordinator", "head")))
    )  # fmt: skip
    for row in sources.session.execute(sources.of_plans(query)):
        parameters = sources.workflow(row.digest).steps.get(row.step_name)
        if parameters is None or parameters.ends_cycle:
            continue
        yield of_plan(
            row,
            "step_due",
            f"step:{row.step}",
            row.due,
            say("”{step}” ska vara klart", step=parameters.title),
            f"/steg/{row.step}",
            late=say("Datumet har passerat."),
        )


SOURCES: Mapping[Kind, Callable[[Sources], Iterator[Matter]]] = MappingProxyType(
    {
        "review_due": _review_due,
        "valid_to": _valid_to,
        "step_due": _step_due,
        "advice": between.advice,
        "dependency_answer": between.dependency_answer,
        "disagreement": between.disagreement,
        "action_due": between.action_due,
        "proposal": between.proposal,
        "takeover": between.takeover,
    }
)


def matters(
    session: Session, kinds: Collection[str], *, at: datetime | date, plan_ids: Collection[int] | None = None
) -> list[Matter]:
    """Everything that ladders of these kinds are about, in all plans or in some."""
    today = local_date(at) if isinstance(at, datetime) else at
    sources = Sources(session, plan_ids, today)
    return [matter for kind, source in SOURCES.items() if kind in kinds for matter in source(sources)]

"""What there is to be reminded of: one source for each kind of matter, each a handful of questions for all plans."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Matter as Kind
from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Reason, say
from continuity.models import Advice, Demand, DemandAnswer, Department, Plan, Promise, Resource, Step, StepRevision
from continuity.services import publishing
from continuity.services.clock import local_date


@dataclass(frozen=True)
class Matter:
    """One thing that somebody has to do, as reminders see it; `subject` names it, `day` is what its ladder counts from.

    `text` says it in words, `late` what holds once the day has passed. `asked` is the role in `asked_in` (a
    department) that a rung means by "asked". `body` says that a political body decides.
    """

    ladder: Kind
    subject: str
    plan_id: int
    department_id: int
    department: str
    cycle: int
    day: date
    text: Reason
    path: str
    late: Reason | None = None
    body: bool = False
    asked: str = ""
    asked_in: int | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes it this matter and no other: a new day is a new matter."""
        return self.ladder, self.subject, self.day


class Sources:
    """The plans in question (None: all) and their workflows, shared by the sources."""

    def __init__(self, session: Session, plan_ids: Collection[int] | None, today: date) -> None:
        self.session, self.today = session, today
        self._plan_ids = plan_ids
        self._workflows: dict[str, Workflow] = {}

    def of_plans(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query, for living plans of open departments; it has joined Plan and Department."""
        query = query.where(Plan.repealed_at.is_(None), Department.closed_on.is_(None))
        return query if self._plan_ids is None else query.where(Plan.id.in_(self._plan_ids))

    def workflow(self, digest: str) -> Workflow:
        """A workflow, read once."""
        if digest not in self._workflows:
            self._workflows[digest] = publishing.workflow(self.session, digest)
        return self._workflows[digest]

    def title(self, digest: str, step: str) -> Words:
        """A step's name."""
        parameters = self.workflow(digest).steps.get(step)
        return parameters.title if parameters else Words(sv=step)


_PLAN = (Plan.id, Plan.cycle, Plan.department_id, Plan.workflow_hash, Department.name)


def _review_due(sources: Sources) -> Iterator[Matter]:
    query = select(*_PLAN, Plan.review_due).join(Plan.department).where(Plan.review_due.is_not(None))
    for plan in sources.session.execute(sources.of_plans(query)):
        workflow = sources.workflow(plan.workflow_hash)
        ending = next((step for step in workflow.steps.values() if step.ends_cycle), None)
        yield _of_plan(
            plan,
            "review_due",
            plan.review_due,
            say("Årlig översyn av planen"),
            late=say("Översyn försenad – planen gäller."),
            body=ending is not None and ending.decided_by != "head",
        )


def _valid_to(sources: Sources) -> Iterator[Matter]:
    query = select(*_PLAN, Plan.valid_to).join(Plan.department)
    query = query.where(Plan.valid_to.is_not(None), Plan.in_force_version.is_not(None))
    for plan in sources.session.execute(sources.of_plans(query)):
        late = say("Giltighetstiden har gått ut – planen används tills nytt beslut.")
        yield _of_plan(plan, "valid_to", plan.valid_to, say("Planens giltighetstid går ut"), late=late)


def _of_plan(plan: Any, ladder: Kind, day: date, text: Reason, *, late: Reason, body: bool = False) -> Matter:
    return Matter(
        ladder=ladder,
        subject="plan",
        plan_id=plan.id,
        department_id=plan.department_id,
        department=plan.name,
        cycle=plan.cycle,
        day=day,
        text=text,
        path=f"/enhet/{plan.department_id}",
        late=late,
        body=body,
    )


def _step_due(sources: Sources) -> Iterator[Matter]:
    """Steps that somebody works on; the one that ends the cycle has the review's own ladder."""
    query = (
        select(
            *_PLAN, Step.id.label("step"), Step.name.label("step_name"), Step.due,
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
        yield Matter(
            ladder="step_due",
            subject=f"step:{row.step}",
            plan_id=row.id,
            department_id=row.department_id,
            department=row.name,
            cycle=row.cycle,
            day=row.due,
            text=say("”{step}” ska vara klart", step=parameters.title),
            path=f"/steg/{row.step}",
            late=say("Datumet har passerat."),
        )


def _advice(sources: Sources) -> Iterator[Matter]:
    query = (
        select(
            *_PLAN, Step.id.label("step"), Step.name.label("step_name"), StepRevision.workflow_hash.label("digest"),
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
        yield Matter(
            ladder="advice",
            subject=f"advice:{row.advice}",
            plan_id=row.id,
            department_id=row.department_id,
            department=row.name,
            cycle=row.cycle,
            day=local_date(row.asked_at),
            text=say("Lämna yttrande över ”{step}” senast {day}", step=title, day=row.deadline),
            path=f"/steg/{row.step}/granska",
            asked=row.role,
            asked_in=row.department_id,
        )  # fmt: skip


def _dependency_answer(sources: Sources) -> Iterator[Matter]:
    """A resource of ours that others need, and for which nothing has been promised: one matter a resource and plan."""
    promised = select(Promise.resource_id).where(Promise.valid_to.is_(None))
    answered = exists().where(DemandAnswer.department_id == Demand.department_id, DemandAnswer.row == Demand.row)
    asked_at = func.min(Demand.valid_from).label("asked_at")
    query = (
        select(*_PLAN, Resource.id.label("resource"), Resource.name.label("resource_name"), Resource.owner_id, asked_at)
        .join(Demand, Demand.resource_id == Resource.id)
        .join(StepRevision, StepRevision.id == Demand.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(Demand.state.in_(("proposed", "in_force")), Resource.owner_id.is_not(None))
        .where(Resource.merged_into_id.is_(None), Resource.id.not_in(promised), ~answered)
        .group_by(*_PLAN, Resource.id, Resource.name, Resource.owner_id)
    )
    for row in sources.session.execute(sources.of_plans(query)):
        yield Matter(
            ladder="dependency_answer",
            subject=f"resource:{row.resource}",
            plan_id=row.id,
            department_id=row.department_id,
            department=row.name,
            cycle=row.cycle,
            day=local_date(row.asked_at),
            text=say("Svara på kravet på {resource}", resource=row.resource_name),
            path=f"/enhet/{row.owner_id}",
            asked="provider",
            asked_in=row.owner_id,
        )


SOURCES: Mapping[Kind, Callable[[Sources], Iterator[Matter]]] = MappingProxyType(
    {
        "review_due": _review_due,
        "valid_to": _valid_to,
        "step_due": _step_due,
        "advice": _advice,
        "dependency_answer": _dependency_answer,
    }
)


def matters(
    session: Session, kinds: Collection[str], *, at: datetime | date, plan_ids: Collection[int] | None = None
) -> list[Matter]:
    """Everything that ladders of these kinds are about, in all plans or in some."""
    today = local_date(at) if isinstance(at, datetime) else at
    sources = Sources(session, plan_ids, today)
    return [matter for kind, source in SOURCES.items() if kind in kinds for matter in source(sources)]

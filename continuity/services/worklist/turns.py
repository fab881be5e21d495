"""Whose turn it is on each open step, and what for; read for many steps in a handful of questions."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from continuity.definitions.words import Words
from continuity.definitions.workflows import Machine, State, Workflow, WorkflowStep
from continuity.models import Advice, Comment, Hearing, Plan, SignOff, Step, StepRevision
from continuity.rules.guards import SLOT_ROLES
from continuity.rules.lifecycle import triggers_from
from continuity.services.organisation import tree
from continuity.services.worklist.standing import Standing, load_workflows, stand

ASSIGN_NUMBER = "assign_number"


@dataclass(frozen=True)
class Turn:
    """One thing to do on a step: by anyone with one of `roles`, or by one of `persons`, never by `others`."""

    kind: str
    roles: frozenset[str] = frozenset()
    persons: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    due: date | None = None
    count: int = 0

    def is_for(self, person: int, roles: Collection[str]) -> bool:
        """Whether this person, with these roles in the department, may do it."""
        return person not in self.others and (person in self.persons or not self.roles.isdisjoint(roles))


@dataclass(frozen=True)
class OpenStep:
    """An open step with everything that says whose turn it is."""

    plan: Plan
    step: Step
    revision: StepRevision | None
    standing: Standing
    way: tuple[tree.Unit, ...]
    workflow: Workflow
    advice: Sequence[Advice] = ()
    comments: int = 0
    signed: Mapping[str, int] = field(default_factory=dict)
    hearing: Hearing | None = None

    @property
    def before_is_done(self) -> bool:
        """Whether the step that this one comes after is completed, or this one was opened again on its own."""
        before = next((step for step in self.plan.steps if step.name == self.parameters.after), None)
        again = self.revision is not None and self.revision.reason != "first"
        return before is None or again or before.in_force_revision_id is not None

    @property
    def line(self) -> tuple[int, ...]:
        """The department's id and those above it."""
        return tuple(unit.id for unit in self.way)

    @property
    def title(self) -> Words:
        """The step's name."""
        return self.standing.title

    @property
    def parameters(self) -> WorkflowStep:
        """The step's parameters."""
        return self.workflow.steps[self.step.name]

    @property
    def machine(self) -> Machine:
        """The step's machine."""
        return self.workflow.machine_of(self.step.name)

    def turns(self, today: date) -> tuple[Turn, ...]:
        """What there is to do now, the thing that the state is about first."""
        state = self.machine.states.get(self.step.state)
        if self.revision is not None and self.revision.kind == "annex":
            return (Turn("annex", frozenset({"coordinator", "head"})),)
        if state is None or state.final or self.standing.waits:
            return ()
        return (*_by_state(self, state, today), *_beside(self, state))


def open_steps(session: Session, plan_ids: Collection[int], *, at: datetime) -> list[OpenStep]:
    """Every step of these plans, in order; `at` decides what is late."""
    query = (
        select(Plan)
        .where(Plan.id.in_(plan_ids))
        .options(
            selectinload(Plan.department),
            selectinload(Plan.steps).selectinload(Step.open_revision),
            selectinload(Plan.steps).selectinload(Step.in_force_revision),
        )
    )
    plans = session.scalars(query).all()
    steps = [step for plan in plans for step in plan.steps]
    flows = load_workflows(session, {_hash(step, plan) for plan in plans for step in plan.steps})
    ways = tree.lines(session, {plan.department_id for plan in plans})
    facts = _Facts(session, [step.open_revision for step in steps if step.open_revision is not None])
    return [
        _opened(plan, step, flows[_hash(step, plan)], ways[plan.department_id], facts, at)
        for plan in plans
        for step in plan.steps
    ]


def _hash(step: Step, plan: Plan) -> str:
    """A running step keeps the definition that it was opened with."""
    return step.open_revision.workflow_hash if step.open_revision else plan.workflow_hash


def _opened(
    plan: Plan, step: Step, workflow: Workflow, way: tuple[tree.Unit, ...], facts: "_Facts", at: datetime
) -> OpenStep:
    current = step.open_revision
    in_force = step.in_force_revision
    existing = in_force is not None and in_force.kind == "decided_elsewhere"
    standing = stand(step, plan.steps, workflow, at, existing=existing)
    if current is None:
        return OpenStep(plan, step, None, standing, way, workflow)
    return OpenStep(
        plan,
        step,
        current,
        standing,
        way,
        workflow,
        advice=facts.advice.get(current.id, ()),
        comments=facts.comments.get(current.id, 0),
        signed=facts.signed.get(current.id, {}),
        hearing=facts.hearings.get(current.id),
    )


class _Facts:
    """Advice, open comments, signatures and meetings of many revisions, one question each."""

    def __init__(self, session: Session, revisions: Iterable[StepRevision]) -> None:
        rounds = {revision.id: revision.round for revision in revisions}
        self.advice: dict[int, list[Advice]] = {}
        self.signed: dict[int, dict[str, int]] = {}
        self.hearings: dict[int, Hearing] = {}
        self.comments: dict[int, int] = {}
        if not rounds:
            return

        def of_this_round(model: Any) -> Iterator[Any]:
            rows = session.scalars(select(model).where(model.revision_id.in_(rounds)).order_by(model.id))
            return (row for row in rows if row.round == rounds[row.revision_id])

        for advice in sorted(of_this_round(Advice), key=lambda row: (row.position, row.id)):
            self.advice.setdefault(advice.revision_id, []).append(advice)
        for signature in of_this_round(SignOff):
            if signature.action == "signed":
                self.signed.setdefault(signature.revision_id, {})[signature.slot] = signature.person_id
        self.hearings = {hearing.revision_id: hearing for hearing in of_this_round(Hearing)}
        unanswered = (
            select(Comment.revision_id, func.count())
            .where(Comment.revision_id.in_(rounds), Comment.answer == "")
            .group_by(Comment.revision_id)
        )
        self.comments = {row[0]: row[1] for row in session.execute(unanswered)}


# --- what each kind of state asks for -----------------------------------------------------------------------------


def _by_state(opened: OpenStep, state: State, today: date) -> Iterator[Turn]:
    if state.initial:
        yield Turn("start", _first_hands(opened, state), due=opened.standing.due)
    elif state.editable:
        yield from _while_edited(opened, state)
    elif state.review:
        yield from _while_reviewed(opened, today)
    else:
        yield from _LATER.get(state.ball, _nothing)(opened)


def _first_hands(opened: OpenStep, state: State) -> frozenset[str]:
    """Whoever has the ball; a machine without a coordinator gives it to the head."""
    return frozenset({state.ball} if state.ball in ("head", "coordinator") else {"coordinator", "head"})


def _appointed(opened: OpenStep) -> frozenset[int]:
    appointed = opened.revision.appointed_id if opened.revision else None
    return frozenset({appointed} if appointed is not None else ())


def _while_edited(opened: OpenStep, state: State) -> Iterator[Turn]:
    returned = opened.revision is not None and bool(opened.revision.returned_reason)
    kind = "change" if returned else "continue"
    yield Turn(kind, _first_hands(opened, state), _appointed(opened), due=opened.standing.due)


def _while_reviewed(opened: OpenStep, today: date) -> Iterator[Turn]:
    assert opened.revision is not None
    submitter = frozenset({opened.revision.submitted_by_id} if opened.revision.submitted_by_id else ())
    waiting = [row for row in opened.advice if not row.outcome and row.asked_at is not None]
    for row in waiting:
        yield Turn("advise", frozenset({row.role}), others=submitter, due=row.deadline)
    late = all(row.outcome or (row.deadline is not None and row.deadline < today) for row in opened.advice)
    if late and not opened.comments and opened.revision.registration_number and opened.before_is_done:
        yield Turn("clear", frozenset({"coordinator", "head"}), due=opened.standing.due)


def _signatures(opened: OpenStep) -> Iterator[Turn]:
    assert opened.revision is not None
    slot = next((name for name in opened.parameters.signers if name not in opened.signed), None)
    if slot is None:
        return
    submitter = opened.revision.submitted_by_id
    already = frozenset(opened.signed.values())
    if "submitter" in SLOT_ROLES[slot]:
        yield Turn("sign", persons=frozenset({submitter} if submitter else ()), others=already)
        return
    alone = frozenset({submitter} if submitter and slot == "approved_by" else ())
    yield Turn("sign", SLOT_ROLES[slot], others=already | alone, due=opened.standing.due)


def _decisions(opened: OpenStep) -> Iterator[Turn]:
    assert opened.revision is not None
    secretary = frozenset({"committee_secretary"})
    meeting = opened.hearing.meeting_date if opened.hearing else None
    if opened.revision.amended_pages:
        yield Turn("amend", frozenset({"coordinator"}), _appointed(opened), due=opened.standing.due)
        yield Turn("confirm_amendment", secretary, due=opened.standing.due)
    elif meeting is None:
        yield Turn("hearing", secretary, due=opened.standing.due)
    else:
        yield Turn("decide", secretary, due=meeting)


def _nothing(opened: OpenStep) -> Iterator[Turn]:
    return iter(())


_LATER: Mapping[str, Callable[[OpenStep], Iterator[Turn]]] = {
    "signers": _signatures,
    "committee_secretary": _decisions,
}


def _beside(opened: OpenStep, state: State) -> Iterator[Turn]:
    """What waits beside the state's own business: comments to answer, a number to assign."""
    if opened.revision is None or state.initial:
        return
    if opened.comments:
        hands = frozenset({"coordinator"}) if "coordinator" in _member_roles(opened) else frozenset({"head"})
        yield Turn("respond", hands, _appointed(opened), due=opened.standing.due, count=opened.comments)
    numberless = opened.revision.registration_number is None and not state.editable
    if numberless and ASSIGN_NUMBER in triggers_from(opened.machine, opened.step.state):
        yield Turn("number", frozenset({"registrar"}), due=opened.standing.due)


def _member_roles(opened: OpenStep) -> frozenset[str]:
    return frozenset(role for transition in opened.machine.transitions.values() for role in transition.by)

"""How a step stands, in the words of its own definition: label, tone, flags and who has the ball."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Ball
from continuity.definitions.words import Words
from continuity.definitions.workflows import State, Workflow
from continuity.errors import Reason, say
from continuity.models import DefinitionText, Step
from continuity.services import publishing
from continuity.services.clock import local_date

Tone = Literal["idle", "work", "review", "wait", "done"]
SOON = timedelta(days=60)
NOT_YET = Words(sv="Kan inte börja än", en="Cannot start yet")

BALLS: Mapping[Ball, Reason] = MappingProxyType(
    {
        "coordinator": say("Samordnaren"),
        "head": say("Förvaltningschefen"),
        "reviewers": say("De som lämnar yttrande"),
        "signers": say("De som skriver under"),
        "committee_secretary": say("Nämndsekreteraren"),
        "registrar": say("Registratorn"),
        "nobody": say("Ingen"),
    }
)


@dataclass(frozen=True)
class Standing:
    """One step as people see it; `age` is whole days in this state, `existing` a document decided elsewhere."""

    step_id: int
    name: str
    title: Words
    state: str
    label: Words
    tone: Tone
    since: datetime
    age: int
    ball: Ball
    due: date | None
    overdue: bool
    soon: bool
    opens_on: date | None
    waits: bool
    in_force: bool
    existing: bool = False

    @property
    def holder(self) -> Reason:
        """Who has the ball, in words."""
        return BALLS[self.ball]


def load_workflows(session: Session, hashes: Collection[str]) -> dict[str, Workflow]:
    """The workflows with these hashes, read in one question."""
    texts = session.scalars(select(DefinitionText).where(DefinitionText.hash.in_(set(hashes)))).all()
    return {text.hash: publishing.workflow(session, text.hash) for text in texts}


def stand(step: Step, steps: Iterable[Step], workflow: Workflow, at: datetime, *, existing: bool = False) -> Standing:
    """How `step` stands among the `steps` of its plan."""
    today = local_date(at)
    state = _state(workflow, step)
    waits = state is not None and state.initial and _waits(step, steps, workflow)
    ball: Ball = "nobody" if waits or state is None else state.ball
    due = step.due if step.ball != "nobody" else None  # what nobody has to do is never late
    parameters = workflow.steps.get(step.name)
    return Standing(
        step_id=step.id,
        name=step.name,
        title=parameters.title if parameters else Words(sv=step.name),
        state=step.state,
        label=NOT_YET if waits else state.label if state else Words(sv=step.state),
        tone=_tone(state),
        since=step.since,
        age=max(0, (today - local_date(step.since)).days),
        ball=ball,
        due=due,
        overdue=due is not None and due < today,
        soon=due is not None and today <= due <= today + SOON,
        opens_on=step.opens_on,
        waits=waits,
        in_force=step.in_force_revision_id is not None,
        existing=existing,
    )


def _state(workflow: Workflow, step: Step) -> State | None:
    return workflow.machine_of(step.name).states.get(step.state) if step.name in workflow.steps else None


def _waits(step: Step, steps: Iterable[Step], workflow: Workflow) -> bool:
    """Whether the step cannot start yet: its own date has not come, or the step before is not sent in."""
    if step.open_revision_id is None and workflow.steps[step.name].opens is not None:
        return True  # it opens by its own date, see `opens_on`
    if step.in_force_revision_id is not None:
        return False
    name = workflow.steps[step.name].after
    before = next((other for other in steps if other.name == name), None)
    if before is None or before.in_force_revision_id is not None:
        return False
    state = _state(workflow, before)
    return state is None or state.initial or state.editable


def _tone(state: State | None) -> Tone:
    if state is None or state.initial:
        return "idle"
    if state.final:
        return "done"
    if state.editable:
        return "work"
    return "review" if state.review else "wait"

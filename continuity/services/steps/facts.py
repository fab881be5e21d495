"""What the guards ask about one step, each fact worked out when it is first asked."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from continuity.definitions.vocabulary import SignerSlot
from continuity.models import Advice, Comment, Decision, SignOff, Step
from continuity.rules.guards import AdviceFact, BackingFact
from continuity.services import publishing
from continuity.services.steps import standing_behind

if TYPE_CHECKING:  # the desk gives these facts, so it imports this module
    from continuity.services.steps.desk import Desk


class Facts:
    """The guards' questions about one desk, each answered when first asked."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self.actor_id: int | None = desk.by.person_id
        self.now = desk.at
        self.today = desk.today
        self.auth_time = desk.by.auth_time
        self.submitter_id = desk.revision.submitted_by_id
        self.reopened = desk.revision.reason != "first"
        self.number_assigned = desk.revision.registration_number is not None
        self.decided_by: str = desk.parameters.decided_by
        self.amended = bool(desk.revision.amended_pages)
        self.slots: tuple[SignerSlot, ...] = desk.parameters.signers

    @cached_property
    def roles(self) -> frozenset[str]:
        """Held and derived roles."""
        return self._desk.roles

    @cached_property
    def _before(self) -> Step | None:
        name = self._desk.parameters.after
        return next((step for step in self._desk.plan.steps if step.name == name), None)

    @property
    def after(self) -> str:
        """How far the step before has come: none, waiting, submitted, completed."""
        before = self._before
        if before is None:
            return "none"
        if before.in_force_revision_id is not None:
            return "completed"
        if before.open_revision is None:
            return "waiting"
        definition = publishing.workflow(self._desk.session, before.open_revision.workflow_hash)
        state = definition.machine_of(before.name).states[before.state]
        return "waiting" if state.initial or state.editable else "submitted"

    @property
    def after_title(self) -> str:
        """What the step before is called."""
        name = self._desk.parameters.after
        return self._desk.workflow.steps[name].title.in_(self._desk.by.language) if name else ""

    @cached_property
    def blocking(self) -> int:
        """How many answers stand in the way of submitting."""
        return sum(finding.blocks for finding in self._desk.findings())

    @cached_property
    def backing(self) -> Sequence[BackingFact]:
        """The rows that somebody shall stand behind."""
        return standing_behind.facts(self._desk)

    @cached_property
    def advice(self) -> Sequence[AdviceFact]:
        """The round's advice, in order."""
        desk = self._desk
        query = select(Advice).where(Advice.revision_id == desk.revision.id, Advice.round == desk.revision.round)
        rows = desk.session.scalars(query.order_by(Advice.position))
        return [AdviceFact(a.role, a.asked_at is not None, a.deadline, a.outcome) for a in rows]

    @cached_property
    def open_comments(self) -> int:
        """Comments without an answer."""
        desk = self._desk
        query = select(Comment.id).where(Comment.revision_id == desk.revision.id, Comment.answer == "")
        return len(desk.session.scalars(query).all())

    @cached_property
    def signed(self) -> Mapping[str, int]:
        """Slot -> person who signed it this round."""
        desk = self._desk
        query = select(SignOff.slot, SignOff.person_id).where(
            SignOff.revision_id == desk.revision.id,
            SignOff.round == desk.revision.round,
            SignOff.action == "signed",
        )
        return {row.slot: row.person_id for row in desk.session.execute(query)}

    @cached_property
    def decision_recorded(self) -> bool:
        """A decision to adopt stands with date and paragraph."""
        desk = self._desk
        query = select(Decision).where(
            Decision.revision_id == desk.revision.id,
            Decision.round == desk.revision.round,
            Decision.outcome.in_(("approved", "amended")),
        )
        found = desk.session.scalars(query.order_by(Decision.id.desc())).first()
        return found is not None and bool(found.paragraph)

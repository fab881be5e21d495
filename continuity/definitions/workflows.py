"""A workflow as data: machines for one revision of a step, the steps, and what opens them again."""

from typing import Literal

from pydantic import Field

from continuity.definitions.vocabulary import (
    Actor,
    Ball,
    Decider,
    Effect,
    Follows,
    Guard,
    Happening,
    Occasion,
    Role,
    SignerSlot,
    StatementFact,
    Version,
)
from continuity.definitions.words import NOTHING, Definition, Frozen, Words


class State(Definition):
    """A state of a step's revision; `enter` runs whichever path leads here."""

    label: Words
    ball: Ball = "nobody"
    initial: bool = False
    final: bool = False
    editable: bool = False
    review: bool = False
    enter: tuple[Effect, ...] = ()


class Transition(Definition):
    """A trigger: where from, where to (None stays and runs no effect), who may, and what must hold."""

    from_: tuple[str, ...] = Field(alias="from")
    to: str | None = None
    by: tuple[Actor, ...] = ()
    guards: tuple[Guard, ...] = ()
    reason: bool = False
    automatic: bool = False
    label: Words | None = None


class Machine(Definition):
    """The states and triggers that one revision of a step runs through."""

    states: Frozen[str, State]
    transitions: Frozen[str, Transition]

    @property
    def initial(self) -> str:
        """The one state that a new revision stands in."""
        return next(name for name, state in self.states.items() if state.initial)


class Reviewer(Definition):
    """A role asked for advice, with its deadline in Swedish working days; `after` waits for an earlier one."""

    role: Role
    workdays: int = 10
    resubmission_workdays: int = 3
    after: Role | None = None


class Due(Definition):
    """When a step should be done: days after the plan starts, or the answer to a question in another step."""

    days: int | None = None
    step: str | None = None
    question: str | None = None


class Opens(Definition):
    """A step that opens by its own date: every `months` (or as answered), `before_due_days` ahead."""

    before_due_days: int = 90
    months: int = 12
    step: str | None = None
    question: str | None = None


class RowOutcome(Definition):
    """Rows that decide: any whose `question` is (or holds) one of `is`.

    With `points_by` the row must point at a row where `where` is at most a number: `points_by` is the reference in the
    row, `to` the "step.list" it points at. `opens` is a reason to open again.
    """

    list: str
    question: str
    is_: tuple[str, ...] = Field(alias="is")
    points_by: str | None = None
    to: str | None = None
    where: str | None = None
    at_most: float | None = None
    opens: str


class Proposes(Definition):
    """Answers that speak for a choice: to a question asked once, or in some fixed `rows` of a list (all: ())."""

    option: str
    question: str
    is_: tuple[str, ...] = Field(alias="is")
    list: str | None = None
    rows: tuple[str, ...] = ()


class Outcome(Definition):
    """A final answer that decides what happens to the plan next: `opens` maps it to a reason to open again.

    `proposes` is what the other answers speak for, the weightiest first; `otherwise` what they speak for if none does.
    """

    question: str
    opens: Frozen[str, str] = NOTHING
    repeals: tuple[str, ...] = ()
    rows: tuple[RowOutcome, ...] = ()
    proposes: tuple[Proposes, ...] = ()
    otherwise: str | None = None


class Tests(Definition):
    """Makes a step a trial of the plan in force: which of its questions say when, what, how, and what was reached.

    `objectives` is the list of objectives, `result` the question in its rows, `reached` the answers that count. What
    the step's outcome opens again for the plan in force must be tried once more within `retest_months`.
    """

    held_on: str
    name: str
    types: str
    objectives: str
    result: str
    reached: tuple[str, ...]
    retest_months: int = 6


class Addition(Definition):
    """A sentence that follows a statement when something holds; `one` is said instead where it is so of one thing."""

    when: StatementFact
    says: Words
    one: Words | None = None


class StoodBehind(Definition):
    """Rows of a list that somebody must stand behind before the step is sent in, or have had the time to.

    `owner` is the question in the row, of kind role, that says who; `statement` what they say, and may name {row}.
    """

    list: str
    owner: str
    statement: Words
    workdays: int = 10


class WorkflowStep(Definition):
    """One step of the round and the parameters that carry most variants."""

    title: Words
    machine: str
    form: str
    document: str
    after: str | None = None
    signers: tuple[SignerSlot, ...] = ("prepared_by", "approved_by")
    reviewers: tuple[Reviewer, ...] = ()
    decided_by: Decider = "head"
    memo: str | None = None
    sign_level: Literal["recorded", "fresh_login"] = "fresh_login"
    statements: Frozen[SignerSlot, Words]
    statement_additions: Frozen[SignerSlot, Addition] = NOTHING
    document_type: Words
    due: Due | None = None
    opens: Opens | None = None
    outcome: Outcome | None = None
    tests: Tests | None = None
    stood_behind: StoodBehind | None = None
    running_number: int | None = None
    valid_months: int | None = None
    ends_cycle: bool = False
    annex: tuple[str, ...] = ()
    annex_document: str | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """The documents that share the form's questions with the step's own."""
        return tuple(name for name in (self.memo, self.annex_document) if name is not None)

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document of the step, its own first."""
        return (self.document, *self.beside)


class Calendar(Definition):
    """When the calendar is a reason: the end of validity, an interval (in months, or as answered), a mandate period."""

    when: Occasion
    months: int | None = None
    step: str | None = None
    question: str | None = None


class Reopening(Definition):
    """A reason to open a step again: who may, within how long, the version it leads to, and the reason that follows.

    `when` names what happens in the program that makes it propose the reason to the head.
    """

    label: Words
    opens: str
    by: tuple[Actor, ...] = ("head", "coordinator")
    within_days: int = 30
    version: Version = "minor"
    proposal: bool = False
    when: tuple[Happening, ...] = ()
    then: str | None = None
    then_if: Follows = "always"
    calendar: Calendar | None = None


class Workflow(Definition):
    """A department's round: machines, steps in order, and reasons to open a step again."""

    format: Literal[1]
    title: Words
    first: str
    in_force: str
    machines: Frozen[str, Machine]
    steps: Frozen[str, WorkflowStep]
    reopen: Frozen[str, Reopening] = NOTHING

    def machine_of(self, step: str) -> Machine:
        """The machine that this step's revisions run on."""
        return self.machines[self.steps[step].machine]

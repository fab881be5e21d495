"""The only place that knows `transitions`: which state a trigger leads to, or every reason why it may not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Protocol

import transitions

from continuity.definitions.vocabulary import Effect, Guard
from continuity.definitions.workflows import Machine
from continuity.errors import Reason, Refused, say


class Record(Protocol):
    """What a machine moves: anything with a state."""

    state: str


class Facts(Protocol):
    """What guards ask about; worked out by the service when asked, never by the machine."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles of whoever acts, derived ones (submitter, signers, reviewers) included."""
        ...


Guards = Mapping[Guard, Callable[..., Reason | None]]


@dataclass(frozen=True)
class Moved:
    """What a trigger did: the state now, and the effects of the states entered, in order."""

    state: str
    effects: tuple[Effect, ...]


@lru_cache(maxsize=256)
def _compiled(key: "_ById") -> transitions.Machine:
    """One unbound machine a definition: no model is added, so nothing is decorated and nothing leaks."""
    definition = key.machine
    return transitions.Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        auto_transitions=False,
        send_event=True,
        queued=False,
        transitions=[
            {"trigger": name, "source": source, "dest": transition.to or source}
            for name, transition in definition.transitions.items()
            for source in transition.from_
        ],
    )


class _ById:
    """A definition hashed by identity: it is frozen, and hashing its contents at each step would cost more."""

    __slots__ = ("machine",)

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def __hash__(self) -> int:
        return id(self.machine)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.machine is self.machine


def triggers_from(machine: Machine, state: str) -> tuple[str, ...]:
    """The triggers that exist in this state, the automatic ones left out."""
    return tuple(n for n, t in machine.transitions.items() if state in t.from_ and not t.automatic)


def reasons_against(
    machine: Machine, state: str, trigger: str, facts: Facts, guards: Guards, *, reason: str | None = ""
) -> tuple[Reason, ...]:
    """Every reason why `trigger` is refused now, so that a button can say them; empty when it may fire.

    `reason` is what the person wrote; None leaves out the demand for one (when a button is drawn).
    """
    transition = machine.transitions.get(trigger)
    if transition is None or state not in transition.from_:
        label = machine.states[state].label.sv or state
        return (say("Steget är i läget ”{state}” och då går det inte att göra detta.", state=label),)
    if facts.roles.isdisjoint(transition.by):  # what nobody is named for, nobody may do
        return (say("Du har inte den roll som krävs för det här."),)
    against = [found for name in transition.guards if (found := guards[name](facts)) is not None]
    if transition.reason and reason is not None and not reason.strip():
        against.append(say("Skriv en anledning, så att mottagaren vet vad som ska ändras."))
    return tuple(against)


def fire(
    machine: Machine, record: Record, trigger: str, facts: Facts, guards: Guards, *, reason: str | None = None
) -> Moved:
    """Moves `record` by `trigger`, or raises `Refused` with all reasons; effects are the caller's to run.

    `reason` is required text where the definition says so; None means it has been checked already.
    """
    against = reasons_against(machine, record.state, trigger, facts, guards, reason=reason)
    if against:
        raise Refused(*against)
    return _move(machine, record, trigger)


def follow(machine: Machine, record: Record, trigger: str) -> Moved:
    """Moves `record` by a trigger that follows from what somebody was allowed to do, whoever it was.

    :raise Refused: the trigger does not exist in this state.
    """
    if trigger not in machine.transitions or record.state not in machine.transitions[trigger].from_:
        raise Refused
    return _move(machine, record, trigger)


def settle(machine: Machine, record: Record, facts: Facts, guards: Guards) -> Moved:
    """Fires the automatic triggers whose guards hold, until none does; effects of all states entered."""
    effects: list[Effect] = []
    for _ in machine.states:
        trigger = next(_ready(machine, record.state, facts, guards), None)
        if trigger is None:
            break
        effects += _move(machine, record, trigger).effects
    return Moved(record.state, tuple(effects))


def _ready(machine: Machine, state: str, facts: Facts, guards: Guards) -> Iterator[str]:
    for name, transition in machine.transitions.items():
        here = transition.automatic and state in transition.from_
        if here and all(guards[guard](facts) is None for guard in transition.guards):
            yield name


def _move(machine: Machine, record: Record, trigger: str) -> Moved:
    token = SimpleNamespace(state=record.state)  # moved on a throw-away object: a failing callback leaves no trace
    _compiled(_ById(machine)).events[trigger].trigger(token)
    stayed = machine.transitions[trigger].to is None
    record.state = str(token.state)
    return Moved(record.state, () if stayed else machine.states[record.state].enter)


def ball_of(machine: Machine, state: str) -> str:
    """Who has the ball in this state."""
    return machine.states[state].ball


def positions(machine: Machine) -> Mapping[str, tuple[int, int]]:
    """Where to draw each state: (column, row), by distance from the start along the shortest path."""
    column = {machine.initial: 0}
    queue: list[str] = [machine.initial]
    while queue:
        here = queue.pop(0)
        for transition in machine.transitions.values():
            if here in transition.from_ and transition.to and transition.to not in column:
                column[transition.to] = column[here] + 1
                queue.append(transition.to)
    rows: dict[int, int] = {}
    placed: dict[str, tuple[int, int]] = {}
    for state in machine.states:
        at = column.get(state, 0)
        placed[state] = (at, rows.get(at, 0))
        rows[at] = rows.get(at, 0) + 1
    return placed


def plan_state(steps: Sequence[tuple[str, bool]], *, started: bool, repealed: bool) -> str:
    """The plan's own state: registered, then the earliest step not completed, else the last one.

    `steps` are (id, completed) in the workflow's order.
    """
    if repealed:
        return "repealed"
    if not started:
        return "registered"
    return next((name for name, completed in steps if not completed), steps[-1][0])

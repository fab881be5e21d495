"""A step machine as a graph, for the proofs: what is reached from where, and what is not without something."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from continuity.definitions.vocabulary import Guard
from continuity.definitions.workflows import Machine, State, Transition

States = frozenset[str]
Guards = frozenset[Guard]
Edge = tuple[str, str, str, Transition]  # trigger, from, to, and the transition itself


class Graph:
    """The moves of one machine; triggers that stay are no edges."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.states: Mapping[str, State] = machine.states
        self.edges: tuple[Edge, ...] = tuple(
            (trigger, source, transition.to, transition)
            for trigger, transition in machine.transitions.items()
            if transition.to is not None
            for source in transition.from_
        )
        self._reached: dict[tuple[States, States, Guards], States] = {}

    @cached_property
    def initial(self) -> States:
        """The states that a new revision may stand in; more than one is a mistake."""
        return frozenset(name for name, state in self.states.items() if state.initial)

    @cached_property
    def final(self) -> States:
        """The states in which a revision is done."""
        return frozenset(name for name, state in self.states.items() if state.final)

    @cached_property
    def freezing(self) -> States:
        """The states that freeze the answers when entered."""
        return frozenset(name for name, state in self.states.items() if "freeze" in state.enter)

    @cached_property
    def review(self) -> States:
        """The states in which advice is asked."""
        return frozenset(name for name, state in self.states.items() if state.review)

    @cached_property
    def editable(self) -> States:
        """The states in which answers may be changed."""
        return frozenset(name for name, state in self.states.items() if state.editable)

    @cached_property
    def held(self) -> States:
        """The states in which what was frozen still stands: reached from a freeze without becoming editable."""
        return self.reached(self.freezing, past=self.editable)

    def reached(self, start: Iterable[str], *, past: States = frozenset(), guards: Guards = frozenset()) -> States:
        """The states reached from `start`, itself included, never entering `past` nor passing any of the guards."""
        key = (frozenset(start), past, guards)
        if key not in self._reached:
            self._reached[key] = self._walk(*key)
        return self._reached[key]

    def reached_at_all(self) -> States:
        """The states that a revision can come to."""
        return self.reached(self.initial)

    def without(self, *guards: Guard) -> States:
        """The states that a revision can come to if none of these guards ever holds."""
        return self.reached(self.initial, guards=frozenset(guards))

    def leads_to(self, goal: States) -> States:
        """The states from which one of `goal` can be reached."""
        found = set(goal)
        grown = True
        while grown:
            more = {source for _, source, target, _ in self.edges if target in found and source not in found}
            grown = bool(more)
            found |= more
        return frozenset(found)

    def from_state(self, name: str) -> list[tuple[str, Transition]]:
        """The triggers that can be fired in a state, also those that stay."""
        return self._leaving.get(name, [])

    def _walk(self, start: States, past: States, guards: Guards) -> States:
        found = set(start - past)
        todo = list(found)
        while todo:
            here = todo.pop()
            for _, source, target, transition in self.edges:
                if (
                    source == here
                    and target not in found
                    and target not in past
                    and guards.isdisjoint(transition.guards)
                ):
                    found.add(target)
                    todo.append(target)
        return frozenset(found)

    @cached_property
    def _leaving(self) -> Mapping[str, list[tuple[str, Transition]]]:
        leaving: dict[str, list[tuple[str, Transition]]] = {}
        for trigger, transition in self.machine.transitions.items():
            for source in dict.fromkeys(transition.from_):
                leaving.setdefault(source, []).append((trigger, transition))
        return leaving

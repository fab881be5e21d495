"""Reads the history as somebody who trusts nothing else, and compares what it leads to with what the tables say."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.workflows import Machine
from continuity.models import Event, EventBody, Plan, Step, StepRevision
from continuity.services import publishing

LONGEST = 3  # states that one verb may pass through: a trigger and what follows by itself


class Told(NamedTuple):
    """Where an event says that a revision stood after it."""

    seq: int
    plan: int
    step: str
    revision: int
    state: str


class Replay:
    """The states of all revisions as the history tells them, read on from where the last reading ended."""

    def __init__(self) -> None:
        self._seq = 0
        self._states: dict[tuple[int, str, int], str] = {}

    def read_on(self, session: Session) -> None:
        """Takes the new events; every move must be one that the revision's own definition has."""
        machines = _machines(session)
        for told in self._new(session):
            key = (told.plan, told.step, told.revision)
            machine, kind = machines[key]
            before = self._states.get(key, machine.initial)
            assert told.state in machine.states, f"event {told.seq}: there is no state {told.state!r}"
            if kind == "worked":
                assert told.state in _reached(machine, before), f"event {told.seq}: {before} -> {told.state}"
            self._states[key] = told.state
            self._seq = told.seq

    def compare(self, session: Session) -> None:
        """Every open revision, and its step, must stand where the history says."""
        machines = _machines(session)
        rows = session.execute(
            select(StepRevision, Step).join(Step, Step.open_revision_id == StepRevision.id).join(Plan)
        )
        for revision, step in rows:
            key = (step.plan_id, step.name, revision.number)
            told = self._states.get(key, machines[key][0].initial)
            assert (revision.state, step.state) == (told, told), f"{key}: the history says {told}"

    def _new(self, session: Session) -> Iterator[Told]:
        query = (
            select(Event.seq, Event.plan_id, EventBody.body)
            .join(EventBody, EventBody.seq == Event.seq)
            .where(Event.seq > self._seq, Event.plan_id.is_not(None))
            .order_by(Event.seq)
        )
        for seq, plan_id, text in session.execute(query):
            body = json.loads(text)
            if "state" in body and "revision" in body:
                yield Told(seq, plan_id, body["step"], body["revision"], body["state"])


def _machines(session: Session) -> dict[tuple[int, str, int], tuple[Machine, str]]:
    """The machine and the kind of every revision, by plan, step and number."""
    rows = session.execute(select(StepRevision, Step).join(Step, Step.id == StepRevision.step_id))
    return {
        (step.plan_id, step.name, revision.number): (
            publishing.workflow(session, revision.workflow_hash).machine_of(step.name),
            revision.kind,
        )
        for revision, step in rows
    }


def _reached(machine: Machine, state: str) -> set[str]:
    """The state itself, and where one trigger and the automatic moves after it may lead."""
    steps = machine.transitions.values()
    found = {state} | {move.to for move in steps if move.to and state in move.from_ and not move.automatic}
    for _again in range(LONGEST):
        found |= {move.to for move in steps if move.to and move.automatic and found & set(move.from_)}
    return found

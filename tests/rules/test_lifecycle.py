"""The machine: triggers lead where the definition says, a refusal changes nothing, effects belong to states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.reader import parse
from continuity.definitions.workflows import Machine
from continuity.errors import Reason, Refused, say
from continuity.rules import lifecycle
from tests.support.content_files import CONTENT

CATALOGUE, _ = read_catalogue([content_root()])
PLEDGE, _ = read_catalogue([CONTENT])
STANDARD = CATALOGUE.workflow("standard").model.machines["adoption"]
MACHINES = [STANDARD, *PLEDGE.workflow("pledge").model.machines.values()]


@dataclass
class Record:
    state: str


@dataclass(frozen=True)
class Facts:
    roles: frozenset[str]


@dataclass
class Gate:
    """Guards that say no by name."""

    closed: set[str] = field(default_factory=set)

    @property
    def guards(self) -> Mapping[Any, Any]:
        names = {name for machine in MACHINES for one in machine.transitions.values() for name in one.guards}
        return {name: self._guard(name) for name in names}

    def _guard(self, name: str) -> Any:
        return lambda facts: say("Nej, {name}.", name=name) if name in self.closed else None


ALL = frozenset(role for machine in MACHINES for one in machine.transitions.values() for role in one.by)
EVERYBODY, NOBODY = Facts(ALL), Facts(frozenset())
OPEN = Gate().guards


def fire(record: Record, trigger: str, facts: Facts = EVERYBODY, closed: set[str] | None = None, **more: Any) -> Any:
    return lifecycle.fire(STANDARD, record, trigger, facts, Gate(closed or set()).guards, **more)


def test_a_trigger_moves_the_record_and_gives_the_effects_of_the_state_it_enters() -> None:
    record = Record("draft")
    moved = fire(record, "submit")
    assert record.state == moved.state == "in_review"
    assert moved.effects == ("working_copy", "ask_reviewers", "send_demands")


@pytest.mark.parametrize("trigger", ["submit", "edit"])
def test_the_effects_are_the_same_whichever_path_leads_to_the_state(trigger: str) -> None:
    target = STANDARD.transitions[trigger].to
    assert target is not None
    for source in STANDARD.transitions[trigger].from_:
        assert fire(Record(source), trigger).effects == STANDARD.states[target].enter


def test_a_trigger_without_a_target_stays_and_runs_no_effect() -> None:
    record = Record("in_review")
    assert fire(record, "advise").effects == ()
    assert record.state == "in_review"


def test_a_refusal_says_every_reason_and_leaves_the_record_as_it_was() -> None:
    record = Record("in_review")
    closed = {"advice_given_or_overdue", "number_assigned"}
    with pytest.raises(Refused) as refused:
        fire(record, "clear", closed=closed)
    assert {reason.params["name"] for reason in refused.value.reasons} == closed
    assert record.state == "in_review"


def test_a_role_that_is_not_named_is_refused_before_any_guard_is_asked() -> None:
    with pytest.raises(Refused, match="roll"):
        fire(Record("in_review"), "clear", NOBODY, closed={"number_assigned"})


@pytest.mark.parametrize("trigger", ["complete", "to_body"])
def test_what_nobody_is_named_for_nobody_may_do(trigger: str) -> None:
    with pytest.raises(Refused, match="roll"):
        fire(Record("awaiting_signoff"), trigger)


def test_a_trigger_of_another_state_is_refused_with_the_state_in_words() -> None:
    with pytest.raises(Refused, match="”Ej påbörjad”"):
        fire(Record("not_started"), "submit")


def test_a_required_reason_is_demanded_when_it_fires_and_not_when_the_button_is_drawn() -> None:
    with pytest.raises(Refused, match="anledning"):
        fire(Record("in_review"), "send_back", reason="  ")
    assert fire(Record("in_review"), "send_back", reason="Volymen saknas.").state == "returned"
    assert lifecycle.reasons_against(STANDARD, "in_review", "send_back", EVERYBODY, OPEN, reason=None) == ()


@pytest.mark.parametrize("machine", MACHINES)
def test_no_trigger_leads_straight_to_a_state(machine: Machine) -> None:
    for state in machine.states:
        with pytest.raises(Refused):
            lifecycle.fire(machine, Record(machine.initial), f"to_{state}", EVERYBODY, OPEN)


def test_the_record_gets_nothing_but_a_new_state() -> None:
    record = Record("draft")
    fire(record, "submit")
    assert vars(record) == {"state": "in_review"}


def test_what_is_ready_fires_by_itself_and_the_effects_follow() -> None:
    record = Record("awaiting_signoff")
    moved = lifecycle.settle(STANDARD, record, NOBODY, Gate({"body_decides"}).guards)
    assert moved.state == record.state == "completed"
    assert moved.effects == STANDARD.states["completed"].enter
    assert lifecycle.settle(STANDARD, record, NOBODY, OPEN).effects == ()


def test_nothing_fires_by_itself_while_its_guards_say_no() -> None:
    record = Record("awaiting_signoff")
    assert lifecycle.settle(STANDARD, record, NOBODY, Gate({"all_signed"}).guards).effects == ()
    assert record.state == "awaiting_signoff"


def test_what_follows_from_a_verb_asks_for_no_role_but_exists_in_the_state() -> None:
    record = Record("returned")
    assert lifecycle.follow(STANDARD, record, "edit").effects == ("void_signatures",)
    assert record.state == "draft"
    with pytest.raises(Refused):
        lifecycle.follow(STANDARD, record, "edit")


def test_automatic_triggers_are_nobodys_button() -> None:
    assert "complete" not in lifecycle.triggers_from(STANDARD, "awaiting_signoff")
    assert "sign" in lifecycle.triggers_from(STANDARD, "awaiting_signoff")


def test_automatic_triggers_that_chase_each_other_come_to_an_end() -> None:
    label = {"sv": "T", "en": "T"}
    states = {"one": {"label": label, "initial": True}, "two": {"label": label}}
    there, back = ({"from": [a], "to": b, "automatic": True} for a, b in (("one", "two"), ("two", "one")))
    data = dict(CATALOGUE.workflow("standard").data)
    data["machines"] = {"adoption": {"states": states, "transitions": {"there": there, "back": back}}}
    round_and_round = parse("workflow", data, "chasing").machines["adoption"]
    assert lifecycle.settle(round_and_round, Record("one"), NOBODY, OPEN).state in ("one", "two")


@given(
    machine=st.sampled_from(MACHINES),
    steps=st.lists(st.tuples(st.integers(0, 30), st.sets(st.sampled_from(sorted(ALL))), st.booleans()), max_size=30),
)
def test_whatever_is_tried_the_state_is_always_one_of_the_definition(machine: Machine, steps: list[Any]) -> None:
    record = Record(machine.initial)
    for number, roles, shut in steps:
        trigger = sorted(machine.transitions)[number % len(machine.transitions)]
        gate = Gate({"all_signed", "answers_pass"} if shut else set())
        before = record.state
        try:
            moved = lifecycle.fire(machine, record, trigger, Facts(frozenset(roles)), gate.guards)
        except Refused:
            assert record.state == before
        else:
            assert record.state == (machine.transitions[trigger].to or before) == moved.state
            assert before in machine.transitions[trigger].from_
        assert record.state in machine.states


def test_a_plan_stands_where_its_earliest_open_step_is() -> None:
    steps = [("one", True), ("two", False), ("three", False)]
    assert lifecycle.plan_state(steps, started=False, repealed=False) == "registered"
    assert lifecycle.plan_state(steps, started=True, repealed=False) == "two"
    assert lifecycle.plan_state([("one", True), ("two", True)], started=True, repealed=False) == "two"
    assert lifecycle.plan_state(steps, started=True, repealed=True) == "repealed"


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_has_a_place_of_its_own_in_the_picture(machine: Machine) -> None:
    places = lifecycle.positions(machine)
    assert set(places) == set(machine.states)
    assert len(set(places.values())) == len(places)
    assert places[machine.initial] == (0, 0)


def test_a_reason_is_a_sentence_with_its_parts_filled_in() -> None:
    assert str(Reason("Nej, {name}.", {"name": "inte än"})) == "Nej, inte än."

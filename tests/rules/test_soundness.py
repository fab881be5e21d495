import copy
from collections.abc import Callable
from typing import Any

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.reader import parse
from continuity.definitions.workflows import Workflow
from continuity.rules.machine_graph import Graph
from continuity.rules.machine_proofs import MACHINE_RULES
from continuity.rules.signing_proofs import SIGNING_RULES
from continuity.rules.soundness import RULES, prove
from continuity.rules.step_proofs import STEP_RULES, Use
from tests.support.content_files import CONTENT

CATALOGUE, _ = read_catalogue([content_root()])
PLEDGE, _ = read_catalogue([CONTENT])
Data = dict[str, Any]
LABEL = {"sv": "T", "en": "T"}


def workflow(spoil: Callable[[Data, Data, Data], object]) -> Workflow:
    """The standard workflow, spoiled: `spoil` is given the states, the transitions and the steps to change."""
    data = copy.deepcopy(dict(CATALOGUE.workflow("standard").data))
    machine = data["machines"]["adoption"]
    spoil(machine["states"], machine["transitions"], data["steps"])
    return parse("workflow", data, "spoiled")


def whole(spoil: Callable[[Data], object]) -> Workflow:
    data = copy.deepcopy(dict(CATALOGUE.workflow("standard").data))
    spoil(data)
    return parse("workflow", data, "spoiled")


def proved(one: Workflow) -> list[str]:
    return [complaint.key for complaint in prove(one, {}, CATALOGUE.organisation.model)]


def found_by(rule: Callable[..., Any], one: Workflow) -> list[str]:
    """The keys that this rule alone complains of, below its machine or step."""
    graphs = {name: Graph(machine) for name, machine in one.machines.items()}
    if rule in (*MACHINE_RULES, *SIGNING_RULES):
        return [key for graph in graphs.values() for key, _ in rule(graph)]
    if rule in STEP_RULES:
        return [key for step in one.steps.values() for key, _ in rule(Use(step, graphs[step.machine]))]
    return [key for key, _ in rule(one)]


def without(guard: str) -> Callable[[Data, Data, Data], None]:
    """Takes a guard away from every transition."""

    def spoil(states: Data, transitions: Data, steps: Data) -> None:
        for one in transitions.values():
            one["guards"] = [name for name in one.get("guards", ()) if name != guard]

    return spoil


def state(**keys: Any) -> Data:
    return {"label": LABEL, "ball": "coordinator", **keys}


def all_steps(**keys: Any) -> Callable[[Data, Data, Data], None]:
    def spoil(states: Data, transitions: Data, steps: Data) -> None:
        for step in steps.values():
            step.update(copy.deepcopy(keys))

    return spoil


# One defect or more for each rule: what is spoiled, and the key that the rule then names.
DEFECTS: list[tuple[str, str, Workflow]] = [
    ("names_exist", "first", whole(lambda d: d.update(first="start"))),
    ("names_exist", "steps.exercise.machine", workflow(lambda s, t, p: p["exercise"].update(machine="other"))),
    ("names_exist", "steps.exercise.after", workflow(lambda s, t, p: p["exercise"].update(after="plan"))),
    ("names_exist", "machines.adoption.transitions.start.to", workflow(lambda s, t, p: t["start"].update(to="drft"))),
    (
        "names_exist",
        "machines.adoption.transitions.start.from",
        workflow(lambda s, t, p: t["start"].update({"from": ["x"]})),
    ),
    ("names_exist", "reopen.plan_expires.then", whole(lambda d: d["reopen"]["plan_expires"].update(then="plan"))),
    ("names_exist", "reopen.plan_expires.opens", whole(lambda d: d["reopen"]["plan_expires"].update(opens="plan"))),
    ("one_initial_state", "states", workflow(lambda s, t, p: s["draft"].update(initial=True, enter=[]))),
    ("one_initial_state", "states", workflow(lambda s, t, p: s["not_started"].update(initial=False))),
    ("some_final_state", "states", workflow(lambda s, t, p: s["completed"].update(final=False))),
    ("every_state_reached", "states.lonely", workflow(lambda s, t, p: s.update(lonely=state()))),
    (
        "completion_within_reach",
        "states.trap",
        workflow(
            lambda s, t, p: (s.update(trap=state()), t.update(fall={"from": ["draft"], "to": "trap", "by": ["head"]}))
        ),
    ),
    ("final_means_final", "transitions.edit.from", workflow(lambda s, t, p: t["edit"]["from"].append("completed"))),
    ("transitions_start_somewhere", "transitions.edit.from", workflow(lambda s, t, p: t["edit"].update({"from": []}))),
    (
        "transitions_start_somewhere",
        "transitions.edit.from",
        workflow(lambda s, t, p: t["edit"]["from"].append("returned")),
    ),
    ("somebody_may", "transitions.edit.by", workflow(lambda s, t, p: t["edit"].update(by=[]))),
    ("somebody_may", "transitions.complete", workflow(lambda s, t, p: t["complete"].update(by=["head"]))),
    ("somebody_may", "transitions.advise.to", workflow(lambda s, t, p: t["advise"].update(automatic=True, by=[]))),
    (
        "nothing_is_shadowed",
        "transitions.complete",
        workflow(lambda s, t, p: t["to_body"].update(guards=["all_signed"])),
    ),
    (
        "nothing_is_shadowed",
        "transitions.submit",
        workflow(lambda s, t, p: t.update(rush={"from": ["draft"], "to": "in_review", "automatic": True})),
    ),
    (
        "nothing_is_shadowed",
        "transitions.send_in",
        workflow(lambda s, t, p: t.update(send_in=copy.deepcopy(t["submit"]))),
    ),
    (
        "automatic_transitions_exclude_each_other",
        "transitions.complete.guards",
        workflow(lambda s, t, p: t["to_body"].update(guards=["all_signed", "decision_recorded"])),
    ),
    (
        "nothing_runs_in_circles",
        "transitions.forth",
        workflow(
            lambda s, t, p: t.update(
                forth={"from": ["draft"], "to": "returned", "automatic": True, "guards": ["page_was_reopened"]},
                back={"from": ["returned"], "to": "draft", "automatic": True, "guards": ["page_was_reopened"]},
            )
        ),
    ),
    ("somebody_has_the_ball", "states.draft.ball", workflow(lambda s, t, p: s["draft"].update(ball="nobody"))),
    ("somebody_has_the_ball", "states.completed.ball", workflow(lambda s, t, p: s["completed"].update(ball="head"))),
    (
        "the_ball_can_be_played",
        "states.in_review.ball",
        workflow(lambda s, t, p: s["in_review"].update(ball="signers")),
    ),
    (
        "nothing_completes_unfrozen",
        "states.completed",
        workflow(lambda s, t, p: t.update(skip={"from": ["in_review"], "to": "completed", "by": ["head"]})),
    ),
    ("nothing_completes_unsigned", "states.completed", workflow(without("all_signed"))),
    ("answers_are_checked", "states.awaiting_signoff", workflow(without("answers_pass"))),
    (
        "frozen_is_not_editable",
        "states.in_review.editable",
        workflow(lambda s, t, p: s["in_review"].update(editable=True)),
    ),
    ("a_change_voids_signatures", "states.returned.enter", workflow(lambda s, t, p: s["returned"].update(enter=[]))),
    (
        "only_the_frozen_is_signed",
        "transitions.sign.from",
        workflow(lambda s, t, p: t["sign"]["from"].append("in_review")),
    ),
    ("signing_is_guarded", "transitions", workflow(lambda s, t, p: t.pop("sign"))),
    ("signing_is_guarded", "transitions.sign.guards", workflow(without("fresh_login"))),
    ("signing_is_guarded", "transitions.sign.guards", workflow(without("two_persons"))),
    (
        "going_back_has_a_reason",
        "transitions.decline.reason",
        workflow(lambda s, t, p: t["decline"].update(reason=False)),
    ),
    (
        "advisers_do_not_decide",
        "transitions.clear.by",
        workflow(lambda s, t, p: t["clear"]["by"].append("security_function")),
    ),
    (
        "advisers_do_not_decide",
        "transitions.decide.by",
        workflow(lambda s, t, p: t["decide"]["by"].append("reviewers")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.draft.enter",
        workflow(lambda s, t, p: s["draft"]["enter"].append("final_copy")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.draft.enter",
        workflow(lambda s, t, p: s["draft"]["enter"].append("ask_reviewers")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.draft.enter",
        workflow(lambda s, t, p: s["draft"]["enter"].append("void_signatures")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.not_started.enter",
        workflow(lambda s, t, p: s["not_started"].update(enter=["working_copy"])),
    ),
    (
        "effects_stand_where_they_belong",
        "states.in_review.enter",
        workflow(lambda s, t, p: s["in_review"]["enter"].append("committee_memo")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.completed.enter",
        workflow(lambda s, t, p: s["completed"]["enter"].append("freeze")),
    ),
    (
        "effects_stand_where_they_belong",
        "states.awaiting_signoff.enter",
        workflow(lambda s, t, p: s["awaiting_signoff"].update(enter=["signing_copy", "freeze"])),
    ),
    (
        "effects_stand_where_they_belong",
        "states.awaiting_signoff.enter",
        workflow(lambda s, t, p: s["awaiting_signoff"]["enter"].append("void_signatures")),
    ),
    (
        "completion_leaves_a_document",
        "states.completed.enter",
        workflow(lambda s, t, p: s["completed"]["enter"].remove("final_copy")),
    ),
    ("advice_is_asked_for", "states.in_review.enter", workflow(lambda s, t, p: s["in_review"].update(enter=[]))),
    (
        "reviewed_before_frozen",
        "reviewers",
        workflow(lambda s, t, p: t.update(rush={"from": ["draft"], "to": "awaiting_signoff", "by": ["head"]})),
    ),
    ("reviewers_are_heard", "reviewers", workflow(lambda s, t, p: (t.pop("advise"), t.pop("comment")))),
    ("reviewers_are_heard", "reviewers", workflow(without("advice_given_or_overdue"))),
    ("reviewers_are_heard", "reviewers", workflow(without("comments_answered"))),
    (
        "reviewers_come_in_order",
        "reviewers[0].after",
        workflow(all_steps(reviewers=[{"role": "auditor", "after": "head"}])),
    ),
    (
        "reviewers_come_in_order",
        "reviewers[1].role",
        workflow(all_steps(reviewers=[{"role": "auditor"}, {"role": "auditor"}])),
    ),
    (
        "reviewers_come_in_order",
        "reviewers[0].workdays",
        workflow(all_steps(reviewers=[{"role": "auditor", "workdays": 0}])),
    ),
    ("two_persons_sign", "signers", workflow(all_steps(signers=["approved_by"]))),
    ("two_persons_sign", "signers", workflow(all_steps(signers=["approved_by", "prepared_by"]))),
    (
        "two_persons_sign",
        "signers",
        workflow(all_steps(signers=["prepared_by", "reviewed_by", "reviewed_by", "approved_by"])),
    ),
    ("another_can_submit", "signers", workflow(lambda s, t, p: t["submit"].update(by=["head"]))),
    (
        "the_decider_is_asked",
        "decided_by",
        workflow(lambda s, t, p: (p["exercise"].update(decided_by="council"), t.pop("to_body"))),
    ),
    ("the_decider_is_asked", "decided_by", workflow(lambda s, t, p: t.pop("complete"))),
    (
        "the_decider_is_asked",
        "decided_by",
        workflow(lambda s, t, p: (p["exercise"].update(decided_by="council"), without("decision_recorded")(s, t, p))),
    ),
    ("the_decider_is_asked", "memo", workflow(lambda s, t, p: p["exercise"].update(decided_by="council"))),
    ("waits_for_the_step_before", "after", workflow(without("after_submitted"))),
    ("waits_for_the_step_before", "after", workflow(without("after_completed"))),
    ("numbered_before_frozen", "running_number", workflow(without("number_assigned"))),
    ("the_annex_has_pages", "annex_document", workflow(lambda s, t, p: p["exercise"].update(annex_document="list"))),
    (
        "the_annex_has_pages",
        "annex_document",
        workflow(
            lambda s, t, p: (
                p["exercise"].update(annex=["list"], annex_document="list"),
                s["completed"]["enter"].remove("final_copy"),
            )
        ),
    ),
    ("steps_follow_each_other", "steps.exercise.after", workflow(lambda s, t, p: p["exercise"].pop("after"))),
    (
        "steps_follow_each_other",
        "steps.governing_document.after",
        workflow(lambda s, t, p: p["governing_document"].update(after="exercise")),
    ),
    (
        "steps_follow_each_other",
        "steps.exercise.after",
        workflow(
            lambda s, t, p: (p["exercise"].update(after="maintenance"), p["maintenance"].update(after="exercise"))
        ),
    ),
    (
        "the_round_closes",
        "steps",
        workflow(lambda s, t, p: (p["exercise"].pop("opens"), p["maintenance"].pop("opens"))),
    ),
    ("the_round_closes", "steps.maintenance.ends_cycle", workflow(lambda s, t, p: p["maintenance"].pop("ends_cycle"))),
    ("the_round_closes", "reopen", whole(lambda d: d.update(reopen={}))),
    (
        "numbers_differ",
        "steps.maintenance.running_number",
        workflow(lambda s, t, p: p["maintenance"].update(running_number=6)),
    ),
    (
        "machines_are_used",
        "machines.second",
        whole(lambda d: d["machines"].update(second=copy.deepcopy(d["machines"]["adoption"]))),
    ),
]


@pytest.mark.parametrize("variant", ["", *CATALOGUE.names("variant")])
def test_the_workflows_that_we_ship_are_sound(variant: str) -> None:
    assert proved(CATALOGUE.workflow("standard", variant).model) == []


def test_a_workflow_with_other_steps_states_and_machines_is_sound() -> None:
    assert proved(PLEDGE.workflow("pledge").model) == []


@pytest.mark.parametrize(
    ("name", "key", "spoiled"), DEFECTS, ids=[f"{index} {name}" for index, (name, *_) in enumerate(DEFECTS)]
)
def test_a_seeded_defect_is_found_by_its_rule(name: str, key: str, spoiled: Workflow) -> None:
    (rule,) = [rule for rule in RULES if rule.__name__ == name]
    assert key in found_by(rule, spoiled)
    assert any(whole_key.endswith(key) for whole_key in proved(spoiled))


def test_every_rule_has_a_seeded_defect() -> None:
    assert {rule.__name__ for rule in RULES} == {name for name, *_ in DEFECTS}
    assert len(RULES) == len({rule.__name__ for rule in RULES}) >= 24


def test_a_complaint_says_what_to_do_in_whole_sentences() -> None:
    for _, _, spoiled in DEFECTS:
        for complaint in prove(spoiled, {}, CATALOGUE.organisation.model):
            assert str(complaint.reason).endswith((".", "?"))


def test_a_machine_overlay_with_its_own_review_state_is_sound() -> None:
    """The data protection officer gets a state of its own, with its own advice, return and withdrawal."""

    def add_state(states: Data, transitions: Data, steps: Data) -> None:
        states["second_review"] = {
            **state(ball="reviewers", review=True),
            "enter": ["ask_reviewers"],
        }
        transitions["clear"]["to"] = "second_review"
        transitions["clear_again"] = {
            **copy.deepcopy(transitions["clear"]),
            "from": ["second_review"],
            "to": "awaiting_signoff",
        }
        for trigger in ("advise", "comment", "change", "withdraw", "send_back"):
            transitions[trigger]["from"].append("second_review")

    assert proved(workflow(add_state)) == []

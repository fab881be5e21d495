"""Proves a merged workflow before it is published: each rule finds one way in which a round could go wrong."""

from collections.abc import Callable, Iterator, Mapping

from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.workflows import Workflow
from continuity.errors import Complaint
from continuity.rules.machine_graph import Graph
from continuity.rules.machine_proofs import MACHINE_RULES, Fault
from continuity.rules.round_proofs import ROUND_RULES, names_exist
from continuity.rules.signing_proofs import SIGNING_RULES
from continuity.rules.step_proofs import STEP_RULES, Use

RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    names_exist,
    *MACHINE_RULES,
    *SIGNING_RULES,
    *STEP_RULES,
    *ROUND_RULES,
)


def prove(workflow: Workflow, forms: Mapping[str, Form], organisation: Organisation) -> tuple[Complaint, ...]:
    """Every way in which this merged workflow could go wrong; complaints carry keys and no file."""
    unknown = tuple(_complaint("", fault) for fault in names_exist(workflow))
    return unknown or tuple(_unsound(workflow))  # the other rules follow names


def _unsound(workflow: Workflow) -> Iterator[Complaint]:
    graphs = {name: Graph(machine) for name, machine in workflow.machines.items()}
    for name, graph in graphs.items():
        for rule in (*MACHINE_RULES, *SIGNING_RULES):
            yield from (_complaint(f"machines.{name}", fault) for fault in rule(graph))
    for step_id, step in workflow.steps.items():
        use = Use(step, graphs[step.machine])
        for step_rule in STEP_RULES:
            yield from (_complaint(f"steps.{step_id}", fault) for fault in step_rule(use))
    for round_rule in ROUND_RULES:
        yield from (_complaint("", fault) for fault in round_rule(workflow))


def _complaint(at: str, fault: Fault) -> Complaint:
    key, reason = fault
    return Complaint("", f"{at}.{key}".strip("."), reason)

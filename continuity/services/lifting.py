"""What an edit does to a step that was returned: the first saved change makes it a draft again."""

from continuity.rules import lifecycle
from continuity.rules.guards import GUARDS
from continuity.services.desk import Desk

EDIT = "edit"


def edited(desk: Desk) -> None:
    """Fires the machine's `edit` trigger where it has one in this state; a returned step becomes a draft."""
    machine, revision = desk.machine, desk.revision
    transition = machine.transitions.get(EDIT)
    if transition is None or revision.state not in transition.from_:
        return
    lifecycle.fire(machine, revision, EDIT, desk.facts, GUARDS)
    revision.since = desk.at
    desk.step.state, desk.step.since = revision.state, desk.at
    desk.step.ball = lifecycle.ball_of(machine, revision.state)

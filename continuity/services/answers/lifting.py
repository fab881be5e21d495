"""What an edit does to a step that was returned: the first saved change makes it a draft again."""

from continuity.services.steps import moving
from continuity.services.steps.desk import Desk

EDIT = "edit"


def edited(desk: Desk) -> None:
    """Fires the machine's `edit` trigger where it has one in this state; whoever may write there may also begin."""
    transition = desk.machine.transitions.get(EDIT)
    if transition is not None and desk.revision.state in transition.from_:
        moving.follow(desk, EDIT)
        moving.record_step(desk, "step_resumed")  # no page save, but a change of state: the history replays to it

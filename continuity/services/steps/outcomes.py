"""What a step's final answers decide: the reasons to open steps again, or that the plan ends."""

from continuity.definitions.workflows import RowOutcome
from continuity.rules.answers import Row
from continuity.services.answers import prefill
from continuity.services.steps.desk import Desk


def repeals(desk: Desk) -> bool:
    """Whether the answer ends the plan."""
    outcome = desk.parameters.outcome
    return outcome is not None and desk.tree().get(outcome.question) in outcome.repeals


def reasons(desk: Desk) -> tuple[str, ...]:
    """The reasons under `reopen` that the step's own answers give."""
    outcome = desk.parameters.outcome
    if outcome is None:
        return ()
    tree = desk.tree()
    found = {outcome.opens.get(str(tree.get(outcome.question)))}
    found |= {row.opens for row in outcome.rows if _row_decides(desk, row, tree)}
    return tuple(sorted(reason for reason in found if reason))


def _row_decides(desk: Desk, outcome: RowOutcome, tree: Row) -> bool:
    """Whether some row says so, and matters enough where that is asked, as an objective on a class 1 activity does."""
    rows = [row for row in tree.get(outcome.list, ()) if _says(row.get(outcome.question), outcome)]
    if outcome.points_by is None or outcome.at_most is None:
        return bool(rows)
    step_name, _, list_page = (outcome.to or "").partition(".")
    targets = {row["id"]: row for row in prefill.earlier(desk, step_name, {}).get(list_page, ())}
    weights = [targets.get(row.get(outcome.points_by), {}).get(outcome.where) for row in rows]
    return any(isinstance(weight, int | float) and weight <= outcome.at_most for weight in weights)


def _says(answer: object, outcome: RowOutcome) -> bool:
    answers = answer if isinstance(answer, list) else [answer]
    return any(one in outcome.is_ for one in answers)

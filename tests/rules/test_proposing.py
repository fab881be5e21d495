"""Which outcome a review's own answers speak for."""

from typing import Any

from continuity.definitions.workflows import Outcome
from continuity.rules.proposing import Because, propose

OUTCOME = Outcome.model_validate(
    {
        "question": "outcome",
        "otherwise": "unchanged",
        "proposes": [
            {"option": "governing", "list": "items", "question": "status", "is": ["changed"], "rows": ["law"]},
            {"option": "governing", "question": "trigger", "is": ["mandate"]},
            {"option": "plan", "list": "items", "question": "status", "is": ["changed"], "rows": ["systems"]},
            {"option": "plan", "list": "incidents", "question": "worked", "is": ["no"]},
        ],
    }
)


def tree(law: str = "same", systems: str = "same", trigger: Any = ("yearly",), worked: Any = ()) -> dict[str, Any]:
    items = [{"id": "law", "status": law}, {"id": "systems", "status": systems}, {"id": "phones", "status": "changed"}]
    incidents = [{"id": f"i{n}", "worked": one} for n, one in enumerate(worked)]
    return {"items": items, "trigger": list(trigger), "incidents": incidents}


def option(**answers: Any) -> str | None:
    found = propose(OUTCOME, tree(**answers))
    return found.option if found else None


def test_where_nothing_has_changed_the_plan_stands() -> None:
    assert option() == "unchanged"


def test_the_weightiest_that_something_points_to_is_proposed() -> None:
    assert option(systems="changed") == "plan"
    assert option(systems="changed", law="changed") == "governing"
    assert option(worked=["yes", "no"]) == "plan"


def test_every_answer_that_points_to_the_same_is_a_reason() -> None:
    found = propose(OUTCOME, tree(law="changed", trigger=["yearly", "mandate"]))
    assert found is not None
    assert found.because == (Because("status", ("changed",), "items", "law"), Because("trigger", ("mandate",)))


def test_while_something_that_could_point_is_unanswered_nothing_is_called_unchanged() -> None:
    assert option(systems="") is None
    assert option(systems="", law="changed") == "governing"

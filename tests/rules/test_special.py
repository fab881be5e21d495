"""What is handled elsewhere: filled in for documents, counted as answered, and nothing computed from it."""

from typing import Any

from continuity.rules.answers import SPECIAL
from continuity.rules.computed import complete
from continuity.rules.findings import look
from continuity.rules.special import filled, without
from tests.rules.test_findings import CRITERIA, FORM, TODAY, full


def test_only_unanswered_questions_of_restricted_pages_are_filled() -> None:
    tree = full(further="yes")
    whole = filled(FORM, tree)
    assert whole["secret"] == SPECIAL
    assert {name for name, value in whole.items() if value == SPECIAL} <= {"because", "secret"}
    assert filled(FORM, full(further="yes", secret="Nej"))["secret"] == "Nej"
    assert "secret" not in filled(FORM, full(further="no"))


def test_what_was_filled_in_can_be_taken_out_again_and_what_was_computed_stays() -> None:
    tree = full(further="yes", because="Larm")
    whole = complete(FORM, filled(FORM, tree), CRITERIA)
    assert without(whole, tree) == complete(FORM, tree, CRITERIA)


def test_an_answer_that_stands_elsewhere_counts_as_answered_and_is_not_checked() -> None:
    tree: dict[str, Any] = full(further="yes", because=dict(SPECIAL), secret=dict(SPECIAL))
    assert not {"because", "secret"} & {one.question for one in look(FORM, tree, CRITERIA, TODAY)}

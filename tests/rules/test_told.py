"""What the registers tell a form: filled in among what was typed, and read back as it was frozen."""

from continuity.definitions.forms import Form
from continuity.rules.told import NOTHING_TOLD, Told, as_frozen, asked_for, fill
from tests.support.small_form import small_form

WORDS = {"sv": "Text", "en": "Text"}
FORM = Form.model_validate(
    {
        "format": 1,
        "title": WORDS,
        "pages": {
            "figures": {
                "title": WORDS,
                "questions": {
                    "late": {"kind": "number", "source": "process", "fact": "department.late_actions", "label": WORDS},
                    "own": {"kind": "text", "label": WORDS},
                },
            },
            "actions": {
                "title": WORDS,
                "rows": {"from": "department.open_actions", "named_by": "what", "register": "extension"},
                "questions": {
                    "what": {
                        "kind": "text", "source": "process", "fact": "department.open_actions[].action", "label": WORDS,
                    },
                    "new_due": {"kind": "date", "label": WORDS},
                },
            },
        },
    }
)  # fmt: skip
TYPED = {"own": "Ja", "actions": [{"id": "7", "new_due": "2027-03-01"}, {"id": "gone", "new_due": "2027-04-01"}]}
KNOWN = Told(
    {"department.late_actions": 0},
    {"department.open_actions": [{"id": "8", "action": "Ny"}, {"id": "7", "action": "Gammal"}]},
)
FILLED = {
    "own": "Ja",
    "late": 0,
    "actions": [{"id": "8", "what": "Ny"}, {"id": "7", "what": "Gammal", "new_due": "2027-03-01"}],
}


def test_a_told_list_has_the_rows_that_are_told_with_what_was_typed_in_them() -> None:
    assert fill(FORM, TYPED, KNOWN) == FILLED


def test_what_nobody_knows_is_not_there() -> None:
    assert fill(FORM, TYPED, NOTHING_TOLD) == {"own": "Ja", "actions": []}


def test_what_was_frozen_fills_the_form_just_as_it_did_then() -> None:
    assert fill(FORM, TYPED, as_frozen(FORM, FILLED)) == FILLED


def test_a_form_asks_for_what_it_shows_and_no_more() -> None:
    assert asked_for(FORM) == {
        "department.late_actions", "department.open_actions", "department.open_actions[].action",
    }  # fmt: skip
    assert asked_for(small_form()) == frozenset()

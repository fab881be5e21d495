from typing import Any

import pytest

from continuity.definitions.catalogue import read_catalogue
from continuity.definitions.formcheck import check_form
from continuity.definitions.organisation import Organisation
from continuity.definitions.questioncheck import OTHERS
from continuity.definitions.reader import parse
from tests.support.content_files import CONTENT

T = {"sv": "T", "en": "T"}
ORGANISATION: Organisation = read_catalogue([CONTENT])[0].organisation.model
TOLD: dict[str, Any] = {"kind": "number", "source": "process", "fact": "department.late_actions"}
CHOICE: dict[str, Any] = {"kind": "choice", "options": {"a": {"label": T}, "b": {"label": T}}}
Pages = dict[str, dict[str, Any]]


def faults(pages: Pages) -> dict[str, str]:
    """What is complained of: key -> sentence."""
    whole = {name: {"title": T, **page, "questions": questions(page)} for name, page in pages.items()}
    form = parse("form", {"format": 1, "title": T, "pages": whole}, "x")
    return {key: str(reason) for key, reason in check_form(form, ORGANISATION)}


def questions(page: dict[str, Any]) -> dict[str, Any]:
    return {name: {"kind": "text", "label": T, **question} for name, question in page.get("questions", {}).items()}


def asked(**question: Any) -> dict[str, str]:
    """What is complained of in one question that stands beside others of every useful kind."""
    beside = {
        "name": {},
        "yes_no": {"kind": "yesno"},
        "number": {"kind": "number"},
        "pick": CHOICE,
        "who": {"kind": "role"},
    }
    found = faults({"p": {"questions": {**beside, "q": question}}})
    return {key.removeprefix("pages.p.questions.q").strip("."): reason for key, reason in found.items()}


def test_the_test_contents_forms_hold() -> None:
    catalogue, _ = read_catalogue([CONTENT])
    for name in catalogue.names("form"):
        assert list(check_form(catalogue.form(name).model, ORGANISATION)) == []


@pytest.mark.parametrize(
    ("question", "key", "says"),
    [
        ({"kind": "choice"}, "options", "behöver den"),
        ({"kind": "matrix"}, "scale", "behöver den"),
        ({"kind": "computed"}, "rule", "behöver den"),
        ({"kind": "row"}, "of", "behöver den"),
        ({"kind": "role", "of_kind": "premises"}, "of_kind", "Nyckeln hör till resource"),
        ({"kind": "resource", "of_kind": "lokal"}, "of_kind", "finns inte"),
        ({"options": {"a": {"label": T}}}, "options", "inte till text"),
        ({"many": True}, "many", "inte till text"),
        ({"unit": T}, "unit", "inte till text"),
        ({"kind": "yesno", "pattern": "a"}, "pattern", "inte till yesno"),
        ({"kind": "row", "of": "lst"}, "of", "finns inte"),
        ({"pattern": "["}, "pattern", "reguljärt uttryck"),
        ({"kind": "number", "min": 2, "max": 1}, "min", "större"),
        ({"kind": "number", "default": "3"}, "default", "ett tal"),
        ({"kind": "date", "default": "3 maj"}, "default", "ÅÅÅÅ-MM-DD"),
        ({"kind": "yesno", "default": "ja"}, "default", "Välj bland: yes, no"),
        ({"kind": "yesno", "stops_if": [True]}, "stops_if", "Välj bland: yes, no"),
        ({**CHOICE, "default": "c"}, "default", "finns inte"),
        ({**CHOICE, "kind": "choices", "default": ["a", "c"]}, "default", "finns inte"),
        ({**CHOICE, "kind": "choices", "default": "a"}, "default", "en lista"),
        ({**CHOICE, "stops_if": ["c"]}, "stops_if", "finns inte"),
        ({**CHOICE, "default": T}, "default", "fritextfråga"),
        ({"kind": "role", "default": "x"}, "default", "förvalt svar"),
        ({"kind": "choice", "options": {"a.b": {"label": T}}}, "options.a.b", "går inte som namn"),
        ({"kind": "note", "prefill": "s.q"}, "prefill", "Ingen svarar"),
        ({"kind": "number", "fact": "department.late_actions"}, "source", 'source = "process"'),
        ({**TOLD, "default": 3}, "default", "Ta bort nyckeln"),
        ({**TOLD, "checks": [{"check": "at_most", "other": 3}]}, "checks", "Ta bort nyckeln"),
        ({"kind": "note", "checks": [{"check": "not_in_future"}]}, "checks", "Ingen svarar"),
        ({"kind": "matrix", "scale": "criteria", "motive_from": 9}, "motive_from", "Välj bland: 1, 2, 3"),
        ({"kind": "computed", "rule": "slack", "inputs": {"rto": "number"}}, "inputs.matrix", "slack behöver den"),
        ({"kind": "computed", "rule": "sum_of", "inputs": {"list": "l", "number": "n"}}, "inputs.list", "finns inte"),
        ({"shown_if": {"question": "nam", "is": ["x"]}}, "shown_if.question", "Menade du ”name”?"),
        ({"shown_if": {"question": "who", "is": ["x"]}}, "shown_if.question", "slaget role"),
        ({"shown_if": {"question": "pick", "is": ["c"]}}, "shown_if.is", "finns inte"),
        ({"shown_if": {"question": "pick", "is_not": ["c"]}}, "shown_if.is_not", "finns inte"),
        ({"shown_if": {"question": "number", "is": ["3"]}}, "shown_if.is", "ett tal"),
        ({"shown_if": {"question": "pick", "at_least": 3}}, "shown_if.at_least", "Bara ett tal"),
        ({"shown_if": {"question": "pick"}}, "shown_if", "is, is_not eller at_least"),
        ({"shown_if": {"question": "pick", "is": ["a"], "is_not": ["b"]}}, "shown_if", "ett villkor"),
        ({"shown_if": {"question": "q", "is": ["a"]}}, "", "redan är besvarad"),
        ({"checks": [{"check": "after"}]}, "checks[0]", "behöver other"),
        ({"checks": [{"check": "after", "other": "nobody"}]}, "checks[0]", "finns inte"),
        ({"checks": [{"check": "after", "other": "q"}]}, "checks[0]", "med sig självt"),
        ({"checks": [{"check": "after", "other": 3}]}, "checks[0]", "inte med ett tal"),
        ({"checks": [{"check": "within_months", "other": "name"}]}, "checks[0]", "Ta bort other"),
        ({"checks": [{"check": "at_most"}]}, "checks[0]", "behöver other"),
    ],
)
def test_a_question_that_does_not_hold_is_told(question: dict[str, Any], key: str, says: str) -> None:
    found = asked(**question)
    assert says in found[key]


@pytest.mark.parametrize(
    "question",
    [
        {"shown_if": {"question": "number", "at_least": 3}},
        {"shown_if": {"question": "yes_no", "is_not": ["no"]}},
        {"default": T},
        {"kind": "number", "checks": [{"check": "at_most", "other": 5}]},
        {"kind": "number", "checks": [{"check": "at_most", "other": "number", "severity": "warn"}]},
        {"checks": [{"check": "after", "other": "other_step.decided_at"}]},
        {"kind": "row", "of": "exercise.findings", "many": True},
    ],
)
def test_a_question_that_holds_is_left_in_peace(question: dict[str, Any]) -> None:
    assert asked(**question) == {}


def test_a_page_of_no_list_is_told_and_nothing_else() -> None:
    found = faults({"p": {"of": "nothing", "questions": {"id": {}}}})
    assert list(found) == ["pages.p.of"]


def test_a_list_that_stands_in_itself_is_told() -> None:
    rows = {"named_by": "q"}
    found = faults({"a": {"of": "b", "rows": rows, "questions": {"q": {}}}, "b": {"of": "a", "rows": rows}})
    assert set(found) == {"pages.a.of", "pages.b.of"}


def test_a_condition_sees_its_own_row_and_outwards_but_never_inwards() -> None:
    condition = {"shown_if": {"question": "inner", "is": ["x"]}}
    inside = {"of": "rows", "questions": {"inner": {}, "beside": condition}}
    rows = {"rows": {"named_by": "inner"}}
    assert faults({"rows": rows, "row": inside}) == {}
    assert set(faults({"rows": rows, "row": inside, "p": {"questions": {"out": condition}}})) == {
        "pages.p.questions.out.shown_if.question"
    }


def test_questions_that_wait_for_each_other_are_told() -> None:
    found = faults(
        {
            "p": {
                "shown_if": {"question": "second", "is": ["x"]},
                "questions": {"first": {}},
            },
            "r": {"questions": {"second": {"shown_if": {"question": "first", "is": ["x"]}}, "third": {}}},
        }
    )
    assert set(found) == {"pages.p.questions.first", "pages.r.questions.second"}


def test_names_are_plain_used_once_in_their_scope_and_not_reserved() -> None:
    rows = {"rows": {"named_by": "name"}}
    found = faults(
        {
            "p": {"questions": {"id": {}, "items": {}, "Åäö": {}, "twice": {}}},
            "r": {"questions": {"twice": {}, "things": {}}},
            "things": rows,
            "thing": {"of": "things", "questions": {"name": {}, "twice": {}}},
            "Bad-Page": {"questions": {"x": {}}},
        }
    )
    assert set(found) == {
        "pages.p.questions.id",
        "pages.p.questions.items",
        "pages.p.questions.Åäö",
        "pages.r.questions.twice",
        "pages.things",
        "pages.Bad-Page",
    }


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ({"rows": {"min": 3, "max": 2, "named_by": "n"}}, "pages.l.rows.min"),
        ({"rows": {"named_by": "m"}}, "pages.l.rows.named_by"),
        ({"rows": {}}, "pages.l.rows"),
        ({"rows": {"named_by": "n", "fixed": {"a": T}, "from": "step.list"}}, "pages.l.rows.fixed"),
    ],
)
def test_a_list_that_does_not_hold_is_told(page: dict[str, Any], key: str) -> None:
    assert list(faults({"l": page, "p": {"of": "l", "questions": {"n": {}}}})) == [key]


BEGINS: dict[str, Any] = {"named_by": "n", "begins_with": "open_gaps", "register": "gap"}


@pytest.mark.parametrize(
    ("rows", "asked_for", "keys"),
    [
        (BEGINS, {"kind": "resource"}, []),
        (BEGINS | {"fields": {"resource": "n"}, "register": ["action", "gap"]}, {}, ["pages.l.rows.fields.resource"]),
        (BEGINS | {"register": "action"}, {"kind": "resource"}, ["pages.l.rows.begins_with"]),
        (BEGINS, None, ["pages.l.rows.begins_with"]),
        (BEGINS | {"fixed": {"a": T}}, {"kind": "resource"}, ["pages.l.rows.begins_with"]),
        (BEGINS | {"from": "step.list"}, {"kind": "resource"}, ["pages.l.rows.begins_with"]),
    ],
)
def test_a_list_begins_with_what_it_has_room_for(
    rows: dict[str, Any], asked_for: dict[str, Any] | None, keys: list[str]
) -> None:
    named = {"n": {}} | ({"resource": asked_for} if asked_for is not None else {})
    assert list(faults({"l": {"rows": rows}, "p": {"of": "l", "questions": named}})) == keys


OLD: dict[str, Any] = {"page": "old", "question": "text", "into": "n"}


@pytest.mark.parametrize(
    ("old", "beside", "keys"),
    [
        (OLD, {}, []),
        (OLD, {"old": {"questions": {"other": {}}}}, []),
        (OLD, {"old": {"questions": {"text": {}}}}, ["pages.l.rows.instead_of.question"]),
        (OLD | {"into": "gone"}, {}, ["pages.l.rows.instead_of.into"]),
        (OLD | {"into": "when"}, {}, ["pages.l.rows.instead_of.into"]),
    ],
)
def test_a_list_takes_the_place_of_a_text_that_is_gone(old: dict[str, Any], beside: Pages, keys: list[str]) -> None:
    page = {"rows": {"named_by": "n", "instead_of": old}}
    inside = {"of": "l", "questions": {"n": {}, "when": {"kind": "date"}}}
    assert list(faults({"l": page, "p": inside, **beside})) == keys


def test_a_list_or_page_that_asks_nothing_is_told() -> None:
    assert set(faults({"l": {"rows": {"fixed": {"a": T}}}, "p": {}, "read": {"intro": T}})) == {"pages.l", "pages.p"}


def test_every_check_that_says_what_its_other_is_exists() -> None:
    assert set(OTHERS.values()) <= {"answer", "number", "either", "nothing"}

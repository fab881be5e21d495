"""What each kind of field makes of what people type."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from continuity.definitions.catalogue import content_root
from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.reader import parse, read_toml
from continuity.rules.cleaning import clean_line, clean_text
from continuity.web.fields import PickManyField, reading
from continuity.web.formbuilder import PageForm, Setting, build, stored
from tests.support.everything.stage import HERE

FORM = parse("form", read_toml(HERE / "forms" / "everything.toml"), "everything.toml")
ORGANISATION = parse("organisation", read_toml(content_root() / "forms" / "organisation.toml"), "organisation.toml")
assert isinstance(FORM, Form) and isinstance(ORGANISATION, Organisation)
NAMES = {
    "role": [("r1", "Enhetschef"), ("r2", "Socialchef")],
    "unit": [(str(n), f"Enhet {n}") for n in range(1, 12)],
    "resource": [("s1", "Omsorgssystem")],
    "person": [("7", "Ida Ek")],
    "document": [],
    "row": [],
}


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="not secret", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="sv")
    with app.test_request_context(method="POST"):
        yield


def posted(page: str, typed: dict[str, Any], saved: dict[str, Any] | None = None, language: str = "sv") -> PageForm:
    """The page's form as a browser would send it back; `typed` holds names without their prefix."""
    setting = Setting(FORM, ORGANISATION.criteria, language, "sv", lambda question: NAMES[question.kind])
    data = MultiDict({f"q_{name}": value for name, value in typed.items()})
    return build(FORM.pages[page], setting)(formdata=data, data=stored(saved or {}))


def answer(page: str, question: str, typed: Any, saved: Any = None) -> Any:
    form = posted(page, {question: typed}, {} if saved is None else {question: saved})
    assert form.validate(), form.errors
    return form.values[question]


def error(page: str, question: str, typed: Any) -> str:
    form = posted(page, {question: typed})
    assert not form.validate()
    assert question not in form.values
    field = form.field_of(question)
    assert field is not None and field.typed == typed
    return str(field.errors[0])


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["åäö ÅÄÖ", "👩‍👩‍👧 🚒", "שלום עולם", "A & B <b>", "{{ 7*7 }} {% raw %}", "o" * 10_000, "'\"`--;"],
)
@pytest.mark.parametrize("question", ["name", "purpose"])
def test_what_people_write_comes_back_as_they_wrote_it(question: str, text: str) -> None:
    assert answer("basics", question, text) == text


def test_characters_that_no_document_can_hold_are_cleaned_away() -> None:
    assert answer("basics", "purpose", "a\x00b\x08\ud800c\ufffe\r\nd\x0be\x0cf\tg") == "abc\nd\ne\nf\tg"
    assert answer("basics", "name", "\ufeff a\x00\r\nb\x0b\tc ") == "a b  c"


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    assert "12000" in error("basics", "name", "x" * 12_001)


def test_a_text_that_does_not_fit_its_pattern_shows_the_example() -> None:
    assert "ABC-12" in error("basics", "code", "abc")
    assert answer("basics", "code", " ABC-12 ") == "ABC-12"


# --- numbers, dates, durations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("320", 320),
        (" 1 250 ", 1250),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("320 personer", 320),
        ("1\u00a0000", 1000),
        ("", None),
    ],
)
def test_numbers_are_read_as_they_are_written(typed: str, expected: float | None) -> None:
    assert answer("figures", "amount", typed) == expected


@pytest.mark.parametrize("typed", ["många", "1e3", "nan", "12 34x", "-1", "5001", "1" * 30])
def test_what_is_no_number_or_out_of_range_is_said_beside_the_field(typed: str) -> None:
    assert error("figures", "amount", typed)


@pytest.mark.parametrize(
    "typed",
    ["2026-06-01", "20260601", "2026/6/1", "2026.06.01", "1/6 2026", "1 juni 2026", "1 June 2026", " 2026 - 06 - 01"],
)
def test_dates_are_read_as_they_are_written(typed: str) -> None:
    assert answer("figures", "starts", typed) == "2026-06-01"


@pytest.mark.parametrize("typed", ["2026-13-45", "2026-02-29", "i morgon", "1026-01-01", "2026"])
def test_what_is_no_date_is_said_beside_the_field(typed: str) -> None:
    assert "2026-11-23" in error("figures", "starts", typed)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_comes_back(day: date) -> None:
    assert reading.day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("typed", "hours", "words"), [("4 h", 4, "4 timmar"), ("2 dygn", 48, "2 dygn"), ("1/2 dag", 12, "12 timmar")]
)
def test_a_duration_is_kept_as_hours_and_echoed_in_words(typed: str, hours: float, words: str) -> None:
    form = posted("figures", {"outage": typed})
    assert form.validate()
    field = form.field_of("outage")
    assert field is not None
    assert (form.values["outage"], field.echo, field.typed) == (hours, words, typed)


def test_a_duration_that_cannot_be_read_says_how_to_write_one() -> None:
    assert "3 dygn" in error("figures", "outage", "abc")


@given(st.floats(min_value=0.01, max_value=10_000, allow_nan=False))
def test_a_saved_duration_or_number_that_nobody_touches_is_not_rounded(value: float) -> None:
    for question in ("outage", "amount"):
        shown = posted("figures", {}, {question: value}).field_of(question)
        assert shown is not None
        again = posted("figures", {question: shown.typed}, {question: value})
        assert again.values[question] == value


# --- choices and registers --------------------------------------------------------------------------------------


def test_choices_are_kept_by_key() -> None:
    assert answer("choosing", "critical", "yes") == "yes"
    assert answer("choosing", "colour", "red") == "red"
    assert answer("choosing", "laws", ["", "hsl", "sol", "sol"]) == ["sol", "hsl"]
    assert answer("choosing", "laws", [""]) is None
    assert answer("choosing", "colour", "") is None


@pytest.mark.parametrize("question", ["critical", "colour"])
def test_a_choice_that_is_not_offered_is_refused(question: str) -> None:
    assert error("choosing", question, "purple")


def test_references_are_kept_by_id() -> None:
    assert answer("pointing", "owner", "r2") == "r2"
    assert answer("pointing", "deputies", ["", "r2", "r1"]) == ["r1", "r2"]
    assert answer("pointing", "where", "11") == "11"
    assert error("pointing", "system", "unheard-of")


def test_few_choices_are_radios_and_many_a_list_to_open() -> None:
    form = posted("pointing", {})
    macros = {field.question_id: field.macro for field in form.answers}
    assert macros["owner"] == "radios"
    assert macros["where"] == "select"
    assert macros["deputies"] == "boxes"


@pytest.mark.parametrize(("many", "order"), [(3, ["1", "2", "3"]), (13, ["3", "13", "1"])])
def test_what_is_chosen_stands_first_where_the_list_scrolls(
    monkeypatch: pytest.MonkeyPatch, many: int, order: list[str]
) -> None:
    monkeypatch.setitem(NAMES, "role", [(str(n), f"Roll {n}") for n in range(1, many + 1)])
    deputies = posted("pointing", {}, {"deputies": ["13", "3"] if many == 13 else ["3"]}).field_of("deputies")
    assert isinstance(deputies, PickManyField)
    assert [choice.value for choice in deputies.offered][:3] == order


def test_a_new_name_is_read_beside_a_picker_and_becomes_the_answer() -> None:
    form = posted("pointing", {"owner": "?", "owner-new": " Ny\x00 roll ", "deputies": ["r1"], "deputies-new": "Till"})
    owner, deputies = form.field_of("owner"), form.field_of("deputies")
    assert owner is not None and deputies is not None
    assert (owner.new_name, owner.unknown) == ("Ny roll", False)
    owner.take_new("r9")
    deputies.take_new("r8")
    assert form.values["owner"] == "r9"
    assert form.values["deputies"] == ["r1", "r8"]


def test_a_saved_choice_that_has_left_the_register_is_still_shown_and_kept() -> None:
    form = posted("pointing", {"owner": "gone"}, {"owner": "gone"})
    owner = form.field_of("owner")
    assert form.validate() and owner is not None
    assert owner.offered[-1].value == "gone"
    assert form.values["owner"] == "gone"


# --- "Vet ej ännu" ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "question", "typed"), [("basics", "name", ""), ("figures", "outage", ""), ("choosing", "laws", [""])]
)
def test_not_known_yet_is_an_answer(page: str, question: str, typed: Any) -> None:
    form = posted(page, {question: typed, f"{question}-unknown": "1"})
    assert form.validate()
    assert form.values[question] == {"unknown": True}


def test_not_known_yet_is_one_of_the_radios() -> None:
    assert answer("choosing", "critical", "?") == {"unknown": True}
    assert answer("pointing", "where", "?") == {"unknown": True}


def test_an_optional_question_offers_no_not_known_yet() -> None:
    form = posted("basics", {"code": "", "code-unknown": "1"})
    assert form.values["code"] is None


def test_the_box_wins_over_text_typed_at_the_same_time_and_the_text_is_kept() -> None:
    form = posted("figures", {"outage": "kanske en vecka", "outage-unknown": "1"})
    assert form.validate()
    assert form.values["outage"] == {"unknown": True, "kept": "kanske en vecka"}
    shown = posted("figures", {}, form.values).field_of("outage")
    assert shown is not None and (shown.unknown, shown.typed) == (True, "kanske en vecka")


def test_an_answer_typed_later_wins_over_a_box_that_was_ticked_before() -> None:
    saved = {"outage": {"unknown": True, "kept": "kanske en vecka"}}
    form = posted("figures", {"outage": "1 vecka", "outage-unknown": "1"}, saved)
    assert form.validate()
    assert form.values["outage"] == 168
    untouched = posted("figures", {"outage": "kanske en vecka", "outage-unknown": "1"}, saved)
    assert untouched.values["outage"] == saved["outage"]


# --- what is left alone ---------------------------------------------------------------------------------------------


def test_a_field_that_the_browser_did_not_send_is_left_alone() -> None:
    assert posted("basics", {"name": "x"}, {"purpose": "y"}).values == {"name": "x"}


def test_an_answer_kept_in_special_order_is_not_overwritten_by_an_empty_field() -> None:
    form = posted("basics", {"purpose": ""}, {"purpose": {"special": True}})
    field = form.field_of("purpose")
    assert field is not None and field.special
    assert form.values["purpose"] == {"special": True}


# --- what must not be recorded here ---------------------------------------------------------------------------------


def test_an_answer_that_must_not_be_recorded_here_is_replaced_and_nothing_else_of_the_page_is_saved() -> None:
    form = posted("security", {"rating": "4", "asset": "Nycklar"})
    assert not form.validate()
    assert form.values == {"rating": {"special": True}}
    field = form.field_of("rating")
    assert field is not None and "Kontakta säkerhetsskyddschefen" in field.errors[0]
    again = posted("security", {"rating": "", "asset": "Nycklar"}, {"rating": {"special": True}})
    assert again.validate()
    assert again.values == {"rating": {"special": True}, "asset": "Nycklar"}
    assert posted("security", {"rating": "1"}, {"rating": {"special": True}}).values == {"rating": "1"}

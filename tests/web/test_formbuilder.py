"""From a page of a form definition to a form class."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from continuity.definitions.catalogue import content_root
from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.reader import parse, read_toml
from continuity.definitions.vocabulary import SILENT, Kind
from continuity.errors import Invalid, say
from continuity.web.formbuilder import FIELDS, PageForm, RowForm, Setting, build, stored
from tests.support.everything.stage import HERE

FORM = parse("form", read_toml(HERE / "forms" / "everything.toml"), "everything.toml")
ORGANISATION = parse("organisation", read_toml(content_root() / "forms" / "organisation.toml"), "organisation.toml")
assert isinstance(FORM, Form) and isinstance(ORGANISATION, Organisation)
PLAIN = {"format": 1, "title": {"sv": "F"}}


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="not secret", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="sv")
    with app.test_request_context(method="POST"):
        yield


def setting(form: Form = FORM, language: str = "sv") -> Setting:
    return Setting(form, ORGANISATION.criteria, language, "sv", lambda question: [("1", "Ett")])


def form_of(questions: dict[str, Any]) -> Form:
    made = parse("form", {**PLAIN, "pages": {"page": {"title": {"sv": "S"}, "questions": questions}}}, "made")
    assert isinstance(made, Form)
    return made


def test_every_kind_that_is_typed_has_exactly_one_field() -> None:
    assert set(FIELDS) == set(get_args(Kind)) - SILENT


@pytest.mark.parametrize("page", list(FORM.pages))
def test_every_page_becomes_a_form_with_its_questions_in_order(page: str) -> None:
    form = build(FORM.pages[page], setting())(formdata=MultiDict())
    typed = [
        q
        for q, question in FORM.pages[page].questions.items()
        if question.kind not in SILENT and question.source == "form"
    ]
    assert [field.question_id for field in form.answers] == typed


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "name", [path.stem for path in sorted((content_root() / "forms").glob("*.toml")) if path.stem != "organisation"]
)
def test_every_page_that_we_ship_becomes_a_form(name: str, language: str) -> None:
    shipped = parse("form", read_toml(content_root() / "forms" / f"{name}.toml"), name)
    assert isinstance(shipped, Form)
    for page in shipped.pages.values():
        form = build(page, setting(shipped, language))(formdata=MultiDict())
        assert all(field.wording.label for field in form.answers)
        assert form.validate()


@pytest.mark.parametrize(
    "name", ["data", "errors", "validate", "version", "meta", "process", "csrf_token", "populate_obj"]
)
def test_a_question_may_be_called_what_a_form_calls_itself(name: str) -> None:
    made = form_of({name: {"kind": "text", "label": {"sv": "Vad?"}}})
    form = build(made.pages["page"], setting(made))(formdata=MultiDict({f"q_{name}": "svar", "version": "3"}))
    assert form.validate()
    assert form.values == {name: "svar"}
    assert form.shown_version == 3


@pytest.mark.parametrize(
    ("text", "version"), [("0", 0), ("12", 12), ("", 0), ("-1", -1), ("x", -1), ("²", -1), ("9" * 30, -1)]
)
def test_the_version_is_a_plain_number_or_none_at_all(text: str, version: int) -> None:
    assert build(FORM.pages["basics"], setting())(formdata=MultiDict({"version": text})).shown_version == version


def test_rows_of_one_screen_have_names_of_their_own() -> None:
    made = build(FORM.pages["triage"], setting(), RowForm)
    data = MultiDict({"a-q_task": "Ett", "b-q_task": "Två"})
    assert [made(formdata=data, prefix=f"{row}-").values for row in "ab"] == [{"task": "Ett"}, {"task": "Två"}]


def test_a_default_is_proposed_but_is_no_answer_before_it_is_saved() -> None:
    made = form_of(
        {"why": {"kind": "longtext", "label": {"sv": "Varför?"}, "default": {"sv": "Därför.", "en": "Because."}}}
    )
    kind = build(made.pages["page"], setting(made, "en"))
    new, cleared = kind(formdata=MultiDict()), kind(formdata=MultiDict(), data=stored({"why": None}))
    assert [(form.answers[0].typed, form.answers[0].answer) for form in (new, cleared)] == [
        ("Därför.", None),
        ("", None),
    ]
    assert kind(formdata=MultiDict({"q_why": "Därför."})).values == {"why": "Därför."}


def test_errors_of_a_service_land_beside_their_questions() -> None:
    form: PageForm = build(FORM.pages["basics"], setting())(formdata=MultiDict())
    form.take(Invalid({"name": say("Fel namn."), "elsewhere": say("Något annat.")}))
    name = form.field_of("name")
    assert name is not None and list(name.errors) == ["Fel namn."]
    assert form.form_errors == ["Något annat."]


def test_texts_are_in_the_readers_language_and_say_what_is_optional_or_restricted() -> None:
    form = build(FORM.pages["basics"], setting(language="en"))(formdata=MultiDict())
    words = {field.question_id: field.wording for field in form.answers}
    assert words["name"].label == "What is it called?"
    assert (words["name"].hint, words["name"].example, words["name"].term) == ("A short name.", "Home care", "Name")
    assert (words["code"].optional, words["name"].optional) == (True, False)
    assert (words["purpose"].restricted, words["name"].restricted) == (True, False)

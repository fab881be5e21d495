"""The base of typed forms."""

import pytest
from flask import Flask
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms import Form as Plain
from wtforms.validators import DataRequired

from continuity.errors import Invalid, say
from continuity.web.forms import Form, described, error_list


class Contact(Plain):
    """A row."""

    phone = StringField("Telefon", [DataRequired("Skriv ett nummer.")])


class Sample(Form):
    """A field of each kind."""

    name = StringField("Namn", [DataRequired("Skriv ett namn.")])
    note = TextAreaField("Anteckning")
    secret = PasswordField("Lösenord")
    choice = RadioField("Val", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    sure = BooleanField("Säker")
    contacts = FieldList(FormField(Contact), min_entries=2)


def posted(app: Flask, **fields: str) -> Sample:
    with app.test_request_context("/", method="POST", data=fields):
        form = Sample()
        form.validate()
        return form


def test_text_is_cleaned_as_it_comes_in_and_a_password_is_not(app: Flask) -> None:
    dirty = "  A\x0b\x00 & B\u200b "
    form = posted(app, name=dirty, note=dirty, secret=dirty)
    assert (form.name.data, form.note.data, form.secret.data) == ("A  & B", "A\n & B", dirty)


def test_every_error_leads_to_the_first_input_to_mend(app: Flask) -> None:
    errors = dict(error_list(posted(app, choice="c")))
    assert errors["name"] == "Skriv ett namn."
    assert {"choice-0", "contacts-0-phone", "contacts-1-phone"} <= set(errors)


def test_a_services_errors_land_on_their_fields_and_the_rest_at_the_top(app: Flask) -> None:
    form = posted(app, name="A")
    form.take(Invalid({"note": say("Högst {n} ord.", n=5), "elsewhere": say("Kontoret är stängt.")}))
    assert form.note.errors == ["Högst 5 ord."]
    assert next(error_list(form)) == ("", "Kontoret är stängt.")


@pytest.mark.parametrize(
    ("fields", "hint", "expected"),
    [
        ({"name": "A"}, "", {"required": False}),
        ({"name": "A"}, "Så här", {"required": False, "aria-describedby": "name-hint"}),
        ({}, "Så här", {"required": False, "aria-describedby": "name-hint name-error", "aria-invalid": "true"}),
    ],
)
def test_an_input_is_tied_to_its_hint_and_its_error(
    app: Flask, fields: dict[str, str], hint: str, expected: dict[str, object]
) -> None:
    assert described(posted(app, **fields).name, hint) == expected


def test_a_form_asked_for_without_data_takes_none_from_the_request(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "från en annan form"}):
        assert Sample(formdata=None, name="egen").name.data == "egen"

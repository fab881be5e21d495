"""Days, numbers, money and times typed as text."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from continuity.web.forms import Form
from continuity.web.readfields import DayField, HoursField, KronorField, NumberField


class Typed(Form):
    """A field of each kind."""

    class Meta(Form.Meta):
        csrf = False

    free = DayField("Dag")
    count = NumberField("Antal")
    cost = KronorField("Kostnad")
    time = HoursField("Tid")


def typed(app: Flask, **fields: str) -> Typed:
    with app.test_request_context():
        form = Typed(formdata=MultiDict(fields))
        form.validate()
        return form


@pytest.mark.parametrize("text", ["2026-06-01", " 20260601 ", "1 juni 2026", "1/6 2026"])
def test_a_day_is_read_as_people_write_it_and_shown_in_one_way(app: Flask, text: str) -> None:
    form = typed(app, free=text)
    assert form.free.data == date(2026, 6, 1)
    assert form.free._value() == "2026-06-01"
    assert not form.errors


@pytest.mark.parametrize("text", ["i morgon", "2026-02-30", "12"])
def test_what_is_no_day_stays_in_the_field_with_an_error(app: Flask, text: str) -> None:
    form = typed(app, free=text)
    assert form.free.data is None
    assert form.free._value() == text
    assert list(form.errors) == ["free"]


def test_nothing_is_no_day_and_no_error(app: Flask) -> None:
    form = typed(app, free="  ")
    assert form.free.data is None
    assert form.free._value() == ""
    assert not form.errors


@pytest.mark.parametrize(
    ("field", "text", "value", "shown"),
    [
        ("count", "1 250,5", 1250.5, "1250,5"),
        ("count", "1234567", 1234567, "1234567"),
        ("cost", "6 000 kr", 6000, "6000"),
        ("cost", "1166000", 1166000, "1166000"),
        ("time", "1,5 dygn", 36, "36 h"),
    ],
)
def test_numbers_money_and_times_are_read_as_people_write_them(
    app: Flask, field: str, text: str, value: float, shown: str
) -> None:
    form = typed(app, **{field: text})
    assert form[field].data == value
    assert form[field]._value() == shown
    assert not form.errors


@pytest.mark.parametrize(("field", "text"), [("count", "nan"), ("cost", "mycket"), ("cost", "1e6"), ("time", "8")])
def test_what_is_no_number_stays_in_the_field_with_an_error(app: Flask, field: str, text: str) -> None:
    form = typed(app, **{field: text})
    assert form[field].data is None
    assert form[field]._value() == text
    assert list(form.errors) == [field]

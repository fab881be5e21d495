"""A day typed as text."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from continuity.web.dayfield import DayField
from continuity.web.forms import Form


class Days(Form):
    """One day."""

    class Meta(Form.Meta):
        csrf = False

    free = DayField("Dag")


def typed(app: Flask, **fields: str) -> Days:
    with app.test_request_context():
        form = Days(formdata=MultiDict(fields))
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

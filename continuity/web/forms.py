"""The base of every typed form: input is cleaned, errors from services land on fields, parked text comes back."""

from collections.abc import Iterator
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    FormField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from continuity.errors import Invalid
from continuity.rules.cleaning import clean_line, clean_text
from continuity.web.wording import tell


class Form(FlaskForm):
    """A form in a page; on GET it shows again what was parked when the session ran out."""

    class Meta(FlaskForm.Meta):
        """Cleans texts as they come in, and finds parked text."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Every text field is cleaned, but a password is taken as it is."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters.insert(0, _clean_text if issubclass(kind, TextAreaField) else _clean_line)
                options = {**options, "filters": filters}
            return unbound_field.bind(form=form, **options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted; else what was parked for this very page; nothing where None is asked for."""
            return None if formdata is None else super().wrap_formdata(form, formdata) or restored()

    def take(self, invalid: Invalid) -> None:
        """Puts the errors of a service beside their fields, those of no field at the form's top."""
        for name, reason in invalid.errors.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, tell(reason)]
            else:
                self.form_errors.append(tell(reason))


def _clean_line(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


def _clean_text(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def restored() -> MultiDict[str, str] | None:
    """What the person typed on this page before the session ran out, or None."""
    return g.get("restored") if request.method == "GET" else None


def error_list(form: Any) -> Iterator[tuple[str, str]]:
    """Every error of a form in the order of its fields: (id of the first input to mend, what is wrong)."""
    for error in getattr(form, "form_errors", ()):
        yield "", str(error)
    for field in form:
        yield from _errors_of(field)


def _errors_of(field: Any) -> Iterator[tuple[str, str]]:
    if isinstance(field, FormField):
        yield from error_list(field.form)
    elif isinstance(field, FieldList) and any(isinstance(error, list | dict) for error in field.errors):
        for entry in field.entries:
            yield from _errors_of(entry)
    else:
        for error in field.errors:
            yield anchor(field), str(error)


def described(field: Any, hint: object = "", **others: str | None) -> dict[str, Any]:
    """The attributes that tie an input to its hint and its error, for those who hear the page; `others` unless None."""
    ids = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    about = {"aria-describedby": " ".join(ids)} if ids else {}
    # The browser's own "required" bubble is neither translated nor read well: the server tells.
    wrong = {"aria-invalid": "true"} if field.errors else {}
    return {**about, **wrong, **{name: value for name, value in others.items() if value}, "required": False}


def anchor(field: Any) -> str:
    """The id of the input that a link in the error summary goes to."""
    if "anchor" in vars(field):
        return str(field.anchor)
    boxes = isinstance(field, SelectMultipleField) and isinstance(getattr(field, "option_widget", None), CheckboxInput)
    if isinstance(field, RadioField) or boxes or isinstance(field.widget, ListWidget):
        return f"{field.id}-0"
    return str(field.id)

"""The administration's forms."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from continuity.errors import Invalid, say
from continuity.web.forms import Form

NOT_CHOSEN = _("Välj ett alternativ i listan.")


def number_or_none(value: Any) -> int | None:
    """A unit's id as it is posted; "" stands for none."""
    return int(value) if value not in (None, "", "None") else None


class MunicipalityForm(Form):
    """What the municipality is called and whom to ask."""

    name = StringField(_("Kommunens namn"), [DataRequired(_("Skriv kommunens namn.")), Length(max=120)])
    security_contact = TextAreaField(_("Kontakt i säkerhetsfrågor"), [Length(max=500)])


class DepartmentForm(Form):
    """A unit of the tree."""

    name = StringField(_("Namn"), [DataRequired(_("Skriv ett namn.")), Length(max=120)])
    level = SelectField(_("Vad är det?"), validate_choice=False)
    parent = SelectField(_("Hör till"), coerce=number_or_none, validate_choice=False)


class NewDepartmentForm(DepartmentForm):
    """A new unit, which also gets its code."""

    code = StringField(_("Kod"), [DataRequired(_("Skriv en kod, till exempel SN."))])


class PersonForm(Form):
    """An account."""

    name = StringField(_("Namn"), [DataRequired(_("Skriv personens namn.")), Length(max=120)])
    email = EmailField(_("E-postadress"), [DataRequired(_("Skriv en e-postadress, till exempel namn@kommun.se."))])
    title = StringField(_("Titel"), [Length(max=120)])


class SeatForm(Form):
    """A role for a person."""

    role = SelectField(_("Roll"), validate_choice=False)
    department = SelectField(_("Gäller för"), coerce=number_or_none, validate_choice=False)
    deputy = BooleanField(_("Som ersättare"))
    starts = StringField(_("Första dagen"))
    ends = StringField(_("Sista dagen"))

    def dates(self) -> tuple[date, date | None]:
        """The first and the last day. :raise Invalid: one of them is not a date."""
        days: dict[str, date] = {}
        errors = {}
        for name in ("starts", "ends"):
            text = self[name].data or ""
            try:
                days.update({name: date.fromisoformat(text)} if text else {})
            except ValueError:
                errors[name] = say("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2027-01-31.")
        if not errors and "starts" not in days:
            errors["starts"] = say("Skriv vilken dag rollen börjar, till exempel 2027-01-31.")
        if errors:
            raise Invalid(errors)
        return days["starts"], days.get("ends")


class StartForm(Form):
    """A plan to start."""

    department = SelectField(
        _("Kontor"), [DataRequired(_("Välj vilket kontor planen gäller."))], coerce=int, validate_choice=False
    )
    workflow = SelectField(
        _("Arbetsflöde"), [DataRequired(_("Publicera innehållet först, under Innehållet."))], validate_choice=False
    )
    variant = SelectField(_("Variant"), validate_choice=False)

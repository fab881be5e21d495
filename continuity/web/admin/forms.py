"""The administration's forms."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from continuity.errors import Invalid, say
from continuity.web.forms import Form
from continuity.web.readfields import DayField

NOT_CHOSEN = _("Välj ett alternativ i listan.")


class MunicipalityForm(Form):
    """What the municipality is called and whom to ask."""

    name = StringField(_("Kommunens namn"), [DataRequired(_("Skriv kommunens namn.")), Length(max=120)])
    security_contact = TextAreaField(_("Kontakt i säkerhetsfrågor"), [Length(max=500)])


class UnitField(StringField):
    """A unit: picked from `units` where they can be taken in, else typed as its code or name."""

    units: Sequence[SelectChoice] = ()


class RenameForm(Form):
    """What a unit is called."""

    name = StringField(_("Namn"), [DataRequired(_("Skriv ett namn.")), Length(max=120)])


class MoveForm(Form):
    """Where in the tree a unit stands."""

    level = SelectField(_("Vad är det?"), validate_choice=False)
    parent = UnitField(_("Hör till"))


class NewDepartmentForm(RenameForm, MoveForm):
    """A new unit, which also gets its code."""

    code = StringField(_("Kod"), [DataRequired(_("Skriv en kod, till exempel SN."))])


class MergeForm(Form):
    """The unit that another goes up in, and whose plan goes on."""

    into = UnitField(_("Går upp i"))
    lives = RadioField(
        _("Vilken plan gäller vidare, om båda har en?"),
        choices=[SelectChoice("into", _("Den mottagande enhetens")), SelectChoice("from", _("Den här enhetens"))],
        default="into",
        validate_choice=False,
    )
    body = SelectField(_("Vem har beslutat att den andra planen upphävs?"), validate_choice=False)
    decision = StringField(_("Beslut som upphäver den andra planen"), [Length(max=300)])

    @property
    def which(self) -> Literal["into", "from"]:
        """The plan that goes on."""
        return "from" if self.lives.data == "from" else "into"


class HeadForm(Form):
    """A department's next head."""

    person = StringField(
        _("Nya chefens e-postadress"), [DataRequired(_("Skriv en e-postadress, till exempel namn@kommun.se."))]
    )
    title = StringField(_("Titel"), [Length(max=120)])
    starts = DayField(_("Första dagen"))


class CloseForm(Form):
    """Nothing to fill in."""


class PersonForm(Form):
    """An account."""

    name = StringField(_("Namn"), [DataRequired(_("Skriv personens namn.")), Length(max=120)])
    email = EmailField(_("E-postadress"), [DataRequired(_("Skriv en e-postadress, till exempel namn@kommun.se."))])
    title = StringField(_("Titel"), [Length(max=120)])


class SeatForm(Form):
    """A role for a person."""

    role = SelectField(_("Roll"), validate_choice=False)
    department = UnitField(_("Gäller för"))
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

    department = UnitField(_("Kontor"), [DataRequired(_("Välj vilket kontor planen gäller."))])
    workflow = SelectField(
        _("Arbetsflöde"), [DataRequired(_("Publicera innehållet först, under Innehållet."))], validate_choice=False
    )
    variant = SelectField(_("Variant"), validate_choice=False)


class PauseForm(Form):
    """A unit that is not reminded for a while."""

    department = UnitField(_("Enhet"))
    reason = StringField(_("Skäl"), [Length(max=200)])
    until = DayField(_("Till och med"))

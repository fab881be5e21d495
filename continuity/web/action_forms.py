"""The typed forms of actions and exercises, and the words for how an action stands."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext
from flask_babel import lazy_gettext as _  # a label is put into words when the page is shown
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from continuity.web.forms import Form
from continuity.web.readfields import DayField, KronorField
from continuity.web.typed_forms import DueForm


def words_of() -> dict[str, str]:
    """What each state of an action is called."""
    return {
        "open": gettext("Öppen"),
        "started": gettext("Pågår"),
        "done": gettext("Klar"),
        "verified": gettext("Verifierad"),
    }


class NewForm(Form):
    """An action added by hand."""

    text = TextAreaField(_("Vad ska göras?"))
    owner = StringField(_("Vilken roll ansvarar?"))
    due = DayField(_("När ska det vara klart?"))
    verify = StringField(_("Hur kontrollerar ni att det hjälpte?"))
    severity = RadioField(
        _("Hur allvarlig är bristen?"),
        choices=[
            SelectChoice("", _("Ingen brist")),
            SelectChoice("1", _("1 Mindre")),
            SelectChoice("2", _("2 Betydande")),
            SelectChoice("3", _("3 Allvarlig")),
        ],
        default="",
        validate_choice=False,
    )
    cost = KronorField(_("Vad kostar det ungefär, i kronor?"))
    budget = SelectField(_("Vilken nämnd betalar?"), choices=[])

    def validate_severity(self, field: RadioField) -> None:
        """Only 1, 2, 3 or none."""
        if field.data not in (None, "", "1", "2", "3"):
            raise ValidationError(gettext("Välj 1, 2 eller 3, eller ingen brist."))


class ExtendForm(DueForm):
    """A new date for an action, and why."""

    reason = TextAreaField(_("Varför behövs mer tid?"))


class DirectionForm(Form):
    """What a year's exercises are directed at."""

    text = TextAreaField(_("Vad ska årets övningar inriktas på?"))


class FinishForm(Form):
    """What shows that it is done."""

    text = TextAreaField(_("Vad visar att åtgärden är gjord?"))


class VerifyActionForm(Form):
    """How somebody else saw that it helped."""

    text = TextAreaField(_("Hur har du kontrollerat att åtgärden hjälpte?"))


class ReopenActionForm(Form):
    """Why it is not done after all."""

    text = TextAreaField(_("Varför öppnas åtgärden igen?"))


ActionForm = ExtendForm | FinishForm | VerifyActionForm | ReopenActionForm
FORMS: Mapping[str, type[ActionForm]] = MappingProxyType(
    {"extend": ExtendForm, "finish": FinishForm, "verify": VerifyActionForm, "reopen": ReopenActionForm}
)

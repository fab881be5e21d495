"""The forms of a resource's owner: what is promised to all, and the answer to one demand."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, StringField, TextAreaField

from continuity.web.forms import Form
from continuity.web.readfields import DayField, HoursField


class PromiseForm(Form):
    """What is promised of a resource, and what a test has shown."""

    promised_h = HoursField(_("Hur lång tid tar det som längst innan den är tillbaka?"))
    service_window = StringField(_("När arbetar ni med att få tillbaka den?"))
    basis = RadioField(
        _("Vad bygger löftet på?"),
        choices=[
            SelectChoice("agreement", _("Avtal eller överenskommelse")),
            SelectChoice("analysis", _("Vår egen analys")),
            SelectChoice("test", _("Ett prov")),
            SelectChoice("estimate", _("En uppskattning")),
        ],
        validate_choice=False,
    )
    tested_h = HoursField(_("Hur lång tid tog det när ni provade?"))
    tested_on = DayField(_("När provade ni?"))


class AnswerForm(Form):
    """The answer to one department's demand."""

    reply = RadioField(
        _("Vad svarar ni?"),
        choices=[
            SelectChoice("confirmed", _("Ja, det klarar vi")),
            SelectChoice("counter_offer", _("Vi kan erbjuda en annan tid")),
            SelectChoice("declined", _("Nej, det klarar vi inte")),
        ],
        validate_choice=False,
    )
    offered_h = HoursField(_("Vilken tid kan ni erbjuda?"))
    text = TextAreaField(_("Varför?"))

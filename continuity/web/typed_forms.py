"""The typed forms of departments, review, signing, registry and archive; the guided ones are built from content."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _  # a label is put into words when the page is shown
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from continuity.errors import Invalid
from continuity.web.forms import Form
from continuity.web.readfields import DayField


def carried_out(form: Form, verb: Callable[[], Any]) -> bool:
    """Runs the verb when the form's own fields hold; what the verb finds wrong lands beside the fields."""
    if not form.validate():
        return False
    try:
        verb()
    except Invalid as invalid:
        form.take(invalid)
        return False
    return True


class PagesField(SelectMultipleField):
    """Pages of a form to tick; the verb ignores what the form lacks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


# --- departments ---------------------------------------------------------------------------------------------------


class ReopenForm(Form):
    """Why a step is opened again; `reason` gets its choices from the workflow."""

    reason = RadioField(_("Varför ska ett steg öppnas på nytt?"), choices=[], validate_choice=False)
    text = TextAreaField(_("Vad har hänt?"))


class ProposalForm(Form):
    """The head's answer to a proposal to open a step again."""

    answer = RadioField(
        _("Ska steget öppnas på nytt?"),
        choices=[SelectChoice("open", _("Ja, öppna steget")), SelectChoice("decline", _("Nej, avstå"))],
        validate_choice=False,
    )
    reason = TextAreaField(_("Om ni avstår: varför?"))


class ExistingForm(Form):
    """An existing document and what is known of it."""

    file = FileField(_("Dokumentet, som Word (.docx) eller pdf"))
    decided_by = StringField(_("Beslutad av"))
    decided_at = DayField(_("Beslutad när"))
    paragraph = StringField(_("Paragraf"))
    registration_number = StringField(_("Diarienummer"))
    valid_to = DayField(_("Gäller t o m"))


class AppointForm(Form):
    """The colleague who may read through the step and send it in."""

    person = StringField(_("Kollegans e-postadress"))


class NoteForm(Form):
    """What the security function wants to say to the departments it has chosen."""

    text = TextAreaField(_("Vad vill du säga?"))


class DueForm(Form):
    """A new date and why."""

    due = DayField(_("Nytt datum"))
    reason = TextAreaField(_("Varför flyttas datumet?"))


# --- review --------------------------------------------------------------------------------------------------------


class CommentForm(Form):
    """A reviewer's remark on a question."""

    text = TextAreaField(_("Din synpunkt"))


class AdviceForm(Form):
    """What an adviser says in the end."""

    outcome = RadioField(
        _("Ditt yttrande"),
        choices=[
            SelectChoice("no_objection", _("Ingen erinran")),
            SelectChoice("remarks", _("Synpunkter")),
            SelectChoice("discourages", _("Avstyrker")),
        ],
        validate_choice=False,
    )
    text = TextAreaField(_("Motivering"))
    recommends_return = BooleanField(_("Jag rekommenderar att steget skickas åter för ändring"))
    pages = PagesField(_("Vilka sidor bör ändras?"), choices=[], validate_choice=False)


class RemarkForm(Form):
    """The department's answer to a comment."""

    answer = RadioField(
        _("Är synpunkten åtgärdad?"),
        choices=[SelectChoice("done", _("Åtgärdad")), SelectChoice("not_done", _("Ej åtgärdad"))],
        validate_choice=False,
    )
    text = TextAreaField(_("Vad ni har ändrat, eller varför inte"))


class ReturnForm(Form):
    """Why a step goes back, and to which pages."""

    reason = TextAreaField(_("Vad behöver ändras, och varför?"))
    pages = PagesField(_("Vilka sidor gäller det?"), choices=[], validate_choice=False)


# --- signing -------------------------------------------------------------------------------------------------------


class ConfirmForm(Form):
    """The unticked box alone."""

    confirmed = BooleanField(_("Jag har läst dokumentet och skriver under texten ovan. Det här är min underskrift."))


class SignForm(ConfirmForm):
    """The unticked box and what may be said beside it."""

    delegation = StringField(_("Delegation du skriver under med"))
    comment = TextAreaField(_("Kommentar"))


class TakeoverForm(Form):
    """The unticked box alone."""

    confirmed = BooleanField(_("Jag har läst planen och tar över ansvaret för den."))


class DeclineForm(Form):
    """Why somebody does not sign."""

    reason = TextAreaField(_("Varför avböjer du?"))


# --- the registry --------------------------------------------------------------------------------------------------


class NumberForm(Form):
    """A document's registration number."""

    number = StringField(_("Diarienummer"))


class HearingForm(Form):
    """The meeting that a document goes to."""

    meeting_date = DayField(_("Sammanträdesdatum"))
    papers_due = DayField(_("Sista dag att lämna handlingar"))


class DecisionForm(Form):
    """What the deciding body decided."""

    outcome = RadioField(
        _("Vad beslutades?"),
        choices=[
            SelectChoice("approved", _("Bifall")),
            SelectChoice("amended", _("Bifall med ändring")),
            SelectChoice("remitted", _("Återremiss")),
            SelectChoice("rejected", _("Avslag")),
            SelectChoice("tabled", _("Bordlagt")),
        ],
        validate_choice=False,
    )
    meeting_date = DayField(_("Beslutets datum"))
    paragraph = StringField(_("Paragraf"))
    minutes_confirmed_on = DayField(_("Protokollet justerat"))
    pages = PagesField(_("Vilka sidor ändrades? (bifall med ändring)"), choices=[], validate_choice=False)
    text = TextAreaField(_("Vad ska ändras? (återremiss och avslag)"))
    next_meeting = DayField(_("Nytt sammanträde (bordlagt)"))


class DispatchForm(Form):
    """To whom a decided document was sent, and when."""

    recipient = StringField(_("Mottagare"))
    sent_on = DayField(_("Skickad"))


# --- the archive ---------------------------------------------------------------------------------------------------


class VerifyForm(Form):
    """A file to check; it is not kept."""

    file = FileField(_("Välj filen"))

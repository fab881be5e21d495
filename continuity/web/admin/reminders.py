"""Reminders and mail: the ladders in words, what goes the next thirty days, the outbox, and what holds it back."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Invalid
from continuity.extensions import db
from continuity.services.organisation import staff
from continuity.services.organisation.holders import names_of
from continuity.services.reminders import mailing, reminding
from continuity.web import ladders, sending
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import unit_chosen, units
from continuity.web.admin.forms import PauseForm
from continuity.web.session import actor, now, settings, today


def _form() -> PauseForm:
    form = PauseForm()
    form.department.units = units(db.session, _("Välj en enhet"))
    return form


def _page(form: PauseForm, status: int = 200) -> ResponseReturnValue:
    coming = reminding.preview(db.session, today())
    return render_template(
        "admin/reminders.html",
        form=form,
        outbox=mailing.outbox_of(db.session, today=today()),
        headless=staff.headless(db.session, today()),
        ladders=ladders.in_words(),
        coming=coming,
        names=names_of(db.session, {due.person for due in coming}),
        way_out=sending.way_out(settings()),
        states=_states(),
        kinds=_kinds(),
        today=today(),
    ), status


@bp.get("/paminnelser")
def reminders() -> ResponseReturnValue:
    """Everything on one page."""
    return _page(_form())


@bp.post("/paminnelser/pausa")
def pause_reminders() -> ResponseReturnValue:
    """A unit is not reminded for a while."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    try:
        unit = unit_chosen(db.session, form.department)
        mailing.pause(db.session, unit, form.reason.data or "", form.until.data, by=actor(), at=now())
    except Invalid as invalid:
        db.session.rollback()
        form.take(invalid)
        return _page(form, 422)
    flash(_("Enheten påminns inte förrän dagen har passerat."), "success")
    return redirect(url_for("admin.reminders"), 303)


@bp.post("/paminnelser/pausa/<int:pause_id>")
def resume_reminders(pause_id: int) -> ResponseReturnValue:
    """The unit is reminded again."""
    mailing.resume(db.session, pause_id, by=actor(), at=now())
    flash(_("Enheten påminns igen."), "success")
    return redirect(url_for("admin.reminders"), 303)


@bp.post("/paminnelser/omgang/<int:round_id>")
def settle_round(round_id: int) -> ResponseReturnValue:
    """A held flood is sent, or thrown away."""
    send = request.form.get("svar") == "skicka"
    mailing.settle_round(db.session, round_id, send=send, by=actor(), at=now())
    flash(_("Påminnelserna skickas.") if send else _("Påminnelserna kastades. De kommer på sin rätta dag."), "success")
    return redirect(url_for("admin.reminders"), 303)


@bp.post("/paminnelser/mejl/<int:mail_id>")
def settle_mail(mail_id: int) -> ResponseReturnValue:
    """A mail is tried again, or stopped."""
    again = request.form.get("svar") == "igen"
    (mailing.retry if again else mailing.stop)(db.session, mail_id, by=actor(), at=now())
    flash(_("Mejlet skickas på nytt.") if again else _("Mejlet är stoppat."), "success")
    return redirect(url_for("admin.reminders"), 303)


@bp.post("/paminnelser/prov")
def test_mail() -> ResponseReturnValue:
    """A test mail to whoever asks."""
    person = mailing.send_test(db.session, by=actor(), at=now())
    flash(_("Ett provmejl till %(address)s ligger i utkorgen och går inom en minut.", address=person.email), "success")
    return redirect(url_for("admin.reminders"), 303)


# --- in words -----------------------------------------------------------------------------------------------------


def _states() -> Mapping[str, tuple[str, str]]:
    """What the states of a mail are called, and their tags."""
    return {
        "waiting": (_("Väntar"), "waiting"),
        "held": (_("Hålls inne"), "waiting"),
        "sent": (_("Skickat"), "done"),
        "unneeded": (_("Behövdes inte"), "neutral"),
        "stopped": (_("Stoppat"), "off"),
        "undeliverable": (_("Adressen tar inte emot"), "late"),
        "dead": (_("Gick inte att skicka"), "late"),
        "faulty": (_("Går inte att skriva"), "late"),
    }


def _kinds() -> Mapping[str, str]:
    """What the kinds of mail are about; all others say that it is somebody's turn."""
    return {
        "digest": _("Påminnelse"),
        "invitation": _("Inbjudan"),
        "completed": _("Ett steg är klart"),
        "note": _("Kommentar eller påminnelse för hand"),
        "link": _("Engångslänk"),
        "test": _("Prov"),
    }

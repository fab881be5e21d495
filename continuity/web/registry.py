"""Diarium: numbers, meetings, decisions, and sending what was decided."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Forbidden, Invalid, say
from continuity.extensions import db
from continuity.services.oversight import diary
from continuity.services.oversight.diary import Sending
from continuity.services.paper import paperwork
from continuity.services.steps import deciding, numbering
from continuity.services.steps.desk import Desk, open_desk
from continuity.web.process.blueprint import page_choices
from continuity.web.session import actor, now, today
from continuity.web.typed_forms import DecisionForm, DispatchForm, HearingForm, NumberForm, carried_out

bp = Blueprint("registry", __name__)


def _desk(step_id: int, action: str) -> Desk:
    """The step, for whoever may do this to it. :raise 404, 403: they may not see it, or not do it."""
    desk = open_desk(db.session, step_id, by=actor(), at=now())
    if not desk.may(action):
        raise Forbidden(say("Det här görs av registratorn eller nämndsekreteraren."))
    return desk


def _back() -> ResponseReturnValue:
    return redirect(url_for("registry.diary"), 303)


@bp.get("/diarium", endpoint="diary")
def diary_list() -> str:
    """The four lists of the registry."""
    return render_template("registry/diary.html", diary=diary.diary(db.session, by=actor(), at=now()))


# --- numbers -------------------------------------------------------------------------------------------------------


@bp.get("/steg/<int:step_id>/diarienummer")
def number(step_id: int) -> str:
    """The form for a document's number, with the next one proposed."""
    desk = _desk(step_id, "assign_number")
    proposed = desk.revision.registration_number or numbering.proposed_number(desk)
    return _number_page(desk, NumberForm(number=proposed))


def _number_page(desk: Desk, form: NumberForm) -> str:
    return render_template("registry/number.html", desk=desk, form=form, example=desk.settings.numbers.example)


@bp.post("/steg/<int:step_id>/diarienummer")
def number_submit(step_id: int) -> ResponseReturnValue:
    """Assigns the number."""
    desk, form = _desk(step_id, "assign_number"), NumberForm()
    given = form.number.data or ""
    if not carried_out(form, lambda: numbering.assign_number(db.session, step_id, given, by=actor(), at=now())):
        return _number_page(desk, form), 422
    flash(_("Dokumentet har nummer %(number)s.", number=given), "success")
    return _back()


# --- the meeting ---------------------------------------------------------------------------------------------------


@bp.get("/steg/<int:step_id>/sammantrade")
def hearing(step_id: int) -> str:
    """The form for the meeting and the last day for its papers."""
    desk = _desk(step_id, "set_hearing")
    known = deciding.hearing(desk)
    form = HearingForm(
        meeting_date=known.meeting_date if known else None, papers_due=known.papers_due if known else None
    )
    return _hearing_page(desk, form)


def _hearing_page(desk: Desk, form: HearingForm) -> str:
    return render_template("registry/hearing.html", desk=desk, form=form, body=_body(desk))


def _body(desk: Desk) -> str:
    return paperwork.body_name(desk, desk.by.language)


@bp.post("/steg/<int:step_id>/sammantrade")
def hearing_submit(step_id: int) -> ResponseReturnValue:
    """Notes the meeting."""
    desk, form = _desk(step_id, "set_hearing"), HearingForm()
    if not carried_out(form, lambda: _set_hearing(step_id, form)):
        return _hearing_page(desk, form), 422
    flash(_("Sammanträdet är antecknat."), "success")
    return _back()


def _set_hearing(step_id: int, form: HearingForm) -> None:
    if form.meeting_date.data is None:
        raise Invalid({"meeting_date": say("Ange när sammanträdet är, ÅÅÅÅ-MM-DD.")})
    dates = (form.meeting_date.data, form.papers_due.data)
    deciding.set_hearing(db.session, step_id, *dates, by=actor(), at=now())


# --- the decision --------------------------------------------------------------------------------------------------


def _decision_form(desk: Desk) -> DecisionForm:
    known = deciding.hearing(desk)
    meeting = known.meeting_date if known and known.meeting_date and known.meeting_date <= desk.today else None
    form = DecisionForm(meeting_date=meeting)
    form.pages.choices = page_choices(desk)
    return form


def _decision_page(desk: Desk, form: DecisionForm) -> str:
    return render_template(
        "registry/decision.html",
        desk=desk,
        form=form,
        body=_body(desk),
        hearing=deciding.hearing(desk),
        decisions=deciding.decisions(desk),
        awaiting="decide" in desk.triggers(),
        papers=diary.papers(desk),
    )


@bp.get("/steg/<int:step_id>/beslut")
def decision(step_id: int) -> str:
    """What the body decides on, and the five outcomes."""
    desk = _desk(step_id, "register_decision")
    return _decision_page(desk, _decision_form(desk))


@bp.post("/steg/<int:step_id>/beslut")
def decision_submit(step_id: int) -> ResponseReturnValue:
    """Registers what the body decided."""
    desk = _desk(step_id, "register_decision")
    form = _decision_form(desk)
    if not carried_out(form, lambda: _register(step_id, _body(desk), form)):
        return _decision_page(desk, form), 422
    if form.outcome.data == "amended":
        flash(
            _("Beslutet är registrerat. De valda sidorna är öppna tills ändringen är införd och kontrollerad."), "info"
        )
        return redirect(url_for("registry.decision", step_id=step_id), 303)
    flash(_("Beslutet är registrerat."), "success")
    return redirect(url_for("process.done", step_id=step_id), 303)


def _register(step_id: int, body: str, form: DecisionForm) -> None:
    deciding.register_decision(
        db.session,
        step_id,
        form.outcome.data or "",
        body=body,
        meeting_date=form.meeting_date.data,
        paragraph=form.paragraph.data or "",
        minutes_confirmed_on=form.minutes_confirmed_on.data,
        text=form.text.data or "",
        pages=form.pages.data or (),
        next_meeting=form.next_meeting.data,
        by=actor(),
        at=now(),
    )


@bp.post("/steg/<int:step_id>/beslut/bekrafta")
def confirm_amendment(step_id: int) -> ResponseReturnValue:
    """The changed pages agree with the minutes; the step completes from them."""
    deciding.confirm_amendment(db.session, step_id, by=actor(), at=now())
    flash(_("Ändringen är bekräftad och dokumentet är klart."), "success")
    return redirect(url_for("process.done", step_id=step_id), 303)


# --- sending -------------------------------------------------------------------------------------------------------


@bp.get("/dokument/<int:document_id>/expediera")
def dispatch(document_id: int) -> str:
    """Who has got the document, and who should."""
    return _dispatch_page(_sending(document_id), DispatchForm(sent_on=today()))


def _sending(document_id: int) -> Sending:
    return diary.sending(db.session, document_id, by=actor(), at=now())


def _dispatch_page(found: Sending, form: DispatchForm) -> str:
    return render_template("registry/dispatch.html", sending=found, form=form)


@bp.post("/dokument/<int:document_id>/expediera")
def dispatch_submit(document_id: int) -> ResponseReturnValue:
    """Notes one recipient."""
    form = DispatchForm()
    recipient, sent_on = form.recipient.data or "", form.sent_on.data
    verb = diary.mark_sent
    if not carried_out(form, lambda: verb(db.session, document_id, recipient, sent_on, by=actor(), at=now())):
        return _dispatch_page(_sending(document_id), form), 422
    flash(_("%(name)s är antecknad.", name=recipient), "success")
    return redirect(url_for("registry.dispatch", document_id=document_id), 303)


@bp.post("/dokument/<int:document_id>/expediera/klart")
def dispatch_finish(document_id: int) -> ResponseReturnValue:
    """Nobody more is to get it."""
    try:
        diary.finish_sending(db.session, document_id, by=actor(), at=now())
    except Invalid as invalid:
        form = DispatchForm(formdata=None, sent_on=today())
        form.take(invalid)
        return _dispatch_page(_sending(document_id), form), 422
    flash(_("Expedieringen är klar."), "success")
    return _back()

"""A department's page, and the verbs of its plan: open again, register, appoint, move a date."""

from datetime import date
from pathlib import PurePath

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField

from continuity.definitions.words import Words
from continuity.errors import Invalid, NotFound, say
from continuity.extensions import db
from continuity.models import PendingReopening, Plan, RegisteredDocument, Step
from continuity.services import departments, existing, people, plans
from continuity.services.departments import DepartmentPage, PlanView, StepLine
from continuity.services.existing import Proposal
from continuity.web import drawing
from continuity.web.dayfield import DayField
from continuity.web.forms import Form
from continuity.web.session import actor, now
from continuity.web.wording import language

bp = Blueprint("departments", __name__)


class ReopenForm(Form):
    """Why a step is opened again."""

    reason = RadioField("", validate_choice=False)
    text = TextAreaField("")


class AnswerForm(Form):
    """The head's answer to a proposal."""

    answer = RadioField("", choices=[("open", ""), ("decline", "")], validate_choice=False)
    reason = TextAreaField("")


class ExistingForm(Form):
    """An existing document and what is known of it."""

    file = FileField("")
    decided_by = StringField("")
    decided_at = DayField("")
    paragraph = StringField("")
    registration_number = StringField("")
    valid_to = DayField("")


class AppointForm(Form):
    """The colleague who may read through the step and send it in."""

    email = StringField("")


class DueForm(Form):
    """The new date and why."""

    due = DayField("")
    reason = TextAreaField("")


# --- the page ------------------------------------------------------------------------------------------------------


@bp.get("/enhet/<int:department_id>")
def show(department_id: int) -> str:
    """The department's plans with their steps."""
    page = _page(department_id)
    drawings = {
        line.step.id: drawing.draw(line.machine, line.step.state, language(), name=f"steg-{line.step.id}")
        for view in page.plans
        for line in view.steps
    }
    return render_template("departments/show.html", page=page, drawings=drawings)


def _page(department_id: int) -> DepartmentPage:
    return departments.department_page(db.session, department_id, by=actor(), at=now())


def _view(plan_id: int) -> PlanView:
    """A plan as this person sees it. :raise 404: it is not theirs to see."""
    plan = db.session.get(Plan, plan_id)
    page = _page(plan.department_id) if plan is not None else None
    return next((view for view in page.plans if view.plan.id == plan_id), None) if page else _missing()


def _missing() -> PlanView:
    raise NotFound


def _line(step_id: int, action: str) -> tuple[PlanView, StepLine]:
    """A step on which this person may do `action` now. :raise 404: they may not."""
    step = db.session.get(Step, step_id)
    if step is None:
        raise NotFound
    view = _view(step.plan_id)
    line = next(line for line in view.steps if line.step.id == step_id)
    if action not in line.actions:
        raise NotFound(say("Det går inte att göra för det här steget nu. Gå till enhetens sida och se hur det står till."))
    return view, line


def _home(plan: Plan, step_id: int | None = None) -> ResponseReturnValue:
    anchor = f"steg-{step_id}" if step_id else None
    return redirect(url_for("departments.show", department_id=plan.department_id, _anchor=anchor), 303)


# --- open a step by date, or again ---------------------------------------------------------------------------------


@bp.post("/steg/<int:step_id>/oppna")
def open_now(step_id: int) -> ResponseReturnValue:
    """Begins a step that would open by its own date."""
    plans.open_now(db.session, step_id, by=actor(), at=now())
    flash(_("Steget är öppnat. Nu kan ni börja med det."), "success")
    return redirect(url_for("guided.start", step_id=step_id), 303)


def _reopen_form(view: PlanView) -> ReopenForm:
    form = ReopenForm()
    form.reason.label.text = _("Varför ska ett steg öppnas på nytt?")
    form.text.label.text = _("Vad har hänt?")
    form.reason.choices = [(name, _reopen_label(label, opens)) for name, label, opens in view.reasons]
    return form


def _reopen_label(label: Words, opens: Words) -> str:
    return _("%(reason)s. Öppnar: %(step)s", reason=label.in_(language()), step=opens.in_(language()))


@bp.get("/plan/<int:plan_id>/oppna-pa-nytt")
def reopen(plan_id: int) -> str:
    """Asks why, from the workflow's own reasons."""
    view = _view(plan_id)
    return render_template("departments/reopen.html", view=view, form=_reopen_form(view))


@bp.post("/plan/<int:plan_id>/oppna-pa-nytt")
def reopen_submit(plan_id: int) -> ResponseReturnValue:
    """Opens the step, or notes the reason until the open one is completed."""
    view = _view(plan_id)
    form = _reopen_form(view)
    try:
        pending = plans.reopen(
            db.session, plan_id, form.reason.data or "", form.text.data or "", by=actor(), at=now()
        )
    except Invalid as invalid:
        form.take(invalid)
        return render_template("departments/reopen.html", view=view, form=form), 422
    if pending.settled == "opened":
        flash(_("Steget är öppnat på nytt. Den version som gäller fortsätter att gälla tills den nya är klar."), "success")
    else:
        flash(_("Anledningen är antecknad. Steget öppnas när det som pågår är klart."), "info")
    return _home(view.plan)


def _pending(pending_id: int) -> tuple[PlanView, PendingReopening, Words, Words]:
    pending = db.session.get(PendingReopening, pending_id)
    view = _view(pending.plan_id) if pending is not None else _missing()
    found = next(((p, step, why) for p, step, why in view.reopenings if p.id == pending_id and p.proposal), None)
    if found is None or "settle_reopening" not in view.actions:
        raise NotFound(say("Förslaget finns inte längre. Någon kan redan ha svarat på det."))
    return view, *found


def _answer_form() -> AnswerForm:
    form = AnswerForm()
    form.answer.label.text = _("Ska steget öppnas på nytt?")
    form.answer.choices = [("open", _("Ja, öppna steget")), ("decline", _("Nej, avstå"))]
    form.reason.label.text = _("Om ni avstår: varför?")
    return form


@bp.get("/oppning/<int:pending_id>")
def proposal(pending_id: int) -> str:
    """A proposal to open a step again, for the head to answer."""
    view, pending, step, why = _pending(pending_id)
    return render_template(
        "departments/proposal.html", view=view, pending=pending, step=step, why=why, form=_answer_form()
    )


@bp.post("/oppning/<int:pending_id>")
def proposal_submit(pending_id: int) -> ResponseReturnValue:
    """Opens, or declines with a reason."""
    view, pending, step, why = _pending(pending_id)
    form = _answer_form()
    try:
        if form.answer.data not in ("open", "decline"):
            raise Invalid({"answer": say("Välj om steget ska öppnas eller inte.")})
        opens = form.answer.data == "open"
        plans.settle_reopening(
            db.session, pending_id, open_it=opens, reason=form.reason.data or "", by=actor(), at=now()
        )
    except Invalid as invalid:
        form.take(invalid)
        page = {"view": view, "pending": pending, "step": step, "why": why, "form": form}
        return render_template("departments/proposal.html", **page), 422
    flash(_("Svaret är antecknat."), "success")
    return _home(view.plan)


# --- an existing document ------------------------------------------------------------------------------------------


def _existing_form() -> ExistingForm:
    form = ExistingForm()
    form.file.label.text = _("Dokumentet, som Word (.docx) eller pdf")
    form.decided_by.label.text = _("Beslutad av")
    form.decided_at.label.text = _("Beslutad när")
    form.paragraph.label.text = _("Paragraf")
    form.registration_number.label.text = _("Diarienummer")
    form.valid_to.label.text = _("Gäller t o m")
    return form


@bp.get("/steg/<int:step_id>/befintligt")
def register(step_id: int) -> str:
    """The form for a document that was decided outside the system."""
    view, line = _line(step_id, "register_existing")
    return render_template("departments/register.html", view=view, line=line, form=_existing_form())


@bp.post("/steg/<int:step_id>/befintligt")
def register_submit(step_id: int) -> ResponseReturnValue:
    """Stores the proposal; another person confirms it."""
    view, line = _line(step_id, "register_existing")
    form = _existing_form()
    form.validate()
    try:
        if form.errors:
            raise Invalid({})
        existing.propose(db.session, view.plan.id, line.step.name, _proposal(form), by=actor(), at=now())
    except Invalid as invalid:
        form.take(invalid)
        return render_template("departments/register.html", view=view, line=line, form=form), 422
    flash(_("Dokumentet är registrerat som förslag. En kollega bekräftar det: chefen, ersättaren eller samordnaren."), "success")
    return _home(view.plan, step_id)


def _proposal(form: ExistingForm) -> Proposal:
    upload = form.file.data
    return Proposal(
        filename=PurePath((upload.filename or "").replace("\\", "/")).name if upload else "",
        data=upload.read() if upload else b"",
        decided_by=form.decided_by.data or "",
        decided_at=form.decided_at.data,
        registration_number=form.registration_number.data or "",
        paragraph=form.paragraph.data or "",
        valid_to=form.valid_to.data,
    )


def _proposed(registered_id: int) -> tuple[PlanView, RegisteredDocument, Words, str]:
    proposed = db.session.get(RegisteredDocument, registered_id)
    view = _view(proposed.plan_id) if proposed is not None else _missing()
    found = next(((p, step, name) for p, step, name in view.proposals if p.id == registered_id), None)
    if found is None or "register_existing" not in view.actions:
        raise NotFound(say("Förslaget finns inte längre. Någon kan redan ha bekräftat det eller tagit tillbaka det."))
    return view, *found


@bp.get("/befintligt/<int:registered_id>")
def existing_document(registered_id: int) -> str:
    """What was registered, for another person to confirm."""
    view, proposed, step, name = _proposed(registered_id)
    return render_template("departments/existing.html", view=view, proposed=proposed, step=step, name=name)


@bp.post("/befintligt/<int:registered_id>/bekrafta")
def confirm_existing(registered_id: int) -> ResponseReturnValue:
    """Puts the document in force."""
    view, proposed, _step, _name = _proposed(registered_id)
    existing.confirm(db.session, proposed.id, by=actor(), at=now())
    flash(_("Dokumentet är bekräftat och gäller nu som befintlig plan."), "success")
    return _home(view.plan)


@bp.post("/befintligt/<int:registered_id>/ta-tillbaka")
def withdraw_existing(registered_id: int) -> ResponseReturnValue:
    """Takes the proposal back."""
    view, proposed, _step, _name = _proposed(registered_id)
    existing.withdraw(db.session, proposed.id, by=actor(), at=now())
    flash(_("Förslaget är borttaget."), "info")
    return _home(view.plan)


# --- a colleague, a date -------------------------------------------------------------------------------------------


def _appoint_form() -> AppointForm:
    form = AppointForm()
    form.email.label.text = _("Kollegans e-postadress")
    return form


@bp.get("/steg/<int:step_id>/utse")
def appoint(step_id: int) -> str:
    """Asks which colleague may send the step in."""
    view, line = _line(step_id, "appoint")
    return render_template("departments/appoint.html", view=view, line=line, form=_appoint_form())


@bp.post("/steg/<int:step_id>/utse")
def appoint_submit(step_id: int) -> ResponseReturnValue:
    """Appoints the colleague."""
    view, line = _line(step_id, "appoint")
    form = _appoint_form()
    try:
        person = people.by_email(db.session, form.email.data or "")
        plans.appoint(db.session, step_id, person, by=actor(), at=now())
    except Invalid as invalid:
        form.take(Invalid({"email": reason for reason in invalid.errors.values()}))
        return render_template("departments/appoint.html", view=view, line=line, form=form), 422
    flash(_("Kollegan kan nu läsa igenom steget och skicka in det."), "success")
    return _home(view.plan, step_id)


def _due_form() -> DueForm:
    form = DueForm()
    form.due.label.text = _("Nytt datum")
    form.reason.label.text = _("Varför flyttas datumet?")
    return form


@bp.get("/steg/<int:step_id>/flytta-datum")
def move_due(step_id: int) -> str:
    """Asks for the new date and the reason."""
    view, line = _line(step_id, "move_due")
    latest: date = line.step.due + plans.MOVE_AT_MOST
    return render_template("departments/move_due.html", view=view, line=line, latest=latest, form=_due_form())


@bp.post("/steg/<int:step_id>/flytta-datum")
def move_due_submit(step_id: int) -> ResponseReturnValue:
    """Moves the date, once."""
    view, line = _line(step_id, "move_due")
    form, latest = _due_form(), line.step.due + plans.MOVE_AT_MOST
    form.validate()
    try:
        if form.errors:
            raise Invalid({})
        plans.move_due(db.session, step_id, form.due.data, form.reason.data or "", by=actor(), at=now())
    except Invalid as invalid:
        form.take(invalid)
        return render_template("departments/move_due.html", view=view, line=line, latest=latest, form=form), 422
    flash(_("Datumet är flyttat."), "success")
    return _home(view.plan, step_id)

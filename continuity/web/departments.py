"""A department's page, and the verbs of its plan: open again, register, appoint, move a date."""

from datetime import date
from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from continuity.definitions.words import Words
from continuity.errors import Invalid, NotFound, say
from continuity.extensions import db
from continuity.models import PendingReopening, Plan, RegisteredDocument, Step
from continuity.services import publishing
from continuity.services.steps import existing, plans
from continuity.services.steps.existing import Proposal
from continuity.services.worklist import departments
from continuity.services.worklist.departments import DepartmentPage, PlanView, StepLine
from continuity.web import drawing
from continuity.web.happenings import event_words
from continuity.web.session import actor, now
from continuity.web.typed_forms import AppointForm, DueForm, ExistingForm, ProposalForm, ReopenForm, carried_out
from continuity.web.wording import language

bp = Blueprint("departments", __name__)


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
    return render_template("departments/show.html", page=page, drawings=drawings, event_words=event_words)


def _page(department_id: int) -> DepartmentPage:
    return departments.department_page(db.session, department_id, by=actor(), at=now())


def _view(plan_id: int) -> PlanView:
    """A plan as this person sees it. :raise 404: it is not theirs to see."""
    plan = db.session.get(Plan, plan_id)
    if plan is None:
        raise NotFound
    return next(view for view in _page(plan.department_id).plans if view.plan.id == plan_id)


def _line(step_id: int, action: str) -> tuple[PlanView, StepLine]:
    """A step on which this person may do `action` now. :raise 404: they may not."""
    step = db.session.get(Step, step_id)
    if step is None:
        raise NotFound
    view = _view(step.plan_id)
    line = next(line for line in view.steps if line.step.id == step_id)
    if action not in line.actions:
        raise NotFound(
            say("Det går inte att göra för det här steget nu. Gå till enhetens sida och se hur det står till.")
        )
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
    form.reason.choices = [SelectChoice(name, _reopen_label(label, opens)) for name, label, opens in view.reasons]
    return form


def _reopen_label(label: Words, opens: Words) -> str:
    return str(_("%(reason)s. Öppnar: %(step)s", reason=label.in_(language()), step=opens.in_(language())))


@bp.get("/plan/<int:plan_id>/oppna-pa-nytt")
def reopen(plan_id: int) -> str:
    """Asks why, from the workflow's own reasons."""
    view = _view(plan_id)
    if "reopen" not in view.actions:
        raise NotFound
    return render_template("departments/reopen.html", view=view, form=_reopen_form(view))


@bp.post("/plan/<int:plan_id>/oppna-pa-nytt")
def reopen_submit(plan_id: int) -> ResponseReturnValue:
    """Opens the step, or notes the reason until the open one is completed."""
    view = _view(plan_id)
    form = _reopen_form(view)
    if not carried_out(form, lambda: _open_again(plan_id, form)):
        return render_template("departments/reopen.html", view=view, form=form), 422
    return _home(view.plan)


def _open_again(plan_id: int, form: ReopenForm) -> None:
    reason, text = form.reason.data or "", form.text.data or ""
    pending = plans.reopen(db.session, plan_id, reason, text, by=actor(), at=now())
    if pending.settled == "opened":
        flash(
            _("Steget är öppnat på nytt. Den version som gäller fortsätter att gälla tills den nya är klar."), "success"
        )
    else:
        flash(_("Anledningen är antecknad. Steget öppnas när det som pågår är klart."), "info")


def _pending(pending_id: int) -> tuple[PlanView, PendingReopening, Words, Words]:
    pending = db.session.get(PendingReopening, pending_id)
    if pending is None:
        raise NotFound
    view = _view(pending.plan_id)
    found = next(((p, step, why) for p, step, why in view.reopenings if p.id == pending_id and p.proposal), None)
    if found is None or "settle_reopening" not in view.actions:
        raise NotFound(say("Förslaget finns inte längre. Någon kan redan ha svarat på det."))
    return view, *found


@bp.get("/oppning/<int:pending_id>")
def proposal(pending_id: int) -> str:
    """A proposal to open a step again, for the head to answer."""
    view, pending, step, why = _pending(pending_id)
    return render_template(
        "departments/proposal.html", view=view, pending=pending, step=step, why=why, form=ProposalForm()
    )


@bp.post("/oppning/<int:pending_id>")
def proposal_submit(pending_id: int) -> ResponseReturnValue:
    """Opens, or declines with a reason."""
    view, pending, step, why = _pending(pending_id)
    form = ProposalForm()
    if not carried_out(form, lambda: _settle(pending_id, form)):
        page = {"view": view, "pending": pending, "step": step, "why": why, "form": form}
        return render_template("departments/proposal.html", **page), 422
    flash(_("Svaret är antecknat."), "success")
    return _home(view.plan)


def _settle(pending_id: int, form: ProposalForm) -> None:
    if form.answer.data not in ("open", "decline"):
        raise Invalid({"answer": say("Välj om steget ska öppnas eller inte.")})
    opens, reason = form.answer.data == "open", form.reason.data or ""
    plans.settle_reopening(db.session, pending_id, open_it=opens, reason=reason, by=actor(), at=now())


# --- an existing document ------------------------------------------------------------------------------------------


@bp.get("/steg/<int:step_id>/befintligt")
def register(step_id: int) -> str:
    """The form for a document that was decided outside the system."""
    view, line = _line(step_id, "register_existing")
    return render_template("departments/register.html", view=view, line=line, form=ExistingForm())


@bp.post("/steg/<int:step_id>/befintligt")
def register_submit(step_id: int) -> ResponseReturnValue:
    """Stores the proposal; another person confirms it."""
    view, line = _line(step_id, "register_existing")
    form = ExistingForm()
    if not carried_out(form, lambda: _propose(view, line, form)):
        return render_template("departments/register.html", view=view, line=line, form=form), 422
    flash(
        _("Dokumentet är registrerat som förslag. En kollega bekräftar det: chefen, ersättaren eller samordnaren."),
        "success",
    )
    return _home(view.plan, step_id)


def _propose(view: PlanView, line: StepLine, form: ExistingForm) -> None:
    upload = form.file.data
    proposal = Proposal(
        filename=PurePath((upload.filename or "").replace("\\", "/")).name if upload else "",
        data=upload.read() if upload else b"",
        decided_by=form.decided_by.data or "",
        decided_at=form.decided_at.data,
        registration_number=form.registration_number.data or "",
        paragraph=form.paragraph.data or "",
        valid_to=form.valid_to.data,
    )
    existing.propose(db.session, view.plan.id, line.step.name, proposal, by=actor(), at=now())


def _proposed(registered_id: int) -> tuple[PlanView, RegisteredDocument, Words, str]:
    proposed = db.session.get(RegisteredDocument, registered_id)
    if proposed is None:
        raise NotFound
    view = _view(proposed.plan_id)
    found = next(((p, step, name) for p, step, name in view.proposals if p.id == registered_id), None)
    if found is None or "register_existing" not in view.actions:
        raise NotFound(say("Förslaget finns inte längre. Någon kan redan ha bekräftat det eller tagit tillbaka det."))
    return view, *found


@bp.get("/befintligt/<int:registered_id>")
def existing_document(registered_id: int) -> str:
    """What was registered, for another person to confirm."""
    view, proposed, step, name = _proposed(registered_id)
    return render_template("departments/existing.html", view=view, proposed=proposed, step=step, name=name)


@bp.get("/befintligt/<int:registered_id>/fil")
def existing_file(registered_id: int) -> ResponseReturnValue:
    """The registered file itself, always as a download."""
    _plan, proposed, _step, _name = _proposed(registered_id)
    data = BytesIO(publishing.template_bytes(db.session, proposed.content_sha256))
    return send_file(data, mimetype=proposed.media_type, as_attachment=True, download_name=proposed.filename)


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


@bp.get("/steg/<int:step_id>/utse")
def appoint(step_id: int) -> str:
    """Asks which colleague may send the step in."""
    view, line = _line(step_id, "appoint")
    return render_template("departments/appoint.html", view=view, line=line, form=AppointForm())


@bp.post("/steg/<int:step_id>/utse")
def appoint_submit(step_id: int) -> ResponseReturnValue:
    """Appoints the colleague."""
    view, line = _line(step_id, "appoint")
    form = AppointForm()
    if not carried_out(form, lambda: _appoint(step_id, form.person.data or "")):
        return render_template("departments/appoint.html", view=view, line=line, form=form), 422
    flash(_("Kollegan kan nu läsa igenom steget och skicka in det."), "success")
    return _home(view.plan, step_id)


def _appoint(step_id: int, email: str) -> None:
    person_id = departments.person_with(db.session, email)
    plans.appoint(db.session, step_id, person_id, by=actor(), at=now())


@bp.get("/steg/<int:step_id>/flytta-datum")
def move_due(step_id: int) -> str:
    """Asks for the new date and the reason."""
    view, line = _line(step_id, "move_due")
    return render_template("departments/move_due.html", view=view, line=line, latest=_latest(line), form=DueForm())


def _latest(line: StepLine) -> date:
    assert line.step.due is not None  # the action is offered for a step with a date
    return line.step.due + plans.MOVE_AT_MOST


@bp.post("/steg/<int:step_id>/flytta-datum")
def move_due_submit(step_id: int) -> ResponseReturnValue:
    """Moves the date, once."""
    view, line = _line(step_id, "move_due")
    form, latest = DueForm(), _latest(line)
    if not carried_out(form, lambda: _move_due(step_id, form)):
        return render_template("departments/move_due.html", view=view, line=line, latest=latest, form=form), 422
    flash(_("Datumet är flyttat."), "success")
    return _home(view.plan, step_id)


def _move_due(step_id: int, form: DueForm) -> None:
    plans.move_due(db.session, step_id, form.due.data, form.reason.data or "", by=actor(), at=now())

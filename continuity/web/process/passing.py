"""Moving a step on or back: to signature, for changes, or by a trigger of the organisation's own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.definitions.workflows import Transition
from continuity.errors import NotFound
from continuity.extensions import db
from continuity.services.steps import moving, reviewing
from continuity.services.steps.desk import Desk
from continuity.web.process.blueprint import bp, desk_of, page_choices, to_done
from continuity.web.session import actor, now
from continuity.web.typed_forms import ReturnForm


def _own(desk: Desk, trigger: str) -> Transition:
    """The organisation's own transition. :raise NotFound: this person has no such button."""
    if trigger not in desk.own_triggers():
        raise NotFound
    return desk.machine.transitions[trigger]


@bp.get("/atgard/<trigger>")
def ask(step_id: int, trigger: str) -> str:
    """Says what the organisation's own trigger is called, why it is off, and asks for a reason where it wants one."""
    desk = desk_of(step_id)
    transition = _own(desk, trigger)
    return render_template(
        "process/act.html",
        desk=desk,
        trigger=trigger,
        transition=transition,
        label=desk.trigger_label(trigger),
        reasons=desk.reasons_against(trigger),
    )


@bp.post("/atgard/<trigger>")
def act(step_id: int, trigger: str) -> ResponseReturnValue:
    """Fires a trigger that only this organisation's machine has."""
    _own(desk_of(step_id), trigger)
    moving.trigger(db.session, step_id, trigger, by=actor(), at=now(), reason=request.form.get("reason", ""))
    flash(_("Steget har gått vidare."), "success")
    return to_done(step_id)


# --- send back --------------------------------------------------------------------------------------------------------


def _return_form(desk: Desk) -> ReturnForm:
    form = ReturnForm()
    form.pages.choices = page_choices(desk)
    return form


@bp.get("/skicka-tillbaka")
def send_back(step_id: int) -> str:
    """Asks what has to change, and why."""
    desk = desk_of(step_id)
    return render_template(
        "process/send_back.html", desk=desk, form=_return_form(desk), reasons=desk.reasons_against("send_back")
    )


@bp.post("/skicka-tillbaka")
def send_back_submit(step_id: int) -> ResponseReturnValue:
    """Returns the step for changes."""
    desk = desk_of(step_id)
    form = _return_form(desk)
    if not (form.reason.data or "").strip():
        form.reason.errors = [_("Skriv en anledning, så att mottagaren vet vad som ska ändras.")]
        return render_template("process/send_back.html", desk=desk, form=form, reasons=()), 422
    moving.send_back(db.session, step_id, form.reason.data, form.pages.data or (), by=actor(), at=now())
    flash(_("Steget är skickat åter för ändring."), "success")
    return redirect(url_for("departments.show", department_id=desk.department.id), 303)


# --- on to signature --------------------------------------------------------------------------------------------------


@bp.get("/gavidare")
def proceed(step_id: int) -> str:
    """What the advice said, what is left, and the button that freezes the answers."""
    desk = desk_of(step_id)
    found = reviewing.comments(desk)
    return render_template(
        "process/proceed.html",
        desk=desk,
        advice=reviewing.advice(desk),
        left=sum(not comment.answer for comment in found),
        may="clear" in desk.triggers(),
        reasons=desk.reasons_against("clear"),
    )


@bp.post("/gavidare")
def clear(step_id: int) -> ResponseReturnValue:
    """Freezes the answers and makes the copy to sign."""
    moving.clear(db.session, step_id, by=actor(), at=now())
    return to_done(step_id)

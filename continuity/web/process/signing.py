"""The sign page: what changed, the document, the order, the exact statement; signing or declining."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Refused
from continuity.extensions import db
from continuity.models import SignOff
from continuity.rules.guards import fresh_login
from continuity.services.answers import comparing
from continuity.services.steps import reviewing, signing
from continuity.services.steps.desk import Desk
from continuity.services.steps.signing import SigningView
from continuity.web.guided.summary import Matter, matters
from continuity.web.process.blueprint import bp, desk_of, to_done
from continuity.web.process.comparing import told
from continuity.web.session import actor, now
from continuity.web.typed_forms import (
    DeclineForm,
    SignForm,
    carried_out,
)
from continuity.web.wording import language


def _confirm_first(desk: Desk) -> ResponseReturnValue | None:
    """To the page for a fresh login, where the machine asks for one; None when it is fresh."""
    transition = desk.machine.transitions.get("sign")
    asks = transition is not None and "fresh_login" in transition.guards
    if not asks or fresh_login(desk.facts) is None:
        return None
    return redirect(url_for("login.confirm", next=url_for("process.sign", step_id=desk.step.id)), 303)


def _sign_page(desk: Desk, view: SigningView, form: SignForm) -> str:
    reads = desk.may("see_answers")
    found = comparing.compare(desk) if reads else None
    return render_template(
        "process/sign.html",
        desk=desk,
        view=view,
        form=form,
        reasons=desk.reasons_against("sign"),
        found=found,
        groups=told(desk, found),
        unresolved=[one for one in reviewing.comments(desk) if reads and one.answer != "done"],
        warned=_accepted(desk) if reads else (),
    )


def _accepted(desk: Desk) -> Sequence[Matter]:
    """The warnings that the department accepted, each with the reason it gave."""
    found = [finding for finding in desk.findings() if finding.kind == "warn"]
    return [one for one in matters(desk, desk.tree(), found, language()) if one.motive]


@bp.get("/signera")
def sign(step_id: int) -> ResponseReturnValue:
    """The document, who signs what in which order, and the exact statement; a fresh login comes first."""
    desk = desk_of(step_id)
    view = signing.signing_view(desk)
    if view.slot is not None and (first := _confirm_first(desk)) is not None:
        return first
    return _sign_page(desk, view, SignForm())


@bp.post("/signera")
def sign_submit(step_id: int) -> ResponseReturnValue:
    """Signs; a login that has grown old in the meantime is asked for again."""
    desk, form = desk_of(step_id), SignForm()
    view = signing.signing_view(desk)
    if view.slot is not None and (first := _confirm_first(desk)) is not None:
        return first
    if not carried_out(form, lambda: _sign(step_id, form)):
        return _sign_page(desk, view, form), 422
    return to_done(step_id)


def _sign(step_id: int, form: SignForm) -> SignOff:
    return signing.sign(
        db.session,
        step_id,
        confirmed=bool(form.confirmed.data),
        delegation=form.delegation.data or "",
        comment=form.comment.data or "",
        by=actor(),
        at=now(),
    )


@bp.get("/avboj")
def decline(step_id: int) -> str:
    """Asks why."""
    desk = desk_of(step_id)
    if desk.reasons_against("decline"):
        raise Refused(*desk.reasons_against("decline"))
    return render_template("process/decline.html", desk=desk, form=DeclineForm())


@bp.post("/avboj")
def decline_submit(step_id: int) -> ResponseReturnValue:
    """Declines to sign; the step goes back for changes."""
    desk, form = desk_of(step_id), DeclineForm()
    if not (form.reason.data or "").strip():
        form.reason.errors = [_("Skriv varför du avböjer, så att enheten vet vad som ska ändras.")]
        return render_template("process/decline.html", desk=desk, form=form), 422
    signing.decline(db.session, step_id, form.reason.data, by=actor(), at=now())
    flash(_("Du har avböjt. Steget är åter för ändring och enheten ser din anledning."), "success")
    return redirect(url_for("tasks.mine"), 303)

"""A new head reads the plan in force and takes over the responsibility for it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.rules.guards import fresh_login
from continuity.services.paper import rendering
from continuity.services.steps import takeovers
from continuity.services.steps.desk import Desk
from continuity.web.session import actor, now
from continuity.web.typed_forms import TakeoverForm, carried_out

bp = Blueprint("takeover", __name__, url_prefix="/plan/<int:plan_id>/overtagande")


def _desk(plan_id: int) -> Desk:
    """The plan, for its head. :raise NotFound: for everybody else."""
    desk = takeovers.desk_of(db.session, plan_id, by=actor(), at=now())
    if not desk.may("take_over"):
        raise NotFound
    return desk


def _page(desk: Desk, form: TakeoverForm) -> str:
    seat = takeovers.seat_of(db.session, desk.plan.id, by=actor(), at=now())
    return render_template(
        "departments/takeover.html", desk=desk, form=form, seat=seat, document=rendering.final_copy(desk)
    )


@bp.get("")
def show(plan_id: int) -> str:
    """What one takes over: the document in force, and what it means."""
    return _page(_desk(plan_id), TakeoverForm())


@bp.post("")
def confirm(plan_id: int) -> ResponseReturnValue:
    """Takes over; a login that is not fresh is asked for first."""
    desk, form = _desk(plan_id), TakeoverForm()
    if fresh_login(desk.facts) is not None:
        return redirect(url_for("login.confirm", next=url_for("takeover.show", plan_id=plan_id)), 303)
    confirmed = bool(form.confirmed.data)
    verb = takeovers.take_over
    if not carried_out(form, lambda: verb(db.session, plan_id, confirmed=confirmed, by=actor(), at=now())):
        return _page(desk, form), 422
    flash(_("Du har tagit över ansvaret för planen. Den gäller som den är tills ni ändrar den."), "success")
    return redirect(url_for("departments.show", department_id=desk.department.id), 303)

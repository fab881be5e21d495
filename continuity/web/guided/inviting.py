""" "Bjud in": hands a page or a row to a colleague with a date, and the colleague says when it is done."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField

from continuity.errors import Invalid
from continuity.extensions import db
from continuity.rules.places import chain_to
from continuity.services.answers import inviting
from continuity.services.registers import register
from continuity.services.steps.desk import Desk
from continuity.web.forms import Form
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import open_screen, open_step, page_url
from continuity.web.readfields import DayField
from continuity.web.session import actor, now


class InviteForm(Form):
    """Who, until when, and a few words."""

    person = SelectField(_("Vem vill du bjuda in?"), validate_choice=False)
    due = DayField(_("Till när?"))
    note = TextAreaField(_("Några ord på vägen"))


@dataclass(frozen=True)
class Target:
    """What a colleague is invited to: a page or list, or a row of a list with everything in it."""

    desk: Desk
    page_id: str
    row: str
    title: str
    back: str


@bp.get("/bjud-in")
def invite(step_id: int) -> ResponseReturnValue:
    """Asks whom to invite to a page, or to a row with everything in it."""
    target = _target(step_id)
    return _show(target, _form(target))


@bp.post("/bjud-in")
def invite_submit(step_id: int) -> ResponseReturnValue:
    """Invites the colleague, who gets a task."""
    target = _target(step_id)
    form = _form(target)
    if not form.validate():
        return _show(target, form), 422
    person = str(form.person.data or "")
    person_id = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else None
    note = form.note.data or ""
    try:
        inviting.invite(
            db.session, step_id, target.page_id, target.row, person_id, form.due.data, note, by=actor(), at=now()
        )
    except Invalid as invalid:
        db.session.rollback()
        form.take(invalid)
        return _show(target, form), 422
    flash(gettext("Kollegan är inbjuden och ser det bland sina uppgifter."), "success")
    return redirect(url_for("guided.tasks", step_id=step_id), 303)


@bp.post("/inbjudan/<int:invitation_id>/klar")
def finish(step_id: int, invitation_id: int) -> ResponseReturnValue:
    """The colleague is done, or whoever invited takes it back."""
    inviting.finish(db.session, invitation_id, by=actor(), at=now())
    flash(gettext("Tack! Den som bjöd in ser att det är klart."), "success")
    return redirect(url_for("tasks.mine"), 303)


def _target(step_id: int) -> Target:
    desk = open_step(step_id, action="invite")
    page_id, row = request.args.get("sida", ""), request.args.get("rad", "")
    page = desk.form.pages.get(page_id)
    chain = chain_to(desk.form, desk.tree(), page_id, row) if page is not None and page.rows is not None else None
    if chain is None:
        screen = open_screen(step_id, page_id, row)
        return Target(desk, page_id, row, screen.title, screen.url())
    name = register.name_of_row(desk, page_id, chain[-1]) or gettext("Rad utan namn")
    return Target(desk, page_id, row, name, page_url(step_id, page_id, str(chain[-2].get("id", ""))))


def _form(target: Target) -> InviteForm:
    form = InviteForm(data={"due": inviting.default_due(target.desk)})
    people = register.people(target.desk.session, target.desk.line)
    form.person.choices = [("", gettext("Välj"))] + [pair for pair in people if pair[0] != str(actor().person_id)]
    return form


def _show(target: Target, form: InviteForm) -> str:
    return render_template("guided/invite.html", target=target, form=form)

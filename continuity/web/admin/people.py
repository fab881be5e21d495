"""People: accounts, roles with dates and deputies, one-time links, and ending sessions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from continuity.errors import Invalid
from continuity.extensions import db
from continuity.services.organisation import people as register
from continuity.services.organisation import seats, sessions
from continuity.services.organisation.links import LINK_LASTS
from continuity.services.reminders import mailing
from continuity.web import sending
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import roles, unit_chosen, units
from continuity.web.admin.forms import PersonForm, SeatForm
from continuity.web.session import actor, now, number_asked, settings, today

PAGE = 100


def _list_page(form: PersonForm, status: int = 200) -> ResponseReturnValue:
    query = request.args.get("q", "")
    found = register.people(db.session, query=query, on=today())
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, number_asked("page", 1)), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template("admin/people.html", form=form, people=shown, query=query, page=page, pages=pages), status


@bp.get("/anvandare")
def people() -> ResponseReturnValue:
    """Everybody with an account, and a form for one more."""
    return _list_page(PersonForm())


@bp.post("/anvandare")
def add_person() -> ResponseReturnValue:
    """Adds an account and goes on to its roles."""
    form = PersonForm()
    if not form.validate():
        return _list_page(form, 422)
    try:
        row = register.add_person(
            db.session, form.email.data, form.name.data, title=form.title.data or "", by=actor(), at=now()
        )
    except Invalid as error:
        form.take(error)
        return _list_page(form, 422)
    flash(_("Kontot är skapat. Ge nu en roll och gör sedan en engångslänk."), "success")
    return redirect(url_for("admin.person", person_id=row.id), 303)


# --- one person --------------------------------------------------------------------------------------------------


def _seat_form(sent: bool = False) -> SeatForm:
    form = SeatForm() if sent else SeatForm(formdata=None, starts=today().isoformat())
    form.role.choices = roles(_("Välj en roll"), _("I en del av kommunen"), _("I hela kommunen"))
    form.department.units = units(db.session, _("Hela kommunen"))
    return form


def _person_page(
    person_id: int, form: PersonForm | None = None, seat_form: SeatForm | None = None, status: int = 200
) -> ResponseReturnValue:
    row = register.get_person(db.session, person_id)
    return render_template(
        "admin/person.html",
        person=row,
        form=form if form is not None and form.errors else seat_form,
        person_form=form or PersonForm(formdata=None, obj=row),
        seat_form=seat_form or _seat_form(),
        seats=seats.seats_of(db.session, person_id),
        sessions=sessions.open_sessions(db.session, person_id, at=now()),
        can_mail=sending.way_out(settings())[0],
    ), status


@bp.get("/anvandare/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """One account with its roles."""
    return _person_page(person_id)


@bp.post("/anvandare/<int:person_id>")
def person_submit(person_id: int) -> ResponseReturnValue:
    """Saves name, address and title."""
    form = PersonForm()
    if not form.validate():
        return _person_page(person_id, form, status=422)
    try:
        register.edit_person(
            db.session, person_id, email=form.email.data, name=form.name.data, title=form.title.data or "",
            by=actor(), at=now(),
        )  # fmt: skip
    except Invalid as error:
        form.take(error)
        return _person_page(person_id, form, status=422)
    flash(_("Sparat."), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/anvandare/<int:person_id>/roll")
def seat(person_id: int) -> ResponseReturnValue:
    """Gives a role."""
    form = _seat_form(sent=True)
    try:
        starts, ends = form.dates()
        seats.seat(
            db.session, person_id, form.role.data, unit_chosen(db.session, form.department),
            deputy=form.deputy.data, starts=starts, ends=ends, by=actor(), at=now(),
        )  # fmt: skip
    except Invalid as error:
        form.take(error)
        return _person_page(person_id, seat_form=form, status=422)
    flash(_("Rollen är given."), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/roll/<int:seat_id>/avsluta")
def end_seat(seat_id: int) -> ResponseReturnValue:
    """Ends a role at once."""
    row = seats.end_seat(db.session, seat_id, by=actor(), at=now())
    flash(_("Rollen är avslutad."), "success")
    return redirect(url_for("admin.person", person_id=row.person_id), 303)


@bp.post("/anvandare/<int:person_id>/lank")
def make_link(person_id: int) -> ResponseReturnValue:
    """Makes a one-time link and shows it once, on a page to print."""
    token = register.make_link(db.session, person_id, by=actor(), at=now())
    path = url_for("login.link", token=token)
    address = (settings().base_url or request.host_url.rstrip("/")) + path
    row = register.get_person(db.session, person_id)
    return render_template("admin/link.html", person=row, address=address, until=now() + LINK_LASTS)


@bp.post("/anvandare/<int:person_id>/lank/mejl")
def mail_link(person_id: int) -> ResponseReturnValue:
    """Sends a one-time link to the person's address; nobody else sees it."""
    person = mailing.send_link(db.session, person_id, by=actor(), at=now())
    flash(_("En engångslänk skickas till %(address)s inom en minut.", address=person.email), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/anvandare/<int:person_id>/sessioner")
def end_sessions(person_id: int) -> ResponseReturnValue:
    """Logs the person out everywhere."""
    ended = register.end_all_sessions(db.session, person_id, by=actor(), at=now())
    flash(ngettext("%(num)d inloggning är avslutad.", "%(num)d inloggningar är avslutade.", ended), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/anvandare/<int:person_id>/stang")
def deactivate(person_id: int) -> ResponseReturnValue:
    """Closes an account."""
    register.deactivate(db.session, person_id, by=actor(), at=now())
    flash(_("Kontot är stängt och personen utloggad."), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@bp.post("/anvandare/<int:person_id>/oppna")
def reactivate(person_id: int) -> ResponseReturnValue:
    """Opens a closed account again."""
    register.reactivate(db.session, person_id, by=actor(), at=now())
    flash(_("Kontot är öppet igen. Gör en engångslänk så att personen kan välja ett lösenord."), "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)

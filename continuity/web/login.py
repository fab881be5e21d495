"""Logging in and out, proving once more who one is, one-time links, and one's own account."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from continuity.errors import Invalid, NotFound, TooManyAttempts
from continuity.extensions import db
from continuity.services import demo
from continuity.services.organisation import links, people, seats, sessions
from continuity.services.reminders import subscribing
from continuity.web.login_forms import ConfirmForm, LoginForm, NewPasswordForm, PasswordChangeForm
from continuity.web.session import (
    LANGUAGE,
    PARKED,
    actor,
    begin_session,
    local_path,
    login_key,
    now,
    parked_post,
    settings,
    today,
)

bp = Blueprint("login", __name__)


def address() -> str:
    """Where the request comes from, as the trusted proxies say."""
    return request.remote_addr or "unknown"


def _page(form: LoginForm, status: int = 200) -> ResponseReturnValue:
    logins = demo.logins() if settings().environment == "demo" else ()
    lost = request.args.get("next") == url_for("login.restore")
    told = {
        "left": "utloggad" in request.args,
        "lost": lost,
        "logins": logins,
        "password": demo.password() if logins else "",
    }
    return render_template("login/login.html", form=form, **told), status


@bp.get("/login")
def show() -> ResponseReturnValue:
    """The login page; whoever is logged in goes on."""
    if g.actor is not None:
        return redirect(local_path(request.args.get("next")))
    return _page(LoginForm(next=local_path(request.args.get("next"))))


@bp.post("/login")
def enter() -> ResponseReturnValue:
    """Log in; the session gets a new key."""
    form = LoginForm()
    if not form.validate():
        return _page(form, 422)
    try:
        key = sessions.log_in(db.session, form.email.data, form.password.data, address(), at=now())
    except (Invalid, TooManyAttempts) as error:
        return _page(form, form.refuse(error))
    begin_session(key)
    return redirect(local_path(form.next.data), 303)


@bp.post("/logout")
def leave() -> ResponseReturnValue:
    """Log out: the session's row ends, and the browser forgets."""
    if login_key():
        sessions.log_out(db.session, login_key(), at=now())
    language = session.get(LANGUAGE)
    session.clear()
    if language:
        session[LANGUAGE] = language
    answer = redirect(url_for("login.show", utloggad=1), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


# --- a fresh login, before signing -------------------------------------------------------------------------------


@bp.get("/bekrafta")
def confirm() -> str:
    """Asks for the password once more."""
    return render_template("login/confirm.html", form=ConfirmForm(next=local_path(request.args.get("next"))))


@bp.post("/bekrafta")
def confirm_submit() -> ResponseReturnValue:
    """Proves who is at the keyboard and goes on; the session's key changes."""
    form = ConfirmForm()
    if not form.validate():
        return render_template("login/confirm.html", form=form), 422
    try:
        key = sessions.confirm_password(db.session, login_key(), form.password.data, address(), at=now())
    except (Invalid, TooManyAttempts) as error:
        return render_template("login/confirm.html", form=form), form.refuse(error)
    begin_session(key)
    return redirect(local_path(form.next.data), 303)


@bp.post("/fortsatt")
def stay() -> ResponseReturnValue:
    """The person is still here: the session's time starts anew."""
    sessions.touch(db.session, login_key(), at=now())
    return {"expires_in": g.expires_in}


# --- one-time links ----------------------------------------------------------------------------------------------


@bp.get("/lank/<token>")
def link(token: str) -> ResponseReturnValue:
    """The page where a new or forgotten password is chosen."""
    try:
        person = links.link_holder(db.session, token, at=now())
    except NotFound:
        return render_template("login/spent_link.html"), 410
    return render_template("login/link.html", form=NewPasswordForm(), person=person)


@bp.post("/lank/<token>")
def link_submit(token: str) -> ResponseReturnValue:
    """Sets the password and logs in."""
    form = NewPasswordForm()
    try:
        if form.validate():
            person = people.use_link(db.session, token, form.new_password.data, at=now())
            begin_session(sessions.log_in(db.session, person.email, form.new_password.data, address(), at=now()))
            flash(_("Lösenordet är sparat och du är inloggad."), "success")
            return redirect("/", 303)
    except NotFound:
        return render_template("login/spent_link.html"), 410
    except Invalid as error:
        form.take(error)
    return render_template("login/link.html", form=form, person=links.link_holder(db.session, token, at=now())), 422


# --- one's own account -------------------------------------------------------------------------------------------


def _account(form: PasswordChangeForm, status: int = 200) -> ResponseReturnValue:
    person_id = actor().person_id
    return render_template(
        "login/account.html",
        form=form,
        person=people.get_person(db.session, person_id),
        seats=[seat for seat in seats.seats_of(db.session, person_id) if seat.ends is None or seat.ends >= today()],
        has_calendar=subscribing.has_address(db.session, person_id),
        elsewhere=sessions.open_sessions(db.session, person_id, at=now()) - 1,
    ), status


@bp.get("/konto")
def account() -> ResponseReturnValue:
    """Who one is here, and with which roles."""
    return _account(PasswordChangeForm())


@bp.post("/konto/losenord")
def change_password() -> ResponseReturnValue:
    """A new password; the old one is asked for, and other browsers are logged out."""
    form = PasswordChangeForm()
    if not form.validate():
        return _account(form, 422)
    try:
        key = sessions.confirm_password(db.session, login_key(), form.password.data, address(), at=now())
        begin_session(key)
        people.change_password(db.session, actor().person_id, form.new_password.data, keep=key, at=now())
    except (Invalid, TooManyAttempts) as error:
        return _account(form, form.refuse(error))
    flash(_("Lösenordet är bytt. I andra webbläsare har du loggats ut."), "success")
    return redirect(url_for("login.account"), 303)


@bp.post("/konto/logga-ut-overallt")
def leave_everywhere() -> ResponseReturnValue:
    """Ends every session of one's own but this."""
    sessions.end_sessions(db.session, actor().person_id, at=now(), keep=login_key())
    db.session.commit()
    flash(_("Du är utloggad i alla andra webbläsare."), "success")
    return redirect(url_for("login.account"), 303)


# --- what was typed when the session ran out ---------------------------------------------------------------------


@bp.get("/aterstall")
def restore() -> ResponseReturnValue:
    """Goes to the page whose form was parked; where that page is only a button, shows the text and asks."""
    waiting = parked_post()
    if waiting is None:
        session.pop(PARKED, None)
        return redirect("/")
    path, fields = waiting
    if _can_be_shown(path):
        return redirect(local_path(path))
    shown = [(name, value) for name, value in fields if value.strip() and " " in value.strip()]
    return render_template("login/restore.html", path=local_path(path), fields=fields, shown=shown)


def _can_be_shown(path: str) -> bool:
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        adapter.match(path.split("?", maxsplit=1)[0], method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True

"""One's own calendar: a secret address to subscribe to, made and taken back on the account page."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.reminders import subscribing
from continuity.web.session import actor, now, settings

bp = Blueprint("calendar", __name__)


@bp.get("/kalender/<token>.ics")
def subscribed(token: str) -> ResponseReturnValue:
    """The calendar, for a calendar program that has nothing but the address."""
    return Response(
        subscribing.calendar_of(db.session, token, base=_base(), at=now()),
        content_type="text/calendar; charset=utf-8",
    )


@bp.post("/konto/kalender")
def make_address() -> ResponseReturnValue:
    """Makes a new address and shows it once."""
    token = subscribing.make_address(db.session, actor().person_id, at=now())
    return render_template("login/calendar.html", address=_base() + url_for("calendar.subscribed", token=token))


@bp.post("/konto/kalender/ta-bort")
def revoke_address() -> ResponseReturnValue:
    """The address stops working."""
    subscribing.revoke_address(db.session, actor().person_id, at=now())
    flash(_("Kalenderadressen fungerar inte längre."), "success")
    return redirect(url_for("login.account"), 303)


def _base() -> str:
    return settings().base_url or request.host_url.rstrip("/")

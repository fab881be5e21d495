"""The protective security chief's page: which departments are set apart, and recording that it is done."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.answers import screening
from continuity.web.session import actor, now

bp = Blueprint("screening", __name__, url_prefix="/sarskild-ordning")


@bp.get("")
def overview() -> str:
    """The departments that are set apart: name, answer and registration number."""
    return render_template("screening/overview.html", lines=screening.handled(db.session, by=actor(), at=now()))


@bp.post("/<int:department_id>/klar")
def lift(department_id: int) -> ResponseReturnValue:
    """Records that the delimitation is done."""
    row = screening.lift(db.session, department_id, by=actor(), at=now())
    flash(_("Antecknat: avgränsningen för %(name)s är klar.", name=row.name), "success")
    return redirect(url_for("screening.overview"), 303)

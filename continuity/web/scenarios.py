"""The library of exercise scenarios, to read and to print."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from continuity.extensions import db
from continuity.services import publishing
from continuity.services.answers import scenarios

bp = Blueprint("scenarios", __name__, url_prefix="/ovningar/scenarier")


@bp.get("")
def library() -> ResponseReturnValue:
    """Every scenario with what it tests."""
    return render_template("scenarios/library.html", scenarios=publishing.scenarios(db.session))


@bp.get("/<scenario>")
def show(scenario: str) -> ResponseReturnValue:
    """One scenario whole."""
    return render_template("scenarios/show.html", scenario=scenarios.scenario(db.session, scenario))

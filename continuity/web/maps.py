"""One department's dependency map, with the same content as a table."""

from flask import Blueprint, render_template

from continuity.extensions import db
from continuity.services.analysis.dependencymap import department_map
from continuity.web.mapdrawing import draw_map
from continuity.web.session import actor, now

bp = Blueprint("maps", __name__)


@bp.get("/enhet/<int:department_id>/beroenden")
def department(department_id: int) -> str:
    """The department's activities and what they need."""
    found = department_map(db.session, department_id, by=actor(), at=now())
    return render_template("maps/department.html", found=found, svg=draw_map(found.map, name="map"))

"""What a department needs of others, beside what they promise."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.registers import our_needs
from continuity.web import need_tables, sheets
from continuity.web.session import actor, now

bp = Blueprint("needs", __name__)


@bp.get("/enhet/<int:department_id>/behov")
def of_department(department_id: int) -> ResponseReturnValue:
    """What a department needs of others and what they answer; also as a file."""
    found = our_needs.our_needs(db.session, department_id, by=actor(), at=now())
    kind = sheets.asked()
    if kind is not None:
        return sheets.sheet(kind, _("behov-och-loften"), *need_tables.of_department(found.needs))
    return render_template("demands/of_department.html", found=found, words=need_tables)

"""The blueprint of a step's way through the process, and what its pages share."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from continuity.extensions import db
from continuity.services.steps.desk import Desk, open_desk
from continuity.web.session import actor, now
from continuity.web.wording import language

bp = Blueprint("process", __name__, url_prefix="/steg/<int:step_id>")


def desk_of(step_id: int, action: str = "see_step") -> Desk:
    """The step for whoever is asking. :raise 404: it is not theirs to see."""
    return open_desk(db.session, step_id, by=actor(), at=now(), action=action)


def page_choices(desk: Desk) -> list[SelectChoice]:
    """The form's pages to tick."""
    return [SelectChoice(name, page.title.in_(language())) for name, page in desk.form.pages.items() if page.questions]


def to_done(step_id: int) -> ResponseReturnValue:
    return redirect(url_for("process.done", step_id=step_id), 303)

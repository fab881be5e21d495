"""Standing behind a row: all its answers on a page with the button, and who has been asked and has not said yet."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.services.steps import backing, standing_behind
from continuity.services.steps.desk import Desk
from continuity.services.steps.standing_behind import Backed
from continuity.web import wording
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import STAND_BEHIND, Screen, open_step
from continuity.web.guided.summary import Summary
from continuity.web.session import actor, now


def on_screen(screen: Screen) -> Backed | None:
    """How the outermost row that the screen belongs to stands, or None where nobody stands behind it."""
    wanted = screen.desk.parameters.stood_behind
    rows = [str(row["id"]) for row in screen.place.chain[1:]]
    outermost = next(iter(screen.desk.form.scope_of(screen.place.page_id)), screen.place.page_id)
    if wanted is None or not rows or outermost != wanted.list:
        return None
    return standing_behind.one_row(screen.desk, rows[0])


@bp.app_template_test("theirs_to_say")
def theirs_to_say(one: Backed, desk: Desk) -> bool:
    """Whether the reader may stand behind the row."""
    return standing_behind.may_say(desk, one)


@bp.get("/sta-bakom/<row>")
def read_row(step_id: int, row: str) -> str:
    """Everything that is answered in the row, for whoever is asked to stand behind it."""
    desk = open_step(step_id)
    one, wanted = standing_behind.one_row(desk, row), desk.parameters.stood_behind
    if one is None or wanted is None:
        raise NotFound
    lock = desk.lock_reason(wanted.list, row)
    summary = Summary(desk, desk.tree(), wording.language(), change=None if lock else STAND_BEHIND)
    section = summary.one(wanted.list, row, desk.findings())
    return render_template("guided/read_row.html", desk=desk, one=one, section=section, lock=lock, form=None)


@bp.post("/sta-bakom/<row>")
def stand_behind(step_id: int, row: str) -> ResponseReturnValue:
    """Says that the row's answers are right."""
    backing.stand_behind(db.session, step_id, row, by=actor(), at=now())
    flash(_("Tack! Det är antecknat. Ändras något av svaren behöver det sägas igen."), "success")
    return redirect(url_for("tasks.mine"), 303)  # whoever was invited is done, and reads the step no longer


@bp.post("/fraga-ansvariga")
def ask_owners(step_id: int) -> ResponseReturnValue:
    """Asks whoever owns each row to stand behind it."""
    asked = backing.ask(db.session, step_id, by=actor(), at=now())
    flash(
        _("De som ansvarar är tillfrågade.") if asked else _("Alla är redan tillfrågade."),
        "success" if asked else "info",
    )
    return redirect(url_for("guided.check", step_id=step_id, _anchor="ansvariga"), 303)

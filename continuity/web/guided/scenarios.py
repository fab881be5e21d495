"""A scenario of the library chosen for an exercise, and laid into its draft."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Stale
from continuity.extensions import db
from continuity.services import publishing
from continuity.services.answers import scenarios
from continuity.services.answers.scenarios import Laid, Part
from continuity.services.steps.desk import Desk
from continuity.web import wording
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import open_step
from continuity.web.session import actor, now

OVER = "over"  # a ticked part, by its key
SEEN = "seen-"  # the version of its page that was shown


@bp.get("/scenario")
def scenarios_offered(step_id: int) -> ResponseReturnValue:
    """The library, to choose from."""
    desk = open_step(step_id)
    scenarios.targets_of(desk)  # says why none can be laid in, before one is chosen
    return render_template("guided/scenarios.html", desk=desk, form=None, scenarios=publishing.scenarios(db.session))


@bp.get("/scenario/<scenario>")
def scenario(step_id: int, scenario: str) -> ResponseReturnValue:
    """What it would fill in, and what stands there already."""
    desk = open_step(step_id)
    chosen = scenarios.scenario(db.session, scenario)
    return render_template(
        "guided/scenario.html", desk=desk, form=None, name=scenario, scenario=chosen, over=OVER, seen=SEEN,
        parts=[(part, _title(desk, part)) for part in scenarios.parts(desk, chosen)],
    )  # fmt: skip


@bp.post("/scenario/<scenario>")
def scenario_submit(step_id: int, scenario: str) -> ResponseReturnValue:
    """Lays it in: what is unwritten, and what was ticked."""
    over = {key: request.form.get(SEEN + key, -1, type=int) for key in request.form.getlist(OVER)}
    try:
        laid = scenarios.lay(db.session, step_id, scenario, over=over, by=actor(), at=now())
    except Stale:
        db.session.rollback()
        flash(_("En text ändrades medan du läste. Inget är inlagt. Se vad som står nu och välj igen."), "warning")
        return redirect(url_for("guided.scenario", step_id=step_id, scenario=scenario), 303)
    _tell(open_step(step_id), laid)
    return redirect(url_for("guided.tasks", step_id=step_id), 303)


def _title(desk: Desk, part: Part) -> str:
    """What the form calls the list, or asks."""
    page = desk.form.pages[part.page]
    words = page.title if part.many else page.questions[part.question].label
    return words.in_(wording.language())


def _tell(desk: Desk, laid: Laid) -> None:
    if laid.filled:
        what = _named(desk, laid.filled)
        flash(_("Scenariot är inlagt. Läs igenom det och ändra så att det passar er: %(what)s.", what=what), "success")
    if laid.kept:
        flash(_("Det som redan var skrivet står kvar orört: %(what)s.", what=_named(desk, laid.kept)), "info")


def _named(desk: Desk, parts: Sequence[Part]) -> str:
    return ", ".join(f"”{_title(desk, part)}”" for part in parts)

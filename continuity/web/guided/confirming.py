"""Going through last time's answers: one page or row at a time, still right, to be changed, or no longer relevant."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.rules.confirming import Carried
from continuity.rules.places import chain_to, first_page
from continuity.services.answers import confirming
from continuity.services.steps.desk import Desk
from continuity.web import wording
from continuity.web.guided import shown_at
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import CONFIRM, open_step, page_url
from continuity.web.guided.summary import Summary
from continuity.web.session import actor, now


def next_place(found: Sequence[Carried], page_id: str = "", row: str = "") -> Carried | None:
    """The first that waits after this one, else the first that waits at all; None when all is confirmed."""
    places = [(one.page_id, one.row) for one in found]
    here = places.index((page_id, row)) + 1 if (page_id, row) in places else 0
    return next((one for one in (*found[here:], *found[:here]) if one.waits), None)


def onward(desk: Desk, page_id: str = "", row: str = "") -> str:
    """The address of what waits next, or of the check page when nothing does."""
    found = next_place(desk.carried(), page_id, row)
    if found is None:
        return url_for("guided.check", step_id=desk.step.id)
    return url_for("guided.confirm", step_id=desk.step.id, page_id=found.page_id, row=found.row or None)


@bp.get("/bekrafta")
def confirm_next(step_id: int) -> ResponseReturnValue:
    """To the first page that nobody has confirmed."""
    desk = open_step(step_id)
    asked = (request.args.get("efter", ""), request.args.get("rad", ""))
    return redirect(onward(desk, *asked))


@bp.get("/bekrafta/<page_id>", endpoint="confirm", defaults={"row": ""})
@bp.get("/bekrafta/<page_id>/<row>", endpoint="confirm")
def show(step_id: int, page_id: str, row: str) -> str:
    """Last time's answers on one page, or in one row, and the question whether they are still right."""
    desk = open_step(step_id)
    found = desk.carried()
    here = next((one for one in found if (one.page_id, one.row) == (page_id, row)), None)
    if here is None:
        raise NotFound
    lock = desk.lock_reason(page_id, row)
    summary = Summary(desk, desk.tree(), wording.language(), change=None if lock else CONFIRM)
    return render_template(
        "guided/confirm.html",
        desk=desk,
        form=None,
        here=here,
        number=found.index(here) + 1,
        total=len(found),
        left=sum(one.waits for one in found),
        section=summary.one(page_id, row, desk.findings()),
        page=desk.form.pages[page_id],
        lock=lock,
        change=_change_url(desk, page_id, row),
    )


def _change_url(desk: Desk, page_id: str, row: str) -> str:
    """Where the answers are changed: the page, or the first page of the row; from there one comes back here."""
    if row:
        chain = chain_to(desk.form, desk.tree(), page_id, row)
        page_id = first_page(desk.form, page_id, chain or ()) or page_id
    return page_url(desk.step.id, page_id, row, retur=CONFIRM)


@bp.post("/bekrafta/<page_id>", endpoint="confirm_submit", defaults={"row": ""})
@bp.post("/bekrafta/<page_id>/<row>", endpoint="confirm_submit")
def confirm_submit(step_id: int, page_id: str, row: str) -> ResponseReturnValue:
    """Records the answer and goes on to what waits next."""
    outcome = request.form.get("outcome", "")
    confirming.confirm(db.session, step_id, page_id, row, outcome, by=actor(), at=now())
    desk = open_step(step_id)
    shown_at.measured(desk.revision.id, page_id)
    if outcome == confirming.NO_LONGER and not row:
        flash(_("Svaren på sidan är tömda. Svara på det som gäller nu."), "info")
        return redirect(page_url(step_id, page_id, retur=CONFIRM), 303)
    if outcome == confirming.NO_LONGER:
        flash(_("Raden är borttagen. Den går att ångra från listan."), "info")
    if next_place(desk.carried()) is None:
        flash(_("Alla svar från förra versionen är genomgångna."), "success")
    return redirect(onward(desk, page_id, row), 303)

"""What has happened to a step, what happens next, and its history."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.models import Event
from continuity.services.answers import timing
from continuity.services.record import archive, history
from continuity.services.steps import signing
from continuity.services.steps.desk import Desk
from continuity.services.worklist import waiting
from continuity.services.worklist.waiting import Waiting
from continuity.web import sheets
from continuity.web.guided.shown_at import in_words
from continuity.web.happenings import event_words
from continuity.web.process.blueprint import bp, desk_of
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language

Happening = tuple[Event, dict[str, Any]]
PAGE, EVERY = 100, 10_000  # events on a page, and in a file


@bp.get("/klart")
def done(step_id: int) -> str:
    """What has happened, what happens next, and the document."""
    desk = desk_of(step_id)
    return render_template(
        "process/done.html",
        desk=desk,
        view=signing.signing_view(desk),
        next=_next(desk),
        spent=_spent(desk),
        files=archive.files_of(desk) if desk.may("see_document") else (),
    )


def _spent(desk: Desk) -> str:
    """How long all together worked on this version, "" where nothing was measured."""
    found = timing.time_spent(db.session, [desk.revision.id]).get(desk.revision.id)
    return in_words(found) if found and desk.may("see_answers") else ""


def _next(desk: Desk) -> Waiting | None:
    return waiting.next_up(db.session, desk.plan.id, desk.step.id, by=actor(), at=now())


@bp.get("/historik")
def events(step_id: int) -> str | Response:
    """Everything that happened with the step's plan: who, what, when; `?som=xlsx` to take along."""
    desk = desk_of(step_id)
    if not desk.may("see_history"):
        raise NotFound
    whole = request.args.get("hela") == "1"
    if kind := sheets.asked():
        every, _last = _lines(desk, whole, EVERY)
        return sheets.sheet(kind, _("historik"), _columns(), [_row(desk, *line) for line in every])
    lines, last = _lines(desk, whole, PAGE, number_asked("fore"))
    return render_template(
        "process/history.html", desk=desk, lines=lines, older=last, whole=whole, event_words=event_words
    )


def _lines(desk: Desk, whole: bool, limit: int, after: int = 0) -> tuple[list[Happening], int | None]:
    """What happened with the step or, `whole`, the plan, and where older events go on."""
    found = history.events(db.session, plan_id=desk.plan.id, after=after, limit=limit)
    lines = [(event, body) for event, body in found if whole or body.get("step") in (None, desk.step.name)]
    return lines, found[-1][0].seq if len(found) == limit else None


def _columns() -> list[str]:
    return [_("Nr"), _("När (UTC)"), _("Vad"), _("Vem"), _("Steg"), _("Läge efteråt"), _("Kontrollvärde")]


def _row(desk: Desk, event: Event, body: dict[str, Any]) -> list[sheets.Value]:
    step = desk.workflow.steps.get(body.get("step", ""))
    state = desk.workflow.machine_of(body["step"]).states.get(body.get("state", "")) if step else None
    who = body["by"]["name"] if body.get("by") else _("Systemet")
    told = (one.in_(language()) if one else "" for one in (step and step.title, state and state.label))
    return [event.seq, event.at.isoformat(), event_words(event, body), who, *told, event.hash]

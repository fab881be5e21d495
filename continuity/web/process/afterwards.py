"""What has happened to a step, what happens next, and its history."""

from flask import render_template, request

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.services.answers import timing
from continuity.services.record import archive, history
from continuity.services.steps import signing
from continuity.services.steps.desk import Desk
from continuity.services.worklist import waiting
from continuity.services.worklist.waiting import Waiting
from continuity.web.guided.shown_at import in_words
from continuity.web.happenings import event_words
from continuity.web.process.blueprint import bp, desk_of
from continuity.web.session import actor, now, number_asked


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
def events(step_id: int) -> str:
    """Everything that happened with the step's plan: who, what, when."""
    desk = desk_of(step_id)
    if not desk.may("see_history"):
        raise NotFound
    after = number_asked("fore")
    found = history.events(db.session, plan_id=desk.plan.id, after=after, limit=100)
    whole = request.args.get("hela") == "1"
    lines = [(event, body) for event, body in found if whole or body.get("step") in (None, desk.step.name)]
    last = found[-1][0].seq if len(found) == 100 else None
    return render_template(
        "process/history.html", desk=desk, lines=lines, older=last, whole=whole, event_words=event_words
    )

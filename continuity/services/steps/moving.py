"""Moving a step: fire a trigger, run what the new state says, and write one line of history."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import VERBS, Effect
from continuity.errors import Refused, say
from continuity.rules import lifecycle
from continuity.rules.guards import GUARDS
from continuity.rules.permissions import Actor
from continuity.services.answers import prefill, snapshots
from continuity.services.paper import rendering
from continuity.services.record.history import record
from continuity.services.registers import demands, register
from continuity.services.reminders.handing_over import hand_over, tell_of_completion
from continuity.services.steps import closing
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.effects import EFFECTS


def move(
    desk: Desk, trigger: str, *, reason: str | None = None, before_effects: Callable[[Desk], None] | None = None
) -> None:
    """Fires a trigger with all that follows from it; the caller records and commits.

    :raise Refused: with every reason; nothing has changed.
    """
    before = desk.revision.state
    if desk.revision.kind == "annex":
        raise Refused(say("Kontaktbilagan skrivs under för sig. Öppna steget igen för att revidera hela dokumentet."))
    moved = lifecycle.fire(desk.machine, desk.revision, trigger, desk.facts, GUARDS, reason=reason)
    if before_effects is not None:
        before_effects(desk)
    _enter(desk, before, moved.effects)


def follow(desk: Desk, trigger: str) -> None:
    """Fires a trigger that follows from a verb which the person was allowed; the caller records and commits."""
    before = desk.revision.state
    _enter(desk, before, lifecycle.follow(desk.machine, desk.revision, trigger).effects)


def settle(desk: Desk) -> None:
    """Fires the automatic triggers that are ready after something was recorded in a state."""
    before = desk.revision.state
    moved = lifecycle.settle(desk.machine, desk.revision, desk.facts, GUARDS)
    _enter(desk, before, moved.effects)


def _enter(desk: Desk, before: str, effects: Sequence[Effect]) -> None:
    if desk.revision.state != before:
        desk.revision.since = desk.at
        desk.step.state, desk.step.since = desk.revision.state, desk.at
        desk.step.ball = lifecycle.ball_of(desk.machine, desk.revision.state)
        if desk.state.editable:
            demands.withdraw(desk)  # what is written on again asks nothing of anybody yet
    desk.session.flush()
    for effect in effects:
        EFFECTS[effect](desk)
    desk.session.flush()
    closing.refresh_plan(desk)


def start(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Begins a step: its form is pre-filled with what earlier steps and the last version know."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    move(desk, "start", before_effects=_begin)
    record_step(desk, "step_started")
    session.commit()


def _begin(desk: Desk) -> None:
    desk.revision.started_at = desk.at
    register.list_leaders(desk)
    prefill.prefill(desk)


def submit(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Sends a step for advice; a new round of advice and signatures begins."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    unexplained = _unexplained(desk) if desk.revision.kind == "worked" else 0
    if unexplained:
        raise Refused(
            say("{n} varningar saknar motivering. Motivera dem på sidan ”Kontrollera svaren”.", n=unexplained)
        )
    move(desk, "submit", before_effects=_new_round)
    record_step(desk, "step_submitted", round=desk.revision.round)
    session.commit()


def _unexplained(desk: Desk) -> int:
    return sum(f.kind == "warn" and f.key not in desk.revision.warnings for f in desk.findings())


def _new_round(desk: Desk) -> None:
    desk.revision.round += 1
    desk.revision.submitted_at, desk.revision.submitted_by_id = desk.at, desk.by.person_id
    desk.revision.returned_reason, desk.revision.returned_pages = "", []


def withdraw(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a step back from advice to go on working."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    move(desk, "withdraw")
    record_step(desk, "step_withdrawn")
    session.commit()


def send_back(
    session: Session, step_id: int, reason: str, pages: Sequence[str] = (), *, by: Actor, at: datetime
) -> None:
    """Returns a step for changes, with a reason and the pages that it is about."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    known = [page for page in pages if page in desk.form.pages]
    move(desk, "send_back", reason=reason, before_effects=lambda d: _returned(d, reason, known))
    record_step(desk, "step_returned", reason=reason.strip(), pages=known)
    session.commit()


def _returned(desk: Desk, reason: str, pages: Sequence[str]) -> None:
    desk.revision.returned_reason, desk.revision.returned_pages = reason.strip(), list(pages)


def clear(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Goes on to signature: the answers are frozen and the signing copy is made."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    move(desk, "clear")
    record_step(desk, "step_frozen", **frozen(desk))
    session.commit()


def frozen(desk: Desk) -> dict[str, object]:
    """What the history keeps of a freeze: version, and hashes of snapshot and signing copy."""
    snapshot, copy = snapshots.of_revision(desk), rendering.signing_copy(desk)
    return {
        "version": desk.revision.version,
        "snapshot": snapshot.sha256 if snapshot else None,
        "document": copy.sha256 if copy else None,
    }


def trigger(session: Session, step_id: int, name: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Fires any other trigger that the definition has: an organisation's own states need no code.

    :raise Refused: the trigger has a verb of its own, which records more than that the step moved.
    """
    if name in VERBS:
        raise Refused(say("Det här görs på en egen sida."))
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    before = desk.revision.state
    move(desk, name, reason=reason)
    record_step(desk, "step_moved", trigger=name, came_from=before, reason=reason.strip())
    session.commit()


def record_step(desk: Desk, kind: str, **facts: object) -> int:
    """Tells whoever is next, and writes one line of history: the last thing a verb does before it commits."""
    hand_over(desk.session, desk.plan, by=desk.by, at=desk.at)
    if desk.revision.completed_at == desk.at:
        tell_of_completion(desk.session, desk.revision, desk.plan, by=desk.by, at=desk.at)
    return record(
        desk.session,
        kind,
        at=desk.at,
        by=desk.by if desk.by.person_id else None,
        plan_id=desk.plan.id,
        step=desk.step.name,
        revision=desk.revision.number,
        state=desk.revision.state,
        **({"kept": desk.kept} if desk.kept else {}),
        **facts,
    )

"""Telling people that it is their turn: after a verb on a plan, whoever has something new to do gets a mail at once."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.models import Invitation, Plan, StepRevision
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation.holders import holding
from continuity.services.reminders import outbox
from continuity.services.worklist.turns import OpenStep, Turn, open_steps

# "continue" is what one began oneself, "respond" is told with the advice, "annex" is one's own doing.
TOLD = frozenset(
    {"start", "change", "advise", "clear", "number", "sign", "hearing", "decide", "amend", "confirm_amendment"}
)
ON_COMPLETION = ("coordinator", "head")


def hand_over(session: Session, plan: Plan, *, by: Actor | None, at: datetime) -> None:
    """Posts a mail to everybody whose turn has come on the plan's steps, once for each turn; the verb commits.

    Whoever did it gets a row that says they need no telling, so that a later verb does not tell them either.
    """
    session.flush()
    opened = open_steps(session, [plan.id], at=at)
    found = [(one, turn, person) for one, turn in _turns(opened, at) for person in _receivers(session, one, turn, at)]
    keys = {(one.step.id, turn.kind, person): key_of(one, turn.kind, person) for one, turn, person in found}
    already = outbox.known(session, list(keys.values()))
    for one, turn, person in found:
        key = keys[one.step.id, turn.kind, person]
        if key in already:
            continue
        already.add(key)
        session.add(
            outbox.new(
                key=key,
                person_id=person,
                kind=turn.kind,
                plan_id=plan.id,
                facts={"step": one.step.id, "revision": one.revision.id if one.revision else None},
                at=at,
                needed=by is None or by.person_id != person,
            )
        )
    session.flush()


def key_of(one: OpenStep, kind: str, person: int) -> str:
    """One key for each time that the turn comes to the person: a new round or a new state is a new time."""
    assert one.revision is not None
    return f"turn/{one.revision.id}/{one.revision.round}/{one.step.since:%Y%m%dT%H%M%S%f}/{kind}/{person}"


def _turns(opened: list[OpenStep], at: datetime) -> Iterator[tuple[OpenStep, Turn]]:
    for one in opened:
        if one.revision is not None:
            yield from ((one, turn) for turn in one.turns(local_date(at)) if turn.kind in TOLD)


def _receivers(session: Session, one: OpenStep, turn: Turn, at: datetime) -> tuple[int, ...]:
    wanted = {(role, one.plan.department_id) for role in turn.roles}
    seats = holding(session, wanted, {one.plan.department_id: one.way}, local_date(at))
    people = [*turn.persons, *(holder.id for group in seats.values() for holder in group)]
    return tuple(dict.fromkeys(person for person in people if person not in turn.others))


def tell_of_completion(session: Session, revision: StepRevision, plan: Plan, *, by: Actor, at: datetime) -> None:
    """Coordinator and head hear that the step is done, except whoever did the last thing; the verb commits."""
    one = next(one for one in open_steps(session, [plan.id], at=at) if one.step.id == revision.step_id)
    turn = Turn("completed", frozenset(ON_COMPLETION), others=frozenset({by.person_id}))
    for person in _receivers(session, one, turn, at):
        facts = {"step": revision.step_id, "revision": revision.id}
        key = f"completed/{revision.id}/{person}"
        outbox.post(session, key=key, to=person, kind="completed", plan_id=plan.id, facts=facts, at=at)


def invite(session: Session, invitation: Invitation, plan: Plan, *, at: datetime) -> None:
    """The colleague hears of the invitation, and again where its date has been changed; the verb commits."""
    session.flush()
    key = f"invitation/{invitation.id}/{invitation.due.isoformat()}"
    facts = {"invitation": invitation.id}
    outbox.post(session, key=key, to=invitation.person_id, kind="invitation", plan_id=plan.id, facts=facts, at=at)

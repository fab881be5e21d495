"""Whose turn it is with each action, and which are raised with a head: for the task list and for reminders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from continuity.models import Action
from continuity.rules import actions as rules
from continuity.rules.actions import FREE_EXTENSIONS, UNDONE
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.organisation.reach import reached
from continuity.services.registers import action_reach, actions
from continuity.services.registers.action_reach import Titles

MOST = 100
LEADS = frozenset({"head", "coordinator"})


@dataclass(frozen=True)
class Escalation:
    """An action that is late or raised with the head; `days_late` is 0 while its day has not passed."""

    action_id: int
    department_id: int
    text: str
    owner: str
    due: date | None
    days_late: int
    extensions: int
    lifted: bool
    severity: int | None


def escalations(session: Session, at: datetime) -> tuple[Escalation, ...]:
    """Every action that is late or has been extended twice, the latest first; what reminders are made from."""
    today = local_date(at)
    query = select(Action).where(
        Action.state.in_(UNDONE), or_(Action.due < today, Action.extensions >= FREE_EXTENSIONS)
    )
    found = session.scalars(query.order_by(Action.due, Action.id)).all()
    return tuple(_escalation(action, today) for action in found)


def _escalation(action: Action, today: date) -> Escalation:
    return Escalation(
        action_id=action.id,
        department_id=action.department_id,
        text=action.text,
        owner=action.owner,
        due=action.due,
        days_late=max(0, (today - action.due).days) if action.due else 0,
        extensions=action.extensions,
        lifted=rules.is_lifted(actions.facts_of(action)),
        severity=action.severity,
    )


def tasks(session: Session, by: Actor, today: date) -> Iterator[tuple[str, Action]]:
    """(kind, action) for what waits for this person: do_action, verify_action or lifted_action."""
    titles = action_reach.titles_of(session, by, today)
    found = _candidates(session, by, titles, today)
    if not found:
        return
    held = action_reach.titles_held(session, today)
    ways = tree.lines(session, {action.department_id for action in found})
    for action in found:
        line = [unit.id for unit in ways[action.department_id]]
        kind = _kind(action, action_reach.roles(action, line, by, titles, today), held, by)
        if kind is not None:
            yield kind, action


def _candidates(session: Session, by: Actor, titles: Titles, today: date) -> Sequence[Action]:
    leads = reached(by, LEADS, today, Action.department_id)
    query = (
        select(Action)
        .options(joinedload(Action.department))
        .where(Action.state != "verified")
        .where(or_(leads, Action.owner.in_(titles.own), and_(Action.state == "done", Action.verifier.in_(titles.own))))
        .order_by(Action.due.is_(None), Action.due, Action.id)
    )
    return session.scalars(query.limit(MOST)).all()


def _kind(action: Action, roles: frozenset[str], held: frozenset[str], by: Actor) -> str | None:
    """What this person has to do with it: an action whose owner nobody is falls to the coordinator."""
    facts = actions.facts_of(action)
    if action.state == "done":
        return "verify_action" if rules.reason_against("verify", facts, roles, by.person_id) is None else None
    if rules.is_lifted(facts) and "head" in roles:
        return "lifted_action"
    ownerless = action.owner not in held and "coordinator" in roles
    return "do_action" if "action_owner" in roles or ownerless else None

"""Verbs of an action: add, start, extend, finish, verify, reopen; each writes its story and one line of history."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound, Reason, Refused, say
from continuity.models import Action, ActionEntry, Department, Plan
from continuity.rules import actions as rules
from continuity.rules import permissions
from continuity.rules.actions import Facts, Verb
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.record import history
from continuity.services.registers import action_reach
from continuity.services.steps.desk import line_of

LONGEST = 2_000  # characters of a reason or of evidence


@dataclass(frozen=True)
class New:
    """An action added by hand; `cost` in kronor, `severity` 1 to 3 or None, `budget_id` the committee that pays."""

    text: str
    owner: str
    due: date | None
    verify: str = ""
    cost: float | None = None
    budget_id: int | None = None
    severity: int | None = None


def facts_of(action: Action) -> Facts:
    """The action as the rules see it."""
    return Facts(action.state, action.due, action.extensions, action.severity, action.done_by_id)


def add(session: Session, department_id: int, new: New, *, by: Actor, at: datetime) -> Action:
    """Adds an action that no form states.

    :raise Invalid: the text, the owner or the date is missing.
    """
    may_add(session, department_id, by=by, at=at)
    _whole(new)
    action = Action(
        department_id=department_id,
        text=new.text.strip(),
        owner=" ".join(new.owner.split()),
        verify=new.verify.strip(),
        due=new.due,
        cost=new.cost,
        budget_id=new.budget_id,
        severity=new.severity,
        added_at=at,
    )
    session.add(action)
    session.flush()
    _tell(session, action, "added", by=by, at=at, new_due=new.due)
    return action


def may_add(session: Session, department_id: int, *, by: Actor, at: datetime) -> Department:
    """The department, for whoever may add an action there.

    :raise NotFound: there is none, or it is not theirs to see. :raise Forbidden: they may look and no more.
    """
    department = session.get(Department, department_id)
    roles = by.roles(line_of(session, department_id), local_date(at))
    if department is None or not permissions.may("see_actions", roles):
        raise NotFound
    if not permissions.may("add_action", roles):
        raise Forbidden(say("Chefen, samordnaren eller säkerhetsfunktionen lägger till åtgärder."))
    return department


def _whole(new: New) -> None:
    missing: dict[str, Reason] = {}
    if not new.text.strip():
        missing["text"] = say("Skriv vad som ska göras.")
    if not new.owner.strip():
        missing["owner"] = say("Skriv vilken roll som ansvarar, till exempel ”Enhetschef hemtjänst”.")
    if new.due is None:
        missing["due"] = say("Skriv när det ska vara klart.")
    if new.cost is not None and new.cost < 0:
        missing["cost"] = say("Kostnaden kan inte vara mindre än noll.")
    if missing:
        raise Invalid(missing)


def start(session: Session, action_id: int, *, by: Actor, at: datetime) -> Action:
    """The work has begun."""
    action = _locked(session, action_id, "start", by=by, at=at)
    action.state = "started"
    return _tell(session, action, "started", by=by, at=at)


def extend(session: Session, action_id: int, due: date | None, reason: str, *, by: Actor, at: datetime) -> Action:
    """Moves the date forward, with the reason; after two extensions only the head may.

    :raise Invalid: the date does not lie ahead of both today and the old one, or the reason is missing.
    """
    action = _locked(session, action_id, "extend", by=by, at=at)
    wrong: dict[str, Reason] = {}
    if due is None or due <= max(local_date(at), action.due or date.min):
        wrong["due"] = say("Skriv ett datum som ligger efter i dag och efter det gamla datumet.")
    if not reason.strip():
        wrong["reason"] = say("Skriv varför åtgärden behöver mer tid.")
    if wrong:
        raise Invalid(wrong)
    lengthen(session, action, due, reason, by=by, at=at)
    _remember(session, action, "extended", by=by, at=at, due=due.isoformat() if due else None)
    session.commit()
    return action


def lengthen(session: Session, action: Action, due: date | None, reason: str, *, by: Actor, at: datetime) -> None:
    """The extension itself, also when a review says it; the caller records and commits."""
    old, action.due = action.due, due
    action.extensions += 1
    _note(session, action, "extended", reason, by=by, at=at, old_due=old, new_due=due)


def finish(session: Session, action_id: int, evidence: str, *, by: Actor, at: datetime) -> Action:
    """It is done, and this shows it. :raise Invalid: nothing is said of what shows it."""
    action = _locked(session, action_id, "finish", by=by, at=at)
    if not evidence.strip():
        raise Invalid({"text": say("Skriv vad som visar att åtgärden är gjord, till exempel var underlaget finns.")})
    action.state, action.done_by_id = "done", by.person_id
    return _tell(session, action, "done", evidence, by=by, at=at)


def verify(session: Session, action_id: int, how: str, *, by: Actor, at: datetime) -> Action:
    """Somebody else has seen that it helped. :raise Invalid: nothing is said of how."""
    action = _locked(session, action_id, "verify", by=by, at=at)
    if not how.strip():
        raise Invalid({"text": say("Skriv hur du har kontrollerat att åtgärden hjälpte.")})
    action.state = "verified"
    return _tell(session, action, "verified", how, by=by, at=at)


def reopen(session: Session, action_id: int, reason: str, *, by: Actor, at: datetime) -> Action:
    """It was not done after all, or did not help. :raise Invalid: the reason is missing."""
    action = _locked(session, action_id, "reopen", by=by, at=at)
    if not reason.strip():
        raise Invalid({"text": say("Skriv varför åtgärden öppnas igen.")})
    action.state, action.done_by_id = "started", None
    return _tell(session, action, "reopened", reason, by=by, at=at)


def _locked(session: Session, action_id: int, verb: Verb, *, by: Actor, at: datetime) -> Action:
    """The action, locked. :raise NotFound: it is not this person's to see. :raise Refused: why they may not now."""
    query = select(Action).where(Action.id == action_id).with_for_update(key_share=True)
    action = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if action is None:
        raise NotFound
    roles = roles_on(session, action, by=by, at=at)
    against = rules.reason_against(verb, facts_of(action), roles, by.person_id)
    if against is not None:
        raise Refused(against)
    return action


def roles_on(session: Session, action: Action, *, by: Actor, at: datetime) -> frozenset[str]:
    """The roles that count for this action. :raise NotFound: none of them may see it."""
    today = local_date(at)
    titles = action_reach.titles_of(session, by, today)
    roles = action_reach.roles(action, line_of(session, action.department_id), by, titles, today)
    if not permissions.may("see_actions", roles):
        raise NotFound
    return roles


def _tell(
    session: Session,
    action: Action,
    kind: str,
    text: str = "",
    *,
    by: Actor,
    at: datetime,
    new_due: date | None = None,
) -> Action:
    if len(text) > LONGEST:
        raise Invalid({"text": say("Texten är för lång. Högst {max} tecken får plats.", max=LONGEST)})
    _note(session, action, kind, text, by=by, at=at, new_due=new_due)
    _remember(session, action, kind, by=by, at=at)
    session.commit()
    return action


def _note(
    session: Session,
    action: Action,
    kind: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    old_due: date | None = None,
    new_due: date | None = None,
) -> None:
    session.add(
        ActionEntry(
            action_id=action.id, at=at, by_id=by.person_id or None, by_name=by.name, kind=kind, text=text.strip(),
            old_due=old_due, new_due=new_due,
        )
    )  # fmt: skip


def _remember(session: Session, action: Action, kind: str, *, by: Actor, at: datetime, **facts: object) -> None:
    """One link of the chain, in the department's plan where it has one; the story itself stands in the register."""
    plan = session.scalars(select(Plan.id).where(Plan.department_id == action.department_id).order_by(Plan.id)).first()
    history.record(session, f"action_{kind}", at=at, by=by, plan_id=plan, action=action.id, **facts)

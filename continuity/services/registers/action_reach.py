"""Which actions a person may see, and as whom: by a role in the department, or because the action names their title."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from continuity.models import Action, Membership
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.organisation.reach import reached

LOOKS_ON = permissions.DEPARTMENT["see_actions"]


@dataclass(frozen=True)
class Titles:
    """The titles by which actions name a person: `own` in the departments of their seats, `only` wherever it stands.

    A title is a person's only where nobody in another unit has the same: there is one IT-chef but many samordnare.
    `of_roles` is what the organisation calls each role: whoever holds it in the department is named by that too.
    """

    own: frozenset[str]
    only: frozenset[str]
    of_roles: Mapping[str, str]


def titles_of(session: Session, by: Actor, today: date) -> Titles:
    """The person's titles today, in one question."""
    own = frozenset(seat.title for seat in by.seats if seat.title and seat.holds(today))
    called = role_titles(session)
    if not own:
        return Titles(own, frozenset(), called)
    query = (
        select(Membership.title)
        .where(Membership.title.in_(own), *_now(today))
        .group_by(Membership.title)
        .having(func.count(func.distinct(func.coalesce(Membership.department_id, 0))) == 1)
    )
    return Titles(own, frozenset(session.scalars(query)), called)


def role_titles(session: Session) -> dict[str, str]:
    """What the organisation calls each role, in the language of what is signed."""
    if publishing.newest(session) is None:
        return {}
    settings = publishing.settings(session)
    return {role: words.in_(settings.signed_language) for role, words in settings.role_titles.items()}


def _now(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Membership.starts <= today, or_(Membership.ends.is_(None), Membership.ends >= today))


def visible(by: Actor, titles: Titles, today: date) -> ColumnElement[bool]:
    """True for the actions that this person may see."""
    named = or_(Action.owner.in_(titles.only), Action.verifier.in_(titles.only))
    return or_(reached(by, LOOKS_ON, today, Action.department_id), named)


def roles(action: Action, line: Collection[int], by: Actor, titles: Titles, today: date) -> frozenset[str]:
    """The roles held where the action is, with `action_owner` and `evaluator` where it names the person's title."""
    held, within = by.roles(line, today), {*line, None}
    here = {seat.title for seat in by.seats if seat.title and seat.holds(today) and seat.department_id in within}
    mine = here | titles.only | {titles.of_roles[role] for role in held if role in titles.of_roles}
    named = {"action_owner": action.owner, "evaluator": action.verifier}
    return held | {role for role, title in named.items() if title in mine}


def titles_held(session: Session, today: date) -> frozenset[str]:
    """Every title that somebody holds today, the roles' own among them."""
    held = session.scalars(select(Membership.title).where(*_now(today)).distinct())
    return frozenset(held) | frozenset(role_titles(session).values())

"""What the registers know of a department, for forms that show it: figures, open actions, what it is promised."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from continuity.definitions.forms import Form
from continuity.models import Action, Activity, Demand, Department, Exercise, Plan, Promise, Resource, Snapshot
from continuity.rules import actions as action_rules
from continuity.rules import told as rules
from continuity.rules.actions import UNDONE
from continuity.rules.answers import Row
from continuity.rules.due import add_months
from continuity.rules.gaps import RECONFIRM_MONTHS
from continuity.rules.told import NOTHING_TOLD, Told
from continuity.services.clock import local_date
from continuity.services.registers import classes, gap_counts
from continuity.services.swedish import alphabetical


@dataclass(frozen=True)
class About:
    """Whose facts, and when."""

    session: Session
    department_id: int
    at: datetime


def told(session: Session, department_id: int, form: Form, snapshot_id: int | None, *, at: datetime) -> Told:
    """What stands in the registers at this instant, or what stood there when the answers were frozen.

    Only what the form shows is looked up; a form that shows nothing costs nothing.
    """
    wanted = rules.asked_for(form)
    if not wanted:
        return NOTHING_TOLD
    if snapshot_id is not None:
        body = session.get_one(Snapshot, snapshot_id).body
        return rules.as_frozen(form, json.loads(body)["answers"])
    about = About(session, department_id, at)
    return Told(
        {name: find(about) for name, find in FIGURES.items() if name in wanted},
        {name: list(find(about)) for name, find in LISTS.items() if name in wanted},
    )


# --- figures --------------------------------------------------------------------------------------------------------


def exercised_percent(about: About) -> int | None:
    """Of the activities in class 1 and 2, how many in a hundred have a plan that has been exercised lately enough."""
    found = classes.class_of_activity(about.session)
    grave = about.session.scalar(
        select(func.count()).where(
            Activity.department_id == about.department_id, Activity.state == "in_force", found <= classes.GRAVE
        )
    )
    if not grave:
        return None
    return 100 if _is_exercised(about) else 0


def _is_exercised(about: About) -> bool:
    """A department has one plan, and it is exercised as a whole."""
    query = (
        select(Exercise.held_on, Exercise.interval_months)
        .join(Plan, Plan.id == Exercise.plan_id)
        .where(Plan.department_id == about.department_id)
        .order_by(Exercise.held_on.desc(), Exercise.id.desc())
    )
    latest = about.session.execute(query.limit(1)).first()
    return latest is not None and local_date(about.at) <= add_months(latest.held_on, latest.interval_months)


def open_gaps(about: About) -> int:
    """Gaps in class 1 and 2 that nothing bridges."""
    return gap_counts.open_gaps(about.session, [about.department_id], at=about.at)[about.department_id]


def late_actions(about: About) -> int:
    """Actions that were to be done by now and are not."""
    today = local_date(about.at)
    return sum(_is_late(action, today) for action in _undone(about))


# --- lists ----------------------------------------------------------------------------------------------------------


def open_actions(about: About) -> Iterable[Row]:
    """What is not done yet, the most urgent first; a row's id is the action's."""
    today = local_date(about.at)
    for action in _undone(about):
        yield {
            "id": str(action.id),
            "action": action.text,
            "owner": action.owner,
            "due": action.due.isoformat() if action.due else None,
            "late": "yes" if _is_late(action, today) else "no",
            "extensions": action.extensions,
        }


def _is_late(action: Action, today: date) -> bool:
    return action_rules.is_late(action_rules.Facts(action.state, action.due), today)


def _undone(about: About) -> Collection[Action]:
    query = select(Action).where(Action.department_id == about.department_id, Action.state.in_(UNDONE))
    return about.session.scalars(query.order_by(Action.due.is_(None), Action.due, Action.id)).all()


def promises(about: About) -> Iterable[Row]:
    """What the department needs, by name, and when its owner last stood by what is promised of it."""
    today = local_date(about.at)
    for row in sorted(_needed(about), key=lambda row: alphabetical(row.name)):
        given = local_date(row.promised_at) if row.promised_at else None
        lately = given is not None and today < add_months(given, RECONFIRM_MONTHS)
        yield {
            "id": row.id,
            "resource": row.name,
            "owner": row.owner or row.provider or None,
            "confirmed_on": given.isoformat() if given else None,
            "confirmed": "yes" if lately else "no",
        }


def _needed(about: About) -> Collection[Any]:
    """The resources of every need in force, as what they are now."""
    now = aliased(Resource)
    query = (
        select(now.id, now.name, now.provider, Department.name.label("owner"), Promise.valid_from.label("promised_at"))
        .select_from(Demand)
        .join(Resource, Resource.id == Demand.resource_id)
        .join(now, now.id == func.coalesce(Resource.merged_into_id, Resource.id))
        .outerjoin(Department, Department.id == now.owner_id)
        .outerjoin(Promise, (Promise.resource_id == now.id) & Promise.valid_to.is_(None))
        .where(Demand.department_id == about.department_id, Demand.state == "in_force")
    )
    return about.session.execute(query.distinct()).all()


FIGURES: Mapping[str, Callable[[About], Any]] = MappingProxyType(
    {
        "department.exercised_percent": exercised_percent,
        "department.open_gaps": open_gaps,
        "department.late_actions": late_actions,
    }
)
LISTS: Mapping[str, Callable[[About], Iterable[Row]]] = MappingProxyType(
    {"department.open_actions": open_actions, "department.promises": promises}
)

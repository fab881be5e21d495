"""How many urgent gaps nothing bridges yet, for many departments in one question: for the readiness colour.

`services/registers/picture.py` judges the whole municipality's needs with all that leans on what; here a
department is judged by itself, and only counted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from continuity.models import Action, Activity, GapHandling, Promise, Resource
from continuity.models import Demand as Stored
from continuity.rules import gaps
from continuity.rules.actions import UNDONE
from continuity.rules.computed import assessed, criteria_of
from continuity.rules.dependencies import Demand, judge
from continuity.rules.impact import Criteria
from continuity.rules.windows import read_window
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.registers.activities import ids, number
from continuity.services.registers.needs import reserve_of
from continuity.services.registers.register_rows import merged_ids

URGENT = 2  # the classes that count


def open_gaps(session: Session, departments: Collection[int], *, at: datetime) -> Counter[int]:
    """Department -> gaps of class 1 and 2 without a covering reserve, an acceptance or a strategy carried out."""
    today = local_date(at)
    rows = session.execute(_needs(departments)).all()
    if not rows:
        return Counter()
    settings = publishing.settings(session)
    merged = merged_ids(session) if any(row.values.get("reserve_depends_on") for row in rows) else {}
    criteria, extra = criteria_of(settings), frozenset(date.fromisoformat(day) for day in settings.extra_holidays)
    bridged = {row.id for row in rows if _is_bridged(row, today)}
    urgent = {
        row.id: row
        for row in rows
        if row.id not in bridged and _class(row.activity, criteria) <= URGENT and _is_gap(row, today, extra, merged)
    }
    return Counter(row.department_id for row in urgent.values())


def _needs(departments: Collection[int]) -> Any:
    """Every demand in force with its activity, its resource's promise, and how the plan in force meets it."""
    now = aliased(Resource)  # what the resource is, when it was merged into another
    asked = aliased(Stored)
    first = select(func.min(asked.valid_from)).where(
        asked.department_id == Stored.department_id,
        asked.row == Stored.row,
        asked.resource_id == Stored.resource_id,
    )
    carried_out = select(func.max(Action.id)).where(
        Action.department_id == Stored.department_id, Action.row == GapHandling.row, Action.state.not_in(UNDONE)
    )
    return (
        select(
            Stored.id,
            Stored.department_id,
            Stored.values,
            now.id.label("resource_id"),
            now.name.label("resource"),
            Activity.values.label("activity"),
            Promise.promised_h,
            Promise.service_window,
            Promise.tested_h,
            Promise.tested_on,
            GapHandling.accepted_until,
            carried_out.correlate(Stored, GapHandling).scalar_subquery().label("carried_out"),
            first.correlate(Stored).scalar_subquery().label("asked_at"),
        )
        .join(
            Activity,
            and_(
                Activity.department_id == Stored.department_id,
                Activity.row == Stored.activity_row,
                Activity.state == "in_force",
            ),
        )
        .join(Resource, Resource.id == Stored.resource_id)
        .join(now, now.id == func.coalesce(Resource.merged_into_id, Resource.id))
        .outerjoin(Promise, and_(Promise.resource_id == now.id, Promise.valid_to.is_(None)))
        .outerjoin(
            GapHandling,
            and_(
                GapHandling.department_id == Stored.department_id,
                GapHandling.resource_id == now.id,
                GapHandling.valid_to.is_(None),
            ),
        )
        .where(Stored.department_id.in_(departments), Stored.state == "in_force")
    )


def _class(activity: dict[str, Any], criteria: Criteria) -> int:
    """The activity's class; what was not analysed further is not urgent."""
    inputs = {
        "matrix": activity.get("impact"),
        "override": activity.get("mtpd_override_h"),
        "peaks": activity.get("critical_periods"),
    }
    found = assessed(inputs, criteria)
    return found.priority_class if found else URGENT + 1


def _is_bridged(row: Row[Any], today: date) -> bool:
    accepted = row.accepted_until is not None and today <= row.accepted_until
    return accepted or row.carried_out is not None


def _is_gap(row: Row[Any], today: date, extra: Collection[date], merged: Mapping[str, str]) -> bool:
    within = number(row.values.get("required_within_h"))
    if within is None:
        return False
    reserve = reserve_of(row.values, row.resource_id, {}, {})
    leans_on = {merged.get(one, one) for one in ids(row.values.get("reserve_depends_on"))}
    if reserve is not None and row.resource_id in leans_on:
        reserve = replace(reserve, same_resource=True)
    demand = Demand(
        id="",
        activity="",
        resource=row.resource,
        required_within_h=within,
        promised_h=row.promised_h,
        window=read_window(row.service_window),
        reserve=reserve,
        tested_h=row.tested_h,
        tested_on=row.tested_on,
    )
    asked_on = local_date(row.asked_at)
    return gaps.is_open(judge(demand, on=today, tests_count=True), asked_on, today, extra)

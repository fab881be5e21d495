"""The register's tables read whole, one question a table: what the municipality's picture is made of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import Session

from continuity.models import (
    Activity,
    Demand,
    DemandAnswer,
    Department,
    Promise,
    Resource,
    RoleTitle,
)

RowKey = tuple[int, str]  # department and row: the same thing from one analysis to the next


@dataclass(frozen=True)
class ActivityRow:
    """An activity as stored, with its department's name."""

    department_id: int
    department: str
    row: str
    name: str
    state: str
    values: dict[str, Any]
    valid_from: datetime


@dataclass(frozen=True)
class DemandRow:
    """A demand as stored, and when it was first asked, whatever has been published since."""

    id: int
    department_id: int
    department: str
    activity_row: str
    row: str
    resource_id: str
    state: str
    values: dict[str, Any]
    asked_at: datetime


@dataclass(frozen=True)
class ResourceRow:
    """A resource with its owner and the promise in force; hours, None where nothing is promised."""

    id: str
    name: str
    kind: str
    owner_id: int | None
    owner: str
    provider: str
    capacity: float | None
    is_new: bool
    merged_into_id: str | None
    promised_h: float | None
    service_window: str | None
    basis: str
    tested_h: float | None
    tested_on: date | None
    promised_at: datetime | None


def states(proposed: bool) -> tuple[str, ...]:
    """Which states to read."""
    return ("in_force", "proposed") if proposed else ("in_force",)


def activities(
    session: Session, *, proposed: bool, departments: Collection[int] | None = None
) -> Sequence[ActivityRow]:
    """Every activity that stands, by department and then as published.

    With `departments` only theirs, and those of others that deliver a resource: others' needs may lean on these.
    """
    delivers = Activity.values["delivers_resources"].as_string().is_not(None)
    query = (
        select(
            Activity.department_id,
            Department.name.label("department"),
            Activity.row,
            Activity.name,
            Activity.state,
            Activity.values,
            Activity.valid_from,
        )
        .join(Department, Department.id == Activity.department_id)
        .where(Activity.state.in_(states(proposed)))
        .where(or_(Activity.department_id.in_(departments), delivers) if departments is not None else true())
        .order_by(Activity.department_id, Activity.id)
    )
    return [ActivityRow(*row) for row in session.execute(query)]


def demands(session: Session, *, proposed: bool, departments: Collection[int] | None = None) -> Sequence[DemandRow]:
    """Every demand on a resource that stands (with `departments` only theirs), by department and then as published."""
    among = Demand.department_id.in_(departments) if departments is not None else true()
    first = (
        select(Demand.department_id, Demand.row, Demand.resource_id, func.min(Demand.valid_from).label("asked_at"))
        .where(among)
        .group_by(Demand.department_id, Demand.row, Demand.resource_id)
        .subquery()
    )
    same = and_(
        first.c.department_id == Demand.department_id,
        first.c.row == Demand.row,
        first.c.resource_id == Demand.resource_id,
    )
    query = (
        select(
            Demand.id,
            Demand.department_id,
            Department.name.label("department"),
            Demand.activity_row,
            Demand.row,
            Demand.resource_id,
            Demand.state,
            Demand.values,
            first.c.asked_at,
        )
        .join(first, same)
        .join(Department, Department.id == Demand.department_id)
        .where(Demand.state.in_(states(proposed)), among)
        .order_by(Demand.department_id, Demand.id)
    )
    return [DemandRow(*row) for row in session.execute(query)]


def resources(session: Session) -> dict[str, ResourceRow]:
    """Every resource by id, those merged into another too."""
    query = (
        select(
            Resource.id,
            Resource.name,
            Resource.kind,
            Resource.owner_id,
            func.coalesce(Department.name, "").label("owner"),
            Resource.provider,
            Resource.capacity,
            Resource.is_new,
            Resource.merged_into_id,
            Promise.promised_h,
            Promise.service_window,
            func.coalesce(Promise.basis, "").label("basis"),
            Promise.tested_h,
            Promise.tested_on,
            Promise.valid_from.label("promised_at"),
        )
        .outerjoin(Department, Department.id == Resource.owner_id)
        .outerjoin(Promise, and_(Promise.resource_id == Resource.id, Promise.valid_to.is_(None)))
    )
    return {row.id: ResourceRow(**row._mapping) for row in session.execute(query)}


def merged(found: dict[str, ResourceRow], resource_id: str) -> ResourceRow | None:
    """The resource that this one is now; None if it is gone."""
    resource = found.get(resource_id)
    for _ in found:
        if resource is None or resource.merged_into_id is None:
            return resource
        resource = found.get(resource.merged_into_id)
    return None


def merged_ids(session: Session) -> dict[str, str]:
    """Resource id -> the id of the resource that it is now, of those that were merged into another."""
    query = select(Resource.id, Resource.merged_into_id).where(Resource.merged_into_id.is_not(None))
    into = {row.id: row.merged_into_id for row in session.execute(query)}
    return {gone: _end_of(into, gone) for gone in into}


def _end_of(into: dict[str, str], gone: str) -> str:
    now, seen = gone, {gone}
    while now in into and into[now] not in seen:
        now = into[now]
        seen.add(now)
    return now


def role_titles(session: Session) -> dict[str, str]:
    """Role id -> title."""
    return {row.id: row.title for row in session.execute(select(RoleTitle.id, RoleTitle.title))}


def answers(session: Session) -> dict[RowKey, DemandAnswer]:
    """The newest answer to each demand."""
    newest = select(func.max(DemandAnswer.id)).group_by(DemandAnswer.department_id, DemandAnswer.row)
    query = select(DemandAnswer).where(DemandAnswer.id.in_(newest))
    return {(one.department_id, one.row): one for one in session.scalars(query)}

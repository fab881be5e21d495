"""The municipality's shared register: role titles, resources, activities, demands, promises and what is left."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from continuity.models.base import Model


class RoleTitle(Model):
    """A role that plans name ("Enhetschef larm"): plans name roles, never persons."""

    __tablename__ = "role_title"
    __table_args__ = (UniqueConstraint("department_id", "title"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    title: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Resource(Model):
    """Something activities need, shared by all so that demands can be summed; new ones are marked until reviewed."""

    __tablename__ = "resource"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    provider: Mapped[str] = mapped_column(default="")
    capacity: Mapped[float | None]  # how much there is, in the resource's own unit
    is_new: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Activity(Model):
    """An activity as an analysis states it: proposed while it is on its way, then in force, ended by the next one."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_department_row", "department_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    row: Mapped[str]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="in_force")  # proposed, in_force, ended
    values: Mapped[dict[str, Any]]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class Demand(Model):
    """What an activity needs of a resource, in hours from the start of the disruption; proposed, then in force."""

    __tablename__ = "demand"
    __table_args__ = (
        Index("ix_demand_resource_state", "resource_id", "state"),
        Index("ix_demand_first_asked", "department_id", "row", "resource_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    activity_row: Mapped[str]
    row: Mapped[str]
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    state: Mapped[str]  # proposed, in_force, ended
    values: Mapped[dict[str, Any]]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class Promise(Model):
    """What a resource's owner promises, in hours; in force at once, with its history."""

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), index=True)
    promised_h: Mapped[float | None]
    service_window: Mapped[str | None]
    basis: Mapped[str] = mapped_column(default="")
    tested_h: Mapped[float | None]
    tested_on: Mapped[date | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DemandAnswer(Model):
    """What an owner answered to one activity's demand; the newest counts, the earlier ones are kept.

    `row` is the demand's own row, the same from one analysis to the next; times in hours as they then were.
    """

    __tablename__ = "demand_answer"
    __table_args__ = (Index("ix_demand_answer_department_row", "department_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    row: Mapped[str]
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"))
    required_within_h: Mapped[float]
    answer: Mapped[str]  # confirmed, counter_offer, declined
    offered_h: Mapped[float | None]
    text: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class GapHandling(Model):
    """How a plan in force meets a gap in a resource, or until when it is accepted."""

    __tablename__ = "gap_handling"
    __table_args__ = (Index("ix_gap_handling_department", "department_id", "valid_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    row: Mapped[str]
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"))
    strategies: Mapped[list[str]]
    accepted_until: Mapped[date | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]

"""What is learned and what is done about it: findings, actions with their story, exercises, the year's direction."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from continuity.models.base import Model
from continuity.models.people import Department


class Finding(Model):
    """What an exercise or review saw, as its latest completed revision states it; the same row is the same finding."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("step_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    row: Mapped[str]
    text: Mapped[str]
    severity: Mapped[int | None]  # 1 to 3; None for a strength
    seen_at: Mapped[datetime]


class Action(Model):
    """Something to be done: stated by a step's form (`step_id`, `row`) or added by hand (both None).

    `owner` and `verifier` are role titles, `cost` is in kronor, `budget_id` the committee that pays, `state` is open,
    started, done or verified. `stated` is what the form said last, so that a later revision changes only what it says
    differently and never undoes what was done here.
    """

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("step_id", "row"), Index("ix_action_department_state", "department_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("step.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("step_revision.id"))
    row: Mapped[str | None]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    verifier: Mapped[str] = mapped_column(default="")
    verify: Mapped[str] = mapped_column(default="")
    cost: Mapped[float | None]
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    severity: Mapped[int | None]
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open")
    extensions: Mapped[int] = mapped_column(default=0)
    stated: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_at: Mapped[datetime]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    department: Mapped[Department] = relationship(foreign_keys=[department_id])
    budget: Mapped[Department | None] = relationship(foreign_keys=[budget_id])
    finding: Mapped[Finding | None] = relationship()


class ActionEntry(Model):
    """One line of an action's story: stated, changed, added, started, extended, done, verified or reopened.

    An extension keeps both dates; `text` is the reason, the evidence or the step's version.
    """

    __tablename__ = "action_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    old_due: Mapped[date | None]
    new_due: Mapped[date | None]


class Exercise(Model):
    """An exercise that was held, as its completed report states it.

    `types` and `result` are the options' words ({"sv", "en"}), `reached` of `objectives` were met, `failed` says that
    the plan was opened again because of it, and `retest_due` until when the plan has to be tried once more.
    `interval_months` is how often the department exercises.
    """

    __tablename__ = "exercise"
    __table_args__ = (UniqueConstraint("revision_id"), Index("ix_exercise_plan_held", "plan_id", "held_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    held_on: Mapped[date]
    name: Mapped[str] = mapped_column(default="")
    types: Mapped[list[Any]] = mapped_column(JSON, default=list)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    objectives: Mapped[int] = mapped_column(default=0)
    reached: Mapped[int] = mapped_column(default=0)
    does_not_work: Mapped[bool] = mapped_column(default=False)
    retest_due: Mapped[date | None]
    interval_months: Mapped[int]


class Direction(Model):
    """The security function's common direction for a year's exercises; the newest of a year is the one that holds."""

    __tablename__ = "direction"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str]

"""What whoever follows the municipality writes down: notes to departments, and how each stood at the turn of a year."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from continuity.models.base import Model


class Note(Model):
    """A reminder or a comment about a plan, to its department; `kind` is reminder or comment."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class YearStatus(Model):
    """How a department's plan stood on 31 January, as it then was: nothing of it changes later.

    `steps` gives each step as it stood: {step: {"state": ..., "done", "waits" and "late": true or false, "due": date}}.
    """

    __tablename__ = "year_status"
    __table_args__ = (UniqueConstraint("year", "department_id", "workflow"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    workflow: Mapped[str]
    name: Mapped[str]
    committee: Mapped[str] = mapped_column(default="")
    in_force_version: Mapped[str | None]
    review_due: Mapped[date | None]
    valid_to: Mapped[date | None]
    steps: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_at: Mapped[datetime]

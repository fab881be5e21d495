"""The municipality's order of priority: what was moved by hand, and every version that was proposed and decided."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from continuity.models.base import Model


class PriorityMove(Model):
    """An activity put at another place than the computed one, with the reason; in force until `ended_at`.

    `row` is the activity's own, the same from one analysis to the next.
    """

    __tablename__ = "priority_move"
    __table_args__ = (Index("ix_priority_move_department_row", "department_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    row: Mapped[str]
    place: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class PriorityOrder(Model):
    """One version of the order: `body` is canonical JSON, frozen when it was proposed, under its SHA-256.

    A version is proposed, then decided or returned; a decided one is in force until the next is decided.
    """

    __tablename__ = "priority_order"
    __table_args__ = (UniqueConstraint("version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str] = mapped_column(default="")  # municipal_director or executive_board
    decided_on: Mapped[date | None]
    paragraph: Mapped[str] = mapped_column(default="")

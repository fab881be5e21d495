"""Mail that is to be sent, reminders that were given, and what holds them back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from continuity.models.base import Model
from continuity.models.people import Department, Person


class Mail(Model):
    """One mail to one person; the row is the work to do, and its natural `key` makes a second posting harmless.

    `state` is waiting, held (a flood that a person must confirm), sent, unneeded (it was settled before it went),
    stopped (by a person), undeliverable (the address is refused), dead (nobody took it for days) or faulty (it cannot
    be written at all). `facts` are ids, titles and dates, never answers. `claim` names who holds the lease.
    """

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("key"), Index("ix_mail_state_next_try", "state", "next_try"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    message_id: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("reminder_round.id"), index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    posted_at: Mapped[datetime]
    next_try: Mapped[datetime]
    first_try: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship()


class ReminderRound(Model):
    """One day's gathering of ladder reminders; `state` is sent, held, confirmed or discarded."""

    __tablename__ = "reminder_round"
    __table_args__ = (UniqueConstraint("day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="sent")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reminder(Model):
    """One rung of a ladder, told to one person once; `subject` names what it is about, such as "step:31"."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("plan_id", "cycle", "ladder", "subject", "due", "level", "person_id"),
        Index("ix_reminder_due", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    cycle: Mapped[int]
    ladder: Mapped[str]
    subject: Mapped[str]
    due: Mapped[date]
    level: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
    at: Mapped[datetime]


class ReminderPause(Model):
    """A unit, with everything under it, that is not reminded until a day, and why."""

    __tablename__ = "reminder_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    reason: Mapped[str]
    until: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship()


class CalendarKey(Model):
    """A person's secret calendar address: only its hash is kept, and it can be taken back."""

    __tablename__ = "calendar_key"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

"""What has been typed: a part a page and row, each with its version, and everything it replaced."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from continuity.models.base import Model


class AnswerPart(Model):
    """The answers of one page (and, in a list, one row): saved together, versioned together.

    A list's rows are parts of the list page itself; `row` is a stable id that survives into the next revision.
    """

    __tablename__ = "answer_part"
    __table_args__ = (UniqueConstraint("revision_id", "page", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    page: Mapped[str]
    row: Mapped[str] = mapped_column(default="")
    parent_row: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]


class AnswerVersion(Model):
    """What a save replaced: the conflict page's "before", and 90 days of draft history."""

    __tablename__ = "answer_version"
    __table_args__ = (UniqueConstraint("part_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("answer_part.id"))
    version: Mapped[int]
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Confirmation(Model):
    """What somebody said of a page (or of a row with all that is in it) that a new version got from the one before.

    `outcome` is still_right or no_longer; what was changed instead has no row here, its part says who and when.
    """

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("revision_id", "page", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    page: Mapped[str]
    row: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Backing(Model):
    """That whoever owns a row was asked to stand behind it, and said so: `role` as it is printed.

    `answers` is the SHA-256 of the row's answers as they then were; once they are others it no longer counts.
    """

    __tablename__ = "backing"
    __table_args__ = (UniqueConstraint("revision_id", "page", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    page: Mapped[str]
    row: Mapped[str]
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime | None]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(default="")
    answers: Mapped[str] = mapped_column(default="")


class TimeSpent(Model):
    """How long a page of a revision has been worked on, in seconds, by all together: never who."""

    __tablename__ = "time_spent"
    __table_args__ = (UniqueConstraint("revision_id", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    page: Mapped[str]
    seconds: Mapped[int] = mapped_column(default=0)


class Invitation(Model):
    """A page or row handed to a colleague, with a date ("Bjud in")."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"), index=True)
    page: Mapped[str]
    row: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")
    due: Mapped[date]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Comment(Model):
    """A reviewer's remark on a question, and how the department answered it."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"), index=True)
    round: Mapped[int]
    page: Mapped[str]
    row: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")  # "", done, not_done
    answer_text: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class Advice(Model):
    """One role asked for advice in one round: its deadline, and what it answered.

    `outcome` is "" while waiting, then no_objection, remarks, discourages, or not_needed (the adviser submitted).
    """

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("revision_id", "round", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    round: Mapped[int]
    role: Mapped[str]
    position: Mapped[int]
    after: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]
    deadline: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    recommends_return: Mapped[bool] = mapped_column(default=False)
    pages: Mapped[list[str]] = mapped_column(default=list)
    given_at: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

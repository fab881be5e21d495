"""People, the organisation's tree, who holds which role when, and how they log in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from continuity.models.base import Model


class Department(Model):
    """A node of the organisation's tree: committee, department, division or unit; `code` is its short name."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str] = mapped_column(default="department")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    special_handling_since: Mapped[datetime | None]
    closed_on: Mapped[date | None]

    parent: Mapped["Department | None"] = relationship(remote_side=[id])


class Person(Model):
    """Somebody who can log in; `token_version` of sessions is not kept here, sessions are rows."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="sv")
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class Membership(Model):
    """A role held in a department (None: in the whole municipality) between two dates; a deputy has its rights."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_department_role", "department_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    role: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    deputy: Mapped[bool] = mapped_column(default=False)
    starts: Mapped[date]
    ends: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    department: Mapped[Department | None] = relationship()


class OneTimeLink(Model):
    """A link to set or reset a password: only its hash is kept, it works once and for 24 hours."""

    __tablename__ = "one_time_link"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Model):
    """A logged-in browser: the cookie holds the key, the row only its hash; a row that is ended is out."""

    __tablename__ = "login_session"

    key_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    auth_time: Mapped[datetime]
    method: Mapped[str] = mapped_column(default="password")
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class LoginAttempt(Model):
    """One try to log in, counted per account and per address so that guessing is slow."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_account_at", "account", "at"),
        Index("ix_login_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    address: Mapped[str]
    succeeded: Mapped[bool]


class ParkedPost(Model):
    """What somebody typed when their session had run out, kept encrypted a day and shown again after login."""

    __tablename__ = "parked_post"

    key_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Municipality(Model):
    """The one row about the municipality itself."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    registration_pattern: Mapped[str] = mapped_column(default="")
    security_contact: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    today_offset_days: Mapped[int] = mapped_column(default=0)

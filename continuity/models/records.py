"""What was frozen, signed and decided, the documents made of it, and the chained history."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from continuity.models.base import Model

Sequence = BigInteger().with_variant(Integer, "sqlite")


class Content(Model):
    """Bytes under their own SHA-256: one transaction, one backup."""

    __tablename__ = "content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Snapshot(Model):
    """The answers as canonical JSON with every name and computed value as it then was.

    `kind` is frozen, or amended_by_body when the deciding body changed it.
    """

    __tablename__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"), index=True)
    round: Mapped[int]
    kind: Mapped[str] = mapped_column(default="frozen")
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SignOff(Model):
    """Who signed or declined exactly which bytes, with name, title, unit and role as they then were."""

    __tablename__ = "sign_off"
    __table_args__ = (UniqueConstraint("revision_id", "round", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    round: Mapped[int]
    slot: Mapped[str]
    action: Mapped[str]  # signed, declined
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    title: Mapped[str]
    unit: Mapped[str]
    role: Mapped[str]
    capacity: Mapped[str]  # ordinary, deputy, delegated
    delegation: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    method: Mapped[str]
    auth_time: Mapped[datetime | None]
    at: Mapped[datetime]
    workflow_hash: Mapped[str]
    form_hash: Mapped[str]
    template_sha256: Mapped[str]
    snapshot_sha256: Mapped[str]
    document_sha256: Mapped[str]
    comment: Mapped[str] = mapped_column(Text, default="")


class VoidedRound(Model):
    """A change after the freeze made a round's signatures void: a new record, nothing is deleted."""

    __tablename__ = "voided_round"
    __table_args__ = (UniqueConstraint("revision_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    round: Mapped[int]
    at: Mapped[datetime]
    reason: Mapped[str]


class Decision(Model):
    """What a political body decided about a revision; each outcome is a row of its own."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"), index=True)
    round: Mapped[int]
    outcome: Mapped[str]  # approved, amended, remitted, rejected, tabled
    body: Mapped[str]
    meeting_date: Mapped[date]
    paragraph: Mapped[str] = mapped_column(default="")
    minutes_confirmed_on: Mapped[date | None]
    next_meeting: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Hearing(Model):
    """The meeting a revision is going to: its date, and the last day for papers."""

    __tablename__ = "hearing"
    __table_args__ = (UniqueConstraint("revision_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    round: Mapped[int]
    meeting_date: Mapped[date | None]
    papers_due: Mapped[date | None]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime | None]


class Document(Model):
    """A generated (or registered) file of a revision.

    `kind` is working, signing, final, committee_memo, registered or annex.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("revision_id", "kind", "language", "edition", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("step_revision.id"))
    round: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
    edition: Mapped[str] = mapped_column(default="full")
    version: Mapped[str] = mapped_column(default="")
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("content.sha256"), index=True)
    content_sha256: Mapped[str]
    template_sha256: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    expedited_at: Mapped[datetime | None]

    content: Mapped[Content] = relationship()


class Dispatch(Model):
    """A completed document was sent to a recipient on a day ("Att expediera")."""

    __tablename__ = "dispatch"
    __table_args__ = (UniqueConstraint("document_id", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    recipient: Mapped[str]
    sent_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Event(Model):
    """One line of history, chained: hash = SHA-256(prev, seq, kind, at, body_sha256)."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_plan_id_seq", "plan_id", "seq"),)

    seq: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    body_sha256: Mapped[str]
    prev: Mapped[str]
    hash: Mapped[str]

    body: Mapped["EventBody | None"] = relationship(viewonly=True)


class EventBody(Model):
    """What happened, as the exact text that was hashed; weeding removes it and the chain still verifies."""

    __tablename__ = "event_body"

    seq: Mapped[int] = mapped_column(Sequence, ForeignKey("event.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str]
    body: Mapped[str] = mapped_column(Text)


class Weeding(Model):
    """The decision under which an event's body was removed."""

    __tablename__ = "weeding"

    seq: Mapped[int] = mapped_column(Sequence, ForeignKey("event.seq"), primary_key=True, autoincrement=False)
    decision: Mapped[str]
    at: Mapped[datetime]


class ChainHead(Model):
    """The newest link, one row: locked last in every verb, so that writers queue and never deadlock."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Sequence)
    hash: Mapped[str]

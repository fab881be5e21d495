"""Plans, their steps, and each step's revisions: where every department stands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from continuity.models.base import Model
from continuity.models.people import Department


class DefinitionText(Model):
    """A published definition: its merged data as canonical JSON, kept for ever under its hash."""

    __tablename__ = "definition"

    hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    body: Mapped[str]


class Publication(Model):
    """One publishing of the content: from then on new steps use it."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[str]

    items: Mapped[list["PublicationItem"]] = relationship(back_populates="publication")


class PublicationItem(Model):
    """Which hash a name had in a publication, for one variant and one department ("" for all)."""

    __tablename__ = "publication_item"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True, default="")
    department: Mapped[str] = mapped_column(primary_key=True, default="")
    hash: Mapped[str]

    publication: Mapped[Publication] = relationship(back_populates="items")


class TemplateVersion(Model):
    """A Word template that somebody uploaded and the check let through; `name` is sv/continuity_plan.

    At most one a name, variant and department is in use: published and not taken back. `warnings` are complaints as
    services/paper/templatetrial.py packs them.
    """

    __tablename__ = "template_version"
    __table_args__ = (Index("ix_template_version_name", "name", "variant", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(ForeignKey("content.sha256"))
    filename: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    warnings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    reverted_at: Mapped[datetime | None]


class Plan(Model):
    """One department's run of one workflow; `state` is registered, a step's id, or repealed."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("department_id", "workflow"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    workflow: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    workflow_hash: Mapped[str]
    state: Mapped[str] = mapped_column(default="registered")
    cycle: Mapped[int] = mapped_column(default=1)
    case_number: Mapped[str | None]
    in_force_version: Mapped[str | None]
    review_due: Mapped[date | None]
    valid_to: Mapped[date | None]
    created_at: Mapped[datetime]
    repealed_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship()
    steps: Mapped[list["Step"]] = relationship(back_populates="plan", order_by="Step.position")


class Step(Model):
    """One step of a plan: all that the board needs stands in this row."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("plan_id", "name"), Index("ix_step_state_due", "state", "due"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str]
    position: Mapped[int]
    state: Mapped[str]
    since: Mapped[datetime]
    ball: Mapped[str] = mapped_column(default="nobody")
    due: Mapped[date | None]
    due_moved: Mapped[str | None]
    opens_on: Mapped[date | None]
    open_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("step_revision.id", use_alter=True, name="fk_step_open_revision")
    )
    in_force_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("step_revision.id", use_alter=True, name="fk_step_in_force_revision")
    )

    plan: Mapped[Plan] = relationship(back_populates="steps")
    open_revision: Mapped["StepRevision | None"] = relationship(foreign_keys=[open_revision_id], post_update=True)
    in_force_revision: Mapped["StepRevision | None"] = relationship(
        foreign_keys=[in_force_revision_id], post_update=True
    )
    revisions: Mapped[list["StepRevision"]] = relationship(
        back_populates="step", foreign_keys="StepRevision.step_id", order_by="StepRevision.number"
    )


class StepRevision(Model):
    """One run of a step's machine: its state, the definitions it was made with, and how it ended.

    `kind` is worked, decided_elsewhere (an existing document was registered) or annex (x.1, contacts or editorial).
    `round` counts submissions: advice and signatures belong to one.
    """

    __tablename__ = "step_revision"
    __table_args__ = (UniqueConstraint("step_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    number: Mapped[int]
    cycle: Mapped[int]
    kind: Mapped[str] = mapped_column(default="worked")
    state: Mapped[str]
    since: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="first")
    reason_text: Mapped[str] = mapped_column(default="")
    major: Mapped[bool] = mapped_column(default=True)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("step_revision.id"))

    workflow_hash: Mapped[str]
    form_hash: Mapped[str]
    organisation_hash: Mapped[str]
    templates: Mapped[dict[str, Any]] = mapped_column(default=dict)  # language -> SHA-256 of the template

    registration_number: Mapped[str | None]
    version: Mapped[str | None]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None]
    appointed_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_reason: Mapped[str] = mapped_column(default="")
    returned_pages: Mapped[list[str]] = mapped_column(default=list)
    amended_pages: Mapped[list[str]] = mapped_column(default=list)
    warnings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # "check path" -> the motive given
    frozen_at: Mapped[datetime | None]
    snapshot_id: Mapped[int | None] = mapped_column(
        ForeignKey("snapshot.id", use_alter=True, name="fk_step_revision_snapshot")
    )
    completed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    step: Mapped[Step] = relationship(back_populates="revisions", foreign_keys=[step_id])
    based_on: Mapped["StepRevision | None"] = relationship(remote_side=[id], foreign_keys=[based_on_id])


class PendingReopening(Model):
    """A reason to open a step again that waits: for the head's answer, or for the open revision to complete."""

    __tablename__ = "pending_reopening"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    step_name: Mapped[str]
    reason: Mapped[str]
    reason_text: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date | None]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposal: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None]
    settled: Mapped[str] = mapped_column(default="")  # opened, declined, repealed
    settled_reason: Mapped[str] = mapped_column(default="")


class Takeover(Model):
    """A new head took over the responsibility for the version in force, by the seat that made them head."""

    __tablename__ = "takeover"
    __table_args__ = (UniqueConstraint("plan_id", "membership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    version: Mapped[str]
    auth_time: Mapped[datetime | None]
    at: Mapped[datetime]


class RegisteredDocument(Model):
    """An existing plan or guideline decided outside the system: proposed by one person, confirmed by another."""

    __tablename__ = "registered_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    step_name: Mapped[str]
    filename: Mapped[str]
    media_type: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(ForeignKey("content.sha256"))
    decided_by: Mapped[str]
    decided_at: Mapped[date]
    paragraph: Mapped[str] = mapped_column(default="")
    registration_number: Mapped[str]
    valid_to: Mapped[date | None]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("step_revision.id"))

"""Mail to be sent, reminders given and what holds them back, and secret calendar addresses."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1112"
down_revision = "20261126_1110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "calendar_key",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_key_person_id_person")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_calendar_key")),
    )
    op.create_index(op.f("ix_calendar_key_person_id"), "calendar_key", ["person_id"], unique=False)
    op.create_table(
        "reminder_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reminder_pause_by_id_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_reminder_pause_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_pause")),
    )
    op.create_index(op.f("ix_reminder_pause_department_id"), "reminder_pause", ["department_id"], unique=False)
    op.create_table(
        "reminder_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_reminder_round_settled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_round")),
        sa.UniqueConstraint("day", name=op.f("uq_reminder_round_day")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("posted_at", UTCDateTime(), nullable=False),
        sa.Column("next_try", UTCDateTime(), nullable=False),
        sa.Column("first_try", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_mail_plan_id_plan")),
        sa.ForeignKeyConstraint(["round_id"], ["reminder_round.id"], name=op.f("fk_mail_round_id_reminder_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    op.create_index(op.f("ix_mail_person_id"), "mail", ["person_id"], unique=False)
    op.create_index(op.f("ix_mail_round_id"), "mail", ["round_id"], unique=False)
    op.create_index("ix_mail_state_next_try", "mail", ["state", "next_try"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("ladder", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_reminder_mail_id_mail")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reminder_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "plan_id",
            "cycle",
            "ladder",
            "subject",
            "due",
            "level",
            "person_id",
            name=op.f("uq_reminder_plan_id_cycle_ladder_subject_due_level_person_id"),
        ),
    )
    op.create_index("ix_reminder_due", "reminder", ["due"], unique=False)
    op.create_index(op.f("ix_reminder_mail_id"), "reminder", ["mail_id"], unique=False)
    op.create_index(op.f("ix_reminder_person_id"), "reminder", ["person_id"], unique=False)


def downgrade() -> None:
    """Removes them."""
    op.drop_index(op.f("ix_reminder_person_id"), table_name="reminder")
    op.drop_index(op.f("ix_reminder_mail_id"), table_name="reminder")
    op.drop_index("ix_reminder_due", table_name="reminder")
    op.drop_table("reminder")
    op.drop_index("ix_mail_state_next_try", table_name="mail")
    op.drop_index(op.f("ix_mail_round_id"), table_name="mail")
    op.drop_index(op.f("ix_mail_person_id"), table_name="mail")
    op.drop_table("mail")
    op.drop_table("reminder_round")
    op.drop_index(op.f("ix_reminder_pause_department_id"), table_name="reminder_pause")
    op.drop_table("reminder_pause")
    op.drop_index(op.f("ix_calendar_key_person_id"), table_name="calendar_key")
    op.drop_table("calendar_key")

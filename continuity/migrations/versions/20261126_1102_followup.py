"""Findings, actions with their story, exercises held, and the common direction of a year's exercises."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1102"
down_revision = "20261126_1101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the five tables."""
    op.create_table(
        "direction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_direction_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direction")),
    )
    op.create_index(op.f("ix_direction_year"), "direction", ["year"], unique=False)
    op.create_table(
        "exercise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("does_not_work", sa.Boolean(), nullable=False),
        sa.Column("retest_due", sa.Date(), nullable=True),
        sa.Column("interval_months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_exercise_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_exercise_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_exercise_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_exercise_revision_id")),
    )
    op.create_index("ix_exercise_plan_held", "exercise", ["plan_id", "held_on"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_finding_department_id_department")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_finding_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_finding_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("step_id", "row", name=op.f("uq_finding_step_id_row")),
    )
    op.create_index(op.f("ix_finding_department_id"), "finding", ["department_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.String(), nullable=True),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("verify", sa.String(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=True),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["budget_id"], ["department.id"], name=op.f("fk_action_budget_id_department")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_action_department_id_department")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_action_done_by_id_person")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_action_finding_id_finding")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_action_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_action_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("step_id", "row", name=op.f("uq_action_step_id_row")),
    )
    op.create_index("ix_action_department_state", "action", ["department_id", "state"], unique=False)
    op.create_table(
        "action_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("old_due", sa.Date(), nullable=True),
        sa.Column("new_due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_entry_action_id_action")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_action_entry_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_entry")),
    )
    op.create_index(op.f("ix_action_entry_action_id"), "action_entry", ["action_id"], unique=False)


def downgrade() -> None:
    """Takes them away again."""
    for table in ("action_entry", "action", "finding", "exercise", "direction"):
        op.drop_table(table)

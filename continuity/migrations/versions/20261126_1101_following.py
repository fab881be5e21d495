"""Notes to departments, and how each department stood at the turn of a year."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1101"
down_revision = "20261126_1050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_note_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_note_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_plan_id"), "note", ["plan_id"])
    op.create_table(
        "year_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("committee", sa.String(), nullable=False),
        sa.Column("in_force_version", sa.String(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_year_status_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_status")),
        sa.UniqueConstraint(
            "year", "department_id", "workflow", name=op.f("uq_year_status_year_department_id_workflow")
        ),
    )


def downgrade() -> None:
    op.drop_table("year_status")
    op.drop_index(op.f("ix_note_plan_id"), table_name="note")
    op.drop_table("note")

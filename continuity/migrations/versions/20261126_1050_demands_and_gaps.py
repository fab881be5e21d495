"""Answers to demands, how gaps are handled, activities on their way, and how much there is of a resource."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1050"
down_revision = "20261126_1045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds them; activities that are there are in force, or ended."""
    op.add_column("resource", sa.Column("capacity", sa.Double(), nullable=True))
    op.add_column("activity", sa.Column("state", sa.String(), server_default="in_force", nullable=False))
    op.execute("UPDATE activity SET state = 'ended' WHERE valid_to IS NOT NULL")
    op.create_table(
        "demand_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=False),
        sa.Column("required_within_h", sa.Double(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("offered_h", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_demand_answer_by_id_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_demand_answer_department_id_department")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_demand_answer_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_answer")),
    )
    op.create_index("ix_demand_answer_department_row", "demand_answer", ["department_id", "row"], unique=False)
    op.create_table(
        "gap_handling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("resource_id", sa.String(), nullable=True),
        sa.Column("strategies", sa.JSON(), nullable=False),
        sa.Column("accepted_until", sa.Date(), nullable=True),
        sa.Column("valid_from", UTCDateTime(), nullable=False),
        sa.Column("valid_to", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_gap_handling_department_id_department")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_gap_handling_resource_id_resource")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_gap_handling_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_handling")),
    )
    op.create_index("ix_gap_handling_department", "gap_handling", ["department_id", "valid_to"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("gap_handling")
    op.drop_table("demand_answer")
    op.drop_column("activity", "state")
    op.drop_column("resource", "capacity")

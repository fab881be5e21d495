"""The municipality's order of priority and what was moved in it by hand."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1120"
down_revision = "20261126_1115"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "priority_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_priority_move_by_id_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_priority_move_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_move")),
    )
    op.create_index("ix_priority_move_department_row", "priority_move", ["department_id", "row"])
    op.create_table(
        "priority_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("returned_at", UTCDateTime(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_priority_order_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_priority_order_proposed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_order")),
        sa.UniqueConstraint("version", name=op.f("uq_priority_order_version")),
    )


def downgrade() -> None:
    op.drop_table("priority_order")
    op.drop_index("ix_priority_move_department_row", table_name="priority_move")
    op.drop_table("priority_move")

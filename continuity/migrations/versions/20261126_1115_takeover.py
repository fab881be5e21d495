"""A new head's word that the plan in force is theirs now."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1115"
down_revision = "20261126_1113"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("auth_time", UTCDateTime(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_takeover_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_takeover_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_takeover_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover")),
        sa.UniqueConstraint("plan_id", "membership_id", name=op.f("uq_takeover_plan_id_membership_id")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("takeover")

"""How long the pages of a revision have been worked on, by all together."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1140"
down_revision = "20261126_1120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "time_spent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_time_spent_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_spent")),
        sa.UniqueConstraint("revision_id", "page", name=op.f("uq_time_spent_revision_id_page")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("time_spent")

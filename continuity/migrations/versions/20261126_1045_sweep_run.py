"""When each sweep last ran, and what stopped it."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1045"
down_revision = "20261123_1900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "sweep_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ran_at", UTCDateTime(), nullable=False),
        sa.Column("did", sa.Integer(), nullable=False),
        sa.Column("failed_at", UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep_run")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("sweep_run")

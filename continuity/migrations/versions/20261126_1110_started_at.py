"""When the work on a revision began, so that the time it took can be told."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1110"
down_revision = "20261126_1102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("step_revision", sa.Column("started_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("step_revision", "started_at")

"""When each demand was first asked is found by an index."""

from alembic import op

revision = "20261126_1340"
down_revision = "20261126_1215"
branch_labels = None
depends_on = None

COLUMNS = ["department_id", "row", "resource_id", "valid_from"]


def upgrade() -> None:
    """Makes the index."""
    op.create_index("ix_demand_first_asked", "demand", COLUMNS)


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_demand_first_asked", "demand")

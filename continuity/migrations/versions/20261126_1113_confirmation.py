"""What somebody has said of the answers that a new version got from the one before."""

import sqlalchemy as sa
from alembic import op

from continuity.models.base import UTCDateTime

revision = "20261126_1113"
down_revision = "20261126_1112"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_confirmation_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_confirmation_revision_id_step_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("revision_id", "page", "row", name=op.f("uq_confirmation_revision_id_page_row")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("confirmation")

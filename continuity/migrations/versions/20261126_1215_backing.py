"""That whoever owns a row of a form stands behind it."""

import sqlalchemy as sa
from alembic import op

from continuity.models import UTCDateTime

revision = "20261126_1215"
down_revision = "20261126_1140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "backing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", UTCDateTime(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["step_revision.id"], name=op.f("fk_backing_revision_id_step_revision")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_backing_asked_by_id_person")),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name=op.f("fk_backing_said_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backing")),
        sa.UniqueConstraint("revision_id", "page", "row", name=op.f("uq_backing_revision_id_page_row")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("backing")

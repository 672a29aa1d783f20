"""Since when nothing new is begun at a point of contact."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("points_of_contact", sa.Column("closed_at", sa.DateTime(), nullable=True))

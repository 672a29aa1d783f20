"""When nothing is to ring for a user."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("quiet_from", "quiet_until"):
        op.add_column("users", sa.Column(name, sa.Time(), nullable=True))

"""Live updates are published in the process that writes; nobody read them from the table."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("events")

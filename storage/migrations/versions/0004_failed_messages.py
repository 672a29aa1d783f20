"""Finding the few messages that have failed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_messages_failed",
        "messages",
        ["conversation_id", "at", "id"],
        sqlite_where=sa.text("delivery = 'failed'"),
    )

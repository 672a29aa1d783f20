"""Files are found by their content, so that what nothing refers to can be removed."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attachments_content_hash", "attachments", ["content_hash"])

"""The id of a removed draft picture is never given to another one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CARRIED = """
    INSERT INTO draft_attachments (
        id, user_id, conversation_id, client_key, name, width, height, size, working_hash,
        working_type, lossless_hash, lossless_type, curve, at
    )
    SELECT id, user_id, conversation_id, client_key, name, width, height, size, working_hash,
        working_type, lossless_hash, lossless_type, curve, at
    FROM earlier_draft_attachments
"""


def upgrade() -> None:
    # SQLite adds AUTOINCREMENT only to a new table.
    op.rename_table("draft_attachments", "earlier_draft_attachments")
    op.drop_index("ix_draft_attachments_user_id_conversation_id", "earlier_draft_attachments")
    op.create_table(
        "draft_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("working_hash", sa.String(), nullable=False),
        sa.Column("working_type", sa.String(), nullable=False),
        sa.Column("lossless_hash", sa.String(), nullable=True),
        sa.Column("lossless_type", sa.String(), nullable=True),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_draft_attachments_user_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_draft_attachments_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_attachments"),
        sa.UniqueConstraint(
            "user_id", "client_key", name="uq_draft_attachments_user_id_client_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_draft_attachments_user_id_conversation_id",
        "draft_attachments",
        ["user_id", "conversation_id"],
    )
    op.execute(CARRIED)
    op.drop_table("earlier_draft_attachments")

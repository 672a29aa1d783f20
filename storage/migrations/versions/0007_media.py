"""Contents of attachments: when each is to be fetched, and pictures that are not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing ever belonged to a draft here, and SQLite drops no column that refers to a table.
    op.drop_index("ix_attachments_draft_id", "attachments")
    op.drop_index("ix_attachments_message_id", "attachments")
    op.rename_table("attachments", "earlier_attachments")
    _create_attachments()
    op.execute(MOVED)
    op.drop_table("earlier_attachments")
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"])
    op.create_index(
        "ix_attachments_loading",
        "attachments",
        ["fetch_at"],
        unique=False,
        sqlite_where=sa.text("state = 'loading'"),
    )
    _create_drafts()
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_uploads_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_user_id_at", "uploads", ["user_id", "at"])


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(), nullable=True),
        sa.Column("fetch_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_attachments_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )


def _create_drafts() -> None:
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
    )
    op.create_index(
        "ix_draft_attachments_user_id_conversation_id",
        "draft_attachments",
        ["user_id", "conversation_id"],
    )


MOVED = """
    INSERT INTO attachments (
        id, message_id, position, name, media_type, state, source_url, wanted_at, fetch_at, tries,
        content_hash, size, width, height
    )
    SELECT earlier.id, message_id, position, name, media_type, 'loading', source_url, at, at, 0,
        content_hash, size, width, height
    FROM earlier_attachments AS earlier JOIN messages ON messages.id = message_id
"""
"""Whatever came before this was never fetched, so it is to be fetched now."""

"""Conversations and what hangs on them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_opt_outs()
    _create_conversations()
    _index_conversations()
    _create_drafts_and_read_marks()
    _create_timeline()


def _create_opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("app_number", sa.String(), nullable=False),
        sa.Column("customer_number", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_opt_outs_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opt_outs"),
        sa.UniqueConstraint(
            "app_number", "customer_number", name="uq_opt_outs_app_number_customer_number"
        ),
    )


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("point_of_contact_id", sa.Integer(), nullable=False),
        sa.Column("app_number", sa.String(), nullable=False),
        sa.Column("customer_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("search_title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=True),
        sa.Column("last_message_at", sa.DateTime(), nullable=False),
        sa.Column("last_inbound_id", sa.Integer(), nullable=False),
        sa.Column("last_outbound_at", sa.DateTime(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_conversations_company_id"
        ),
        sa.ForeignKeyConstraint(
            ["point_of_contact_id"],
            ["points_of_contact.id"],
            name="fk_conversations_point_of_contact_id",
        ),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name="fk_conversations_started_by"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )


def _index_conversations() -> None:
    op.create_index(
        "ix_conversations_app_number_customer_number",
        "conversations",
        ["app_number", "customer_number"],
    )
    op.create_index(
        "ix_conversations_company_id_status_last_message_at_id",
        "conversations",
        ["company_id", "status", "last_message_at", "id"],
    )
    op.create_index(
        "ix_conversations_point_of_contact_id_status_last_message_at_id",
        "conversations",
        ["point_of_contact_id", "status", "last_message_at", "id"],
    )


def _create_drafts_and_read_marks() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_drafts_conversation_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_drafts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("user_id", "conversation_id", name="uq_drafts_user_id_conversation_id"),
    )
    op.create_table(
        "read_marks",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_read_marks_conversation_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_read_marks_user_id"),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", name="pk_read_marks"),
    )


def _create_timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("happening", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_timeline_by_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_timeline_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_timeline"),
        sa.UniqueConstraint("by_id", "client_key", name="uq_timeline_by_id_client_key"),
    )
    op.create_index(
        "ix_timeline_conversation_id_at_id", "timeline", ["conversation_id", "at", "id"]
    )

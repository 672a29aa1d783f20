"""Indexes that hold all the filters of the list look at."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ORDER = ["status", "last_message_at", "id"]
LOOKED_AT = ["search_title", "customer_number", "app_number", "last_inbound_id", "waiting_since"]


def upgrade() -> None:
    op.drop_index("ix_conversations_company_id_status_last_message_at_id", "conversations")
    op.drop_index("ix_conversations_point_of_contact_id_status_last_message_at_id", "conversations")
    op.drop_index("ix_conversations_customer_number_company_id", "conversations")
    op.create_index(
        "ix_conversations_listed",
        "conversations",
        ["company_id", *ORDER, "point_of_contact_id", *LOOKED_AT],
    )
    op.create_index(
        "ix_conversations_listed_at_place",
        "conversations",
        ["point_of_contact_id", *ORDER, *LOOKED_AT],
    )
    op.create_index(
        "ix_conversations_of_customer", "conversations", ["customer_number", "company_id", *ORDER]
    )
    op.create_index(
        "ix_conversations_unread",
        "conversations",
        ["company_id", "status", "id", "last_inbound_id", "point_of_contact_id"],
    )

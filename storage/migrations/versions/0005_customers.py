"""All conversations with one customer, found at once."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_conversations_customer_number_company_id",
        "conversations",
        ["customer_number", "company_id"],
    )

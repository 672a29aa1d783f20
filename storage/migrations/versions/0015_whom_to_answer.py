"""Who waits for an answer: not who cannot be given one. Whose own phone wrote is looked up."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WITHHELD = "('+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253')"


def upgrade() -> None:
    op.create_index("ix_users_phone", "users", ["phone"])
    op.execute(
        "UPDATE conversations SET waiting_since = NULL WHERE waiting_since IS NOT NULL "
        f"AND (customer_number NOT LIKE '+%' OR customer_number IN {WITHHELD})"
    )

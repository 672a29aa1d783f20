"""When the carrier is asked what became of a message, and moments the server remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_moments"),
        sa.UniqueConstraint("name", name="uq_moments_name"),
    )
    op.add_column("attempts", sa.Column("ask_at", sa.DateTime(), nullable=True))
    # Whatever is still on its way is asked about once more; what is too old for that is left.
    op.execute("UPDATE attempts SET ask_at = started_at WHERE delivery = 'sent'")
    op.create_index(
        "ix_attempts_undecided",
        "attempts",
        ["ask_at"],
        unique=False,
        sqlite_where=sa.text("delivery = 'sent'"),
    )

"""What was erased, and the audit log of what no user did."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("conversations_up_to", sa.Integer(), nullable=False),
        sa.Column("messages_up_to", sa.Integer(), nullable=False),
        sa.Column("attachments_up_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_erasures_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_table(
        "erased_texts",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_erased_texts"),
    )
    # The table is made anew, and its triggers would go with the old one.
    with op.batch_alter_table("audit_log", recreate="always") as audit_log:
        audit_log.alter_column("by_id", existing_type=sa.Integer(), nullable=True)
        audit_log.add_column(sa.Column("about", sa.Text(), nullable=True))
    for statement in APPEND_ONLY:
        op.execute(statement)


APPEND_ONLY = tuple(
    f"""
    CREATE TRIGGER audit_log_keeps_from_{verb.lower()} BEFORE {verb} ON audit_log BEGIN
        SELECT RAISE(ABORT, 'the audit log only grows');
    END
    """
    for verb in ("UPDATE", "DELETE")
)

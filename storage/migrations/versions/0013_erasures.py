"""What was erased, and the audit log of what no user did."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
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
    # SQLite lets no column become optional but in a new table. The triggers go with the old one.
    op.create_table(
        "audit_log_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_audit_log_by_id"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_audit_log_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.execute(
        "INSERT INTO audit_log_anew (id, company_id, at, by_id, deed, object_id) "
        "SELECT id, company_id, at, by_id, deed, object_id FROM audit_log"
    )
    op.drop_table("audit_log")
    op.rename_table("audit_log_anew", "audit_log")
    op.create_index("ix_audit_log_company_id_id", "audit_log", ["company_id", "id"])
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

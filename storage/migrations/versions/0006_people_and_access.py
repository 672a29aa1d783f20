"""The audit log, legal notices that are switched off, and the order of a company's templates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_audit_log_by_id"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_audit_log_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_company_id_id", "audit_log", ["company_id", "id"])
    for statement in APPEND_ONLY:
        op.execute(statement)
    op.add_column("companies", sa.Column("kept_notice", sa.Text(), nullable=True))
    op.add_column(
        "templates", sa.Column("position", sa.Integer(), nullable=False, server_default="0")
    )


APPEND_ONLY = tuple(
    f"""
    CREATE TRIGGER audit_log_keeps_from_{verb.lower()} BEFORE {verb} ON audit_log BEGIN
        SELECT RAISE(ABORT, 'the audit log only grows');
    END
    """
    for verb in ("UPDATE", "DELETE")
)

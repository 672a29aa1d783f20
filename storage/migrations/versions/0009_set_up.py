"""How far opt-outs reach, and legal notices of points of contact with their languages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("companies", sa.Column("notice_language", sa.String(), nullable=True))
    op.add_column(
        "companies",
        sa.Column("opt_out_scope", sa.String(), nullable=False, server_default="number"),
    )
    op.add_column("points_of_contact", sa.Column("legal_notice", sa.Text(), nullable=True))
    op.add_column("points_of_contact", sa.Column("notice_language", sa.String(), nullable=True))
    op.create_index(
        "ix_opt_outs_customer_number_company_id", "opt_outs", ["customer_number", "company_id"]
    )

"""Who changed what, and when."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of


class AuditRow(NumberedRow, table=True):
    """Triggers see to it that no row is ever changed or removed."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "company_id", "id"),)

    company_id: int = Field(foreign_key="companies.id")
    at: datetime
    by_id: int | None = Field(foreign_key="users.id")
    """`None`: the operator, who is no user."""
    deed: str
    object_id: int
    about: str | None = Field(sa_type=SanitisedText)


audit_log = table_of(AuditRow)

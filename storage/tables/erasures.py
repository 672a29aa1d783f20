"""What was erased: when, and so much of it that nothing of it comes back."""

from datetime import datetime

from sqlalchemy import Column, Integer, ScalarSelect, column, func, select, table
from sqlmodel import Field

from storage.dialects import greatest
from storage.tables.base import NumberedRow, Row, table_of


class ErasureRow(NumberedRow, table=True):
    """The highest ids that were given when a customer was erased."""

    __tablename__ = "erasures"

    company_id: int = Field(foreign_key="companies.id")
    at: datetime
    conversations_up_to: int
    messages_up_to: int
    attachments_up_to: int


class ErasedMessageRow(Row, table=True):
    """A text that the carrier may bring once more, and that must not be taken in again."""

    __tablename__ = "erased_texts"

    fingerprint: str = Field(primary_key=True)


erasures = table_of(ErasureRow)
erased_texts = table_of(ErasedMessageRow)


def monotonic_id(name: str) -> "Column[int]":
    """The id of a row of this table.

    SQLite gives the highest id anew once its row is gone. Links, reports of the carrier and
    browsers that still know the old one would then mean somebody else's conversation.
    """
    return Column("id", Integer, primary_key=True, default=_next_id(name))


def _next_id(name: str) -> ScalarSelect[int]:
    rows = table(name, column("id"))
    there = select(func.coalesce(func.max(rows.c.id), 0)).scalar_subquery()
    floor = func.coalesce(func.max(erasures.c[f"{name}_up_to"]), 0)
    erased = select(floor).scalar_subquery()
    return select(greatest(there, erased) + 1).scalar_subquery()

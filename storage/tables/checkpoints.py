"""Moments the server remembers over a restart."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of


class CheckpointRow(NumberedRow, table=True):
    __tablename__ = "moments"
    __table_args__ = (UniqueConstraint("name"),)

    name: str = Field(sa_type=SanitisedText)
    at: datetime


moments = table_of(CheckpointRow)

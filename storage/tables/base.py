"""What all rows have in common: one set of tables, whose constraints have names."""

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, Table, literal_column
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Names, because SQLite can only change a constraint that has one."""

WHOLE_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""Of 64 bits in both databases: a link may name any id, and finds nothing."""


class Row(SQLModel):
    metadata = METADATA


class NumberedRow(Row):
    id: int | None = Field(default=None, primary_key=True)


def where(condition: str) -> dict[str, Any]:
    """What makes an index partial, in the words of a statement that is to use it."""
    return dict.fromkeys(("sqlite_where", "postgresql_where"), literal_column(condition))


def table_of(row: type[Row]) -> Table:
    """The table as statements are written against it: no row object is made per line read."""
    table = METADATA.tables[str(row.__tablename__)]
    for column in table.columns:
        if isinstance(column.type, Integer):
            column.type = WHOLE_NUMBER
    return table

"""News that was told to open pages."""

from storage.tables.base import NumberedRow, table_of


class EventRow(NumberedRow, table=True):
    """Kept so that another process could catch up; only the newest stay."""

    __tablename__ = "events"

    name: str
    ids: str
    """JSON: the fields of the event."""


events = table_of(EventRow)

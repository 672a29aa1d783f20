"""The story of an attempt at delivery, step by step."""

from datetime import datetime

from sqlalchemy import ScalarSelect, insert, select

from domain.model.messages import DeliveryEvent
from storage.connection import DatabaseConnection
from storage.mapping import columns_of
from storage.tables.messages import delivery_steps


async def add_step(
    connection: DatabaseConnection,
    message_id: int,
    attempt: int | ScalarSelect[int],
    status: str,
    *,
    error: str | None = None,
    from_carrier: bool = False,
    at: datetime,
) -> None:
    step = insert(delivery_steps).values(
        message_id=message_id,
        attempt=attempt,
        status=status,
        from_carrier=from_carrier,
        error=error,
        at=at,
    )
    await connection.execute(step)


async def steps_of(connection: DatabaseConnection, message_id: int) -> list[DeliveryEvent]:
    """Return the steps in the order they were learned in, whatever the clock said."""
    told = (
        select(*columns_of(DeliveryEvent, delivery_steps))
        .where(delivery_steps.c.message_id == message_id)
        .order_by(delivery_steps.c.id)
    )
    return [DeliveryEvent(**row._mapping) for row in await connection.fetch_all(told)]

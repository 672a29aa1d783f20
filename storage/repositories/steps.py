"""The story of an attempt at delivery, step by step."""

from datetime import datetime

from sqlalchemy import ScalarSelect, insert

from storage.line import Line
from storage.tables.messages import delivery_steps


async def add_step(
    line: Line,
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
    await line.change(step)

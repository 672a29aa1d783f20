"""How work that runs endlessly waits for more of it."""

import asyncio
from contextlib import suppress


async def rest(woken: asyncio.Event, *, seconds: float) -> None:
    """Until somebody wakes, or the time is over; whoever is cancelled meanwhile stops.

    `asyncio.wait_for` of Python 3.11 forgets that it was cancelled when it is woken just then.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()

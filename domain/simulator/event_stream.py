"""Server-sent events for the open pages of the phone."""

import asyncio
from collections.abc import AsyncIterator

import orjson


class EventStream:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()

    def publish(self, kind: str, data: object) -> None:
        event = b"event: %b\ndata: %b\n\n" % (kind.encode(), orjson.dumps(data))
        for listener in self._listeners:
            listener.put_nowait(event)

    async def events(self) -> AsyncIterator[bytes]:
        """Server-sent events from now on, until the page leaves or the feed is closed."""
        listener: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield b"retry: 500\n\n"
            while event := await listener.get():
                yield event
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(None)

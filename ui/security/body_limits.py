"""How large the body of a request may be, and how long it may take to arrive."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive

from domain.model.media import MAX_INBOUND_BYTES, MAX_UPLOAD_BYTES
from ui.security.connections import LARGEST_FRAME_BYTES

LIMIT_BYTES = 64 * 1024
FILES: Mapping[str, int] = {
    "/live-conversations/attachments": MAX_UPLOAD_BYTES + LIMIT_BYTES,
    "/simulator/phone/files": MAX_INBOUND_BYTES + LIMIT_BYTES,
}
"""They count themselves and refuse in words of their own; this is for those who lie."""
PATIENCE_SECONDS = 60.0
"""In which a body must have come whole; files have a patience of their own."""
SOCKETS = "/_nicegui_ws/"
"""Where websockets do not get through, pages speak by requests."""


def limit_body(receive: Receive, connection: HTTPConnection) -> Receive:
    """Stop reading a body at the limit, whatever length it claims to have."""
    path = connection.scope["path"]
    is_socket = path.startswith(SOCKETS)
    limit = LARGEST_FRAME_BYTES if is_socket else FILES.get(path, LIMIT_BYTES)
    body = _Body(receive, limit=limit)
    return body.receive if path in FILES else body.receive_soon


class _Body:
    def __init__(self, receive: Receive, *, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._taken = 0
        self._is_whole = False
        self._too_late = asyncio.get_running_loop().time() + PATIENCE_SECONDS

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self._is_whole = not message.get("more_body")
        if self._taken > self._limit:
            raise HTTPException(status_code=413)
        return message

    async def receive_soon(self) -> Message:
        """Once it is whole, what is waited for is the end of the connection, however long."""
        try:
            async with asyncio.timeout_at(None if self._is_whole else self._too_late):
                return await self.receive()
        except TimeoutError:
            raise HTTPException(status_code=408) from None

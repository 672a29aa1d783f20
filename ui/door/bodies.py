"""How much may be sent here at once."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive

from domain.model.media import LARGEST_INBOUND_BYTES, LARGEST_UPLOAD_BYTES

LIMIT_BYTES = 64 * 1024
FILES: Mapping[str, int] = {
    "/live-conversations/attachments": LARGEST_UPLOAD_BYTES + LIMIT_BYTES,
    "/simulator/phone/files": LARGEST_INBOUND_BYTES + LIMIT_BYTES,
}
"""They count themselves and refuse in words of their own; this is for those who lie."""
SOCKETS = "/_nicegui_ws/"
"""The engine below the sockets has a limit of its own."""


def limited(receive: Receive, connection: HTTPConnection) -> Receive:
    """Stop reading a body at the limit, whatever length it claims to have."""
    path = connection.scope["path"]
    if path.startswith(SOCKETS):
        return receive
    limit, taken = FILES.get(path, LIMIT_BYTES), 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(status_code=413)
        return message

    return receive_some

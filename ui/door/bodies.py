"""How much may be sent here at once."""

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive

LIMIT_BYTES = 64 * 1024
SOCKETS = "/_nicegui_ws/"
"""The engine below the sockets has a limit of its own."""


def limited(receive: Receive, connection: HTTPConnection) -> Receive:
    """Stop reading a body at the limit, whatever length it claims to have."""
    if connection.scope["path"].startswith(SOCKETS):
        return receive
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LIMIT_BYTES:
            raise HTTPException(status_code=413)
        return message

    return receive_some

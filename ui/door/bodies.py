"""How much may be sent here at once."""

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive

LIMIT_BYTES = 64 * 1024
SOCKETS = "/_nicegui_ws/"
"""The engine below the sockets has a limit of its own."""


def is_too_large(connection: HTTPConnection) -> bool:
    """By its own word; `limited` is for those that give none."""
    declared = connection.headers.get("content-length", "0")
    fits = declared.isdecimal() and int(declared) <= LIMIT_BYTES
    return not fits and not _is_exempt(connection)


def limited(receive: Receive, connection: HTTPConnection) -> Receive:
    """Stop reading a body at the limit."""
    if _is_exempt(connection):
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


def _is_exempt(connection: HTTPConnection) -> bool:
    path: str = connection.scope["path"]
    return path.startswith(SOCKETS)

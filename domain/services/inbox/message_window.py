"""Which messages of a conversation are shown when it is opened."""

from dataclasses import dataclass

from domain.model.actor import ALL
from domain.model.errors import UnknownMessage
from domain.model.messages import Message
from domain.ports.store import Repositories

LOG_PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageWindow:
    messages: list[Message]
    has_older: bool
    has_newer: bool


async def load_message_window(
    stored: Repositories, conversation_id: int, *, at: int | None
) -> MessageWindow:
    found = await _found(stored, conversation_id, at) if at else None
    half = LOG_PAGE // 2
    newer = await _next(stored, found, limit=half + 1) if found else []
    if found is None or len(newer) <= half:
        newest = await stored.messages.page(conversation_id, limit=LOG_PAGE + 1)
        return MessageWindow(newest[-LOG_PAGE:], len(newest) > LOG_PAGE, False)
    older = await stored.messages.page(conversation_id, before=found, limit=half + 1)
    return MessageWindow([*older[-half:], found, *newer[:half]], len(older) > half, True)


async def _found(stored: Repositories, conversation_id: int, message_id: int) -> Message | None:
    """The viewer may see the conversation already; a message of another one is not in it."""
    try:
        message = await stored.messages.get(message_id, within=ALL)
    except UnknownMessage:
        return None
    return message if message.conversation_id == conversation_id else None


async def _next(stored: Repositories, message: Message, *, limit: int) -> list[Message]:
    return await stored.messages.page(message.conversation_id, after=message, limit=limit)

"""Loads the messages that are shown when a conversation is opened."""

from dataclasses import dataclass

from domain.model.actor import ALL
from domain.model.errors import UnknownMessage
from domain.model.messages import Message
from storage.database import Repositories

LOG_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MessageWindow:
    messages: list[Message]
    has_older: bool
    has_newer: bool


async def load_message_window(
    stored: Repositories, conversation_id: int, *, at: int | None
) -> MessageWindow:
    anchor = await _anchor(stored, conversation_id, at) if at else None
    half = LOG_PAGE_SIZE // 2
    page = stored.messages.page
    newer = await page(conversation_id, after=anchor, limit=half + 1) if anchor else []
    if anchor is None or len(newer) <= half:
        newest = await page(conversation_id, limit=LOG_PAGE_SIZE + 1)
        return MessageWindow(newest[-LOG_PAGE_SIZE:], len(newest) > LOG_PAGE_SIZE, False)
    older = await page(conversation_id, before=anchor, limit=half + 1)
    return MessageWindow([*older[-half:], anchor, *newer[:half]], len(older) > half, True)


async def _anchor(stored: Repositories, conversation_id: int, message_id: int) -> Message | None:
    """Return the message if it belongs to the conversation, whose scope was checked before."""
    try:
        message = await stored.messages.get(message_id, within=ALL)
    except UnknownMessage:
        return None
    return message if message.conversation_id == conversation_id else None

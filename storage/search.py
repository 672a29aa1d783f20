"""What "contains" means: how text is folded for searching, and how a needle is asked for."""

import unicodedata

from sqlalchemy import ColumnElement, column, exists, select, table, true

from storage.tables.conversations import conversations
from storage.tables.messages import messages
from storage.text import storable

TRIGRAM = 3
"""The index knows no shorter piece of text than this many characters."""

_INDEX = table("messages_fts", column("rowid"), column("messages_fts"))
_SAID = messages.alias("said")


def fold(text: str) -> str:
    """The same for texts that differ only in case, accents, widths or spacing."""
    plain = unicodedata.normalize("NFKD", storable(text).casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def some_message_contains(text: str) -> ColumnElement[bool]:
    """Whether a conversation has a message with this in it; any has, when it is blank.

    The trigram index finds the messages of a rare piece of text. One or two characters stand in
    nearly every message, so there looking through one conversation after another ends soonest.
    """
    needle = fold(text)
    if not needle:
        return true()
    if len(needle) < TRIGRAM:
        return exists().where(
            _SAID.c.conversation_id == conversations.c.id,
            _SAID.c.search_text.contains(needle, autoescape=True),
        )
    found = select(_INDEX.c.rowid).where(_INDEX.c.messages_fts.match(_quoted(needle)))
    return conversations.c.id.in_(select(_SAID.c.conversation_id).where(_SAID.c.id.in_(found)))


def _quoted(needle: str) -> str:
    """As one phrase; bare words like NEAR or OR, quotes and stars would be commands."""
    return '"' + needle.replace('"', '""') + '"'

"""What "contains" means: how text is folded for searching, and how a needle is asked for."""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, true

from domain.model.conversation_list import SEARCH_LIMIT, Match
from storage.column_types import sanitise
from storage.tables.conversations import conversations
from storage.tables.messages import messages

TRIGRAM = 3
"""The index knows no shorter piece of text than this many characters."""
RARE = 2_000
"""Up to so many messages it is quickest to start from all that contain the text."""
AROUND = 40
"""Characters shown before what was found."""
AFTER = 120

_SAID = messages.alias("said")


def fold(text: str) -> str:
    """The same for texts that differ only in case, accents, widths or spacing."""
    return " ".join(_bare(text).split())


def is_indexed(needle: str) -> bool:
    return len(needle) >= TRIGRAM


def how_many(found: Select[Any]) -> Select[int]:
    """Counted only as far as it matters."""
    return select(func.count()).select_from(found.limit(RARE + 1).subquery())


def some_message_is_among(found: Select[Any]) -> ColumnElement[bool]:
    """Whether a conversation has one of these messages."""
    return conversations.c.id.in_(select(_SAID.c.conversation_id).where(_SAID.c.id.in_(found)))


def some_message_contains(needle: str) -> ColumnElement[bool]:
    """Whether a conversation has a message with this folded text in it; any has, if it is blank.

    The index would bring all messages with a piece of text that stands in nearly every one, so
    there looking through one conversation after another ends soonest.
    """
    return exists().where(*_says(needle)) if needle else true()


def some_new_message_contains(needle: str) -> ColumnElement[bool]:
    """Of all the newest messages, whosever they are."""
    newest = (
        select(_SAID.c.conversation_id, _SAID.c.search_text)
        .order_by(_SAID.c.id.desc())
        .limit(SEARCH_LIMIT)
        .subquery()
    )
    says = newest.c.search_text.contains(needle, autoescape=True)
    return conversations.c.id.in_(select(newest.c.conversation_id).where(says))


def newest_that_contains(needle: str) -> ColumnElement[int]:
    """The id of the message that a row of the list found by this text shows."""
    newest_first = (_SAID.c.at.desc(), _SAID.c.id.desc())
    newest = select(_SAID.c.id).where(*_says(needle)).order_by(*newest_first).limit(1)
    return newest.scalar_subquery()


def match_in(message_id: int, text: str, needle: str) -> Match:
    """Where the folded needle stands in the text as it was written, and the words around it."""
    folded, places = "", []
    for index, character in enumerate(text):
        # Word for word as `fold` does it, but knowing where each piece came from.
        for piece in _bare(character):
            is_blank = piece.isspace()
            if is_blank and (not folded or folded.endswith(" ")):
                continue
            folded += " " if is_blank else piece
            places.append(index)
    at = folded.find(needle)
    if at < 0:
        return Match(message_id, "", "", _one_line(text[:AFTER]))
    start, end = places[at], places[at + len(needle) - 1] + 1
    before = text[max(0, start - AROUND) : start]
    lead = "…" if start > AROUND else ""
    return Match(
        message_id,
        lead + _one_line(before),
        _one_line(text[start:end]),
        _one_line(text[end : end + AFTER]),
    )


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", sanitise(text).casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return bare.casefold()


def _one_line(text: str) -> str:
    """Blanks at the ends stay: they part the pieces of an excerpt."""
    return "".join(" " if character.isspace() else character for character in text)


def _says(needle: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _SAID.c.conversation_id == conversations.c.id,
        _SAID.c.search_text.contains(needle, autoescape=True),
    )

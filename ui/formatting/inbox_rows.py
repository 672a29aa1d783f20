"""What the browser is told of conversations and messages: numbers and words as people read them.

Moments travel in UTC and are written out in the browser, which knows the viewer's zone and
language.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from typing import TypeVar

from domain.model.actor import Member, initials
from domain.model.conversation_list import ListedConversation, Match
from domain.model.conversations import COLOURS, Conversation, Preview
from domain.model.drafts import Draft
from domain.model.errors import ReplyConflict
from domain.model.invisible import is_blank
from domain.model.log_once import log_once
from domain.model.messages import ATTACHMENTS_ONLY, EMPTY, DeliveryStatus, Direction, Message
from domain.model.sms import measure
from domain.model.templates import Template
from domain.model.timeline import TimelineEntry, TimelineEventType
from domain.services.inbox.start import NumberCheck
from domain.services.live.presence import Viewer
from ui.formatting.attachments import attachment
from ui.formatting.delivery_errors import error
from ui.formatting.links import parts_of
from ui.formatting.phone_numbers import number, region_of

logger = logging.getLogger(__name__)

Row = dict[str, object]
Listed = TypeVar("Listed", ListedConversation, Message, TimelineEntry)

PREVIEW_LENGTH = 120
"""More than any list is wide; the browser cuts it to what fits."""
PAGES_AT_ONCE = 256
"""Rows remembered for the other pages that draw the same news."""

_SENTENCES = {
    TimelineEventType.STARTED: "Conversation started",
    TimelineEventType.CLOSED: "Closed",
    TimelineEventType.REOPENED: "Reopened",
    TimelineEventType.OPTED_OUT: "The customer opted out",
    TimelineEventType.OPTED_IN: "The customer agreed to be texted again",
    TimelineEventType.NO_REPLY_NEEDED: "Marked “no reply needed”",
    TimelineEventType.REPLY_NEEDED: "Marked as waiting for a reply",
    TimelineEventType.OTHER: "Something was changed",
}
_SENTENCES_ABOUT_USERS = {
    TimelineEventType.OPTED_OUT: "Marked as opted out",
    TimelineEventType.OPTED_IN: "Texting allowed again",
}
_SENTENCES_ABOUT_CUSTOMERS = {
    TimelineEventType.STARTED: "Conversation started by the customer",
    TimelineEventType.REOPENED: "Reopened by the customer's message",
}


def rows_of(draw: Callable[[Listed], Row], items: Iterable[Listed]) -> list[Row]:
    """One that cannot be drawn must not take the others along: it is left out, and logged once."""
    rows = []
    for item in items:
        try:
            rows.append(draw(item))
        except Exception as error:
            what = f"{type(item).__name__} cannot be drawn: {type(error).__name__}"
            log_once(logger, what, _id_of(item))
    return rows


def _id_of(item: ListedConversation | Message | TimelineEntry) -> int:
    return item.conversation.id if isinstance(item, ListedConversation) else item.id


@lru_cache(maxsize=PAGES_AT_ONCE)
def conversation_row(listed: ListedConversation) -> Row:
    """One row of the list; the same news are drawn on many pages, so it is not to be changed."""
    conversation, preview = listed.conversation, listed.preview
    return {
        **header(listed),
        "at": moment(conversation.last_message_at),
        "preview": preview_text(preview) if preview else "",
        "mark": preview_mark(preview) if preview else None,
        "unread": listed.unread,
        "optedOut": listed.opted_out,
        "waitingSince": moment(listed.waiting_since) if listed.waiting_since else None,
        "match": match_row(listed.match) if listed.match else None,
    }


def match_row(match: Match) -> Row:
    return {
        "message": match.message_id,
        "before": match.before,
        "hit": match.hit,
        "after": match.after,
    }


def header(listed: ListedConversation) -> Row:
    """Which conversation it is, as the list and the panels name it."""
    conversation = listed.conversation
    return {
        "id": conversation.id,
        "title": title(listed),
        "named": conversation.title is not None,
        "initials": letters(conversation.title or listed.colleague or ""),
        "colour": conversation.colour % COLOURS,
        "location": listed.point_of_contact,
        "status": conversation.status,
    }


def known(known: NumberCheck) -> Row:
    """What the form that starts a conversation is told of a number."""
    return {
        "number": known.number,
        "refusal": known.refusal,
        "existing": existing(known.existing) if known.existing else None,
    }


def existing(listed: ListedConversation) -> Row:
    """A conversation that could be continued, with the number it is about."""
    conversation = listed.conversation
    shown = number(conversation.customer_number, beside=conversation.app_number)
    return {**conversation_row(listed), "number": shown}


def details(listed: ListedConversation, timeline: Sequence[TimelineEntry]) -> Row:
    """The facts and the timeline, which ends with when it was last updated."""
    conversation = listed.conversation
    return {
        **header(listed),
        "customTitle": conversation.title or "",
        "customerE164": conversation.customer_number if conversation.can_be_answered else None,
        "waiting": listed.waiting_since is not None,
        "mayBeUnread": bool(conversation.last_inbound_id) and not listed.unread,
        "answerable": conversation.can_be_answered,
        "optedOut": listed.opted_out,
        "pointOfContact": listed.point_of_contact,
        "appNumber": number(conversation.app_number, beside=conversation.app_number),
        "customer": number(conversation.customer_number, beside=conversation.app_number),
        "startedAt": moment(conversation.started_at),
        "updatedAt": moment(conversation.updated_at),
        "timeline": [*rows_of(timeline_entry, timeline), last_updated(conversation)],
    }


def other(listed: ListedConversation) -> Row:
    """Another open conversation with the same customer."""
    return {**header(listed), "at": moment(listed.conversation.last_message_at)}


def onlooker(colleague: Viewer) -> Row:
    return {"name": colleague.name, "isTyping": colleague.is_typing}


@lru_cache(maxsize=PAGES_AT_ONCE)
def message_row(message: Message, *, beside: str) -> Row:
    """One bubble of the log, not to be changed either.

    `beside` is the app number, whose country phone numbers in the text are taken to be from.
    `blank` stands where nobody could see anything of the message.
    """
    is_unseen = is_blank(message.text)
    return {
        "id": message.id,
        "conversation": message.conversation_id,
        "key": message.client_key,
        "direction": message.direction,
        "text": "" if is_unseen else message.text,
        "parts": parts_of(message.text, region=region_of(beside)),
        "blank": EMPTY if is_unseen and not (message.notice or message.attachments) else None,
        "notice": message.notice,
        "author": message.author,
        "at": moment(message.at),
        "status": message.delivery,
        "error": error(message.error) if message.delivery is DeliveryStatus.FAILED else None,
        "attachments": [attachment(file) for file in message.attachments],
        "segments": measure(message.body).segments,
    }


def answer(asked: ReplyConflict) -> Row:
    """What a colleague answered while the viewer was still writing."""
    return {
        "id": asked.message_id,
        "author": asked.author,
        "text": asked.text or ATTACHMENTS_ONLY,
        "at": moment(asked.at),
    }


def draft(draft: Draft) -> Row:
    """The moment in milliseconds, as browsers count and compare it."""
    at = ceil(draft.written_at.timestamp() * 1000)
    return {"conversation": draft.conversation_id, "text": draft.text, "at": at}


def template(template: Template) -> Row:
    return {"id": template.id, "name": template.name, "text": template.text}


def placeholders(listed: ListedConversation, viewer: Member) -> Row:
    """What stands for `{customer}` and the like in a template, in this conversation."""
    return {
        "customer": named_or_numbered(listed.conversation),
        "location": listed.point_of_contact,
        "agent": viewer.first_name,
    }


def timeline_entry(entry: TimelineEntry) -> Row:
    return {
        "id": entry.id,
        "happening": entry.happening,
        "text": sentence(entry),
        "at": moment(entry.at),
        "by": entry.by,
    }


def last_updated(conversation: Conversation) -> Row:
    return {
        "id": "updated",
        "happening": "updated",
        "text": "Last updated",
        "at": moment(conversation.updated_at),
        "by": None,
    }


def sentence(entry: TimelineEntry) -> str:
    if entry.happening is TimelineEventType.COMMENTED:
        return entry.text
    if entry.happening is TimelineEventType.RENAMED:
        return f"Renamed to “{entry.text}”" if entry.text else "Title removed"
    if entry.happening is TimelineEventType.MOVED:
        return f"Moved {entry.text}"
    special = _SENTENCES_ABOUT_USERS if entry.by else _SENTENCES_ABOUT_CUSTOMERS
    return special.get(entry.happening, _SENTENCES[entry.happening])


def title(listed: ListedConversation) -> str:
    """A colleague who writes from their own phone is no customer, and called by name."""
    if listed.colleague and not listed.conversation.title:
        return f"{listed.colleague} (colleague)"
    return named_or_numbered(listed.conversation)


def named_or_numbered(conversation: Conversation) -> str:
    if conversation.title and not is_blank(conversation.title):
        return conversation.title
    return number(conversation.customer_number, beside=conversation.app_number)


def letters(text: str) -> str:
    """For the avatar: of the first two words that begin with a letter or a digit."""
    words = [word[0] for word in text.split() if word[0].isalnum()]
    return "".join(words[:2]).upper()


def preview_text(preview: Preview) -> str:
    text = " ".join(preview.text.split())
    if is_blank(text):
        text = ATTACHMENTS_ONLY if preview.has_attachments else EMPTY
    if preview.direction is Direction.OUTBOUND and preview.author:
        text = f"{initials(preview.author)}: {text}"
    return text if len(text) <= PREVIEW_LENGTH else f"{text[: PREVIEW_LENGTH - 1]}…"


def preview_mark(preview: Preview) -> str | None:
    if preview.delivery is DeliveryStatus.FAILED:
        return "error"
    return "attachment" if preview.has_attachments else None


def moment(at: datetime) -> str:
    """All of one length, so that they sort as texts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")

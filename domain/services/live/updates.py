"""Loads what open pages need to know of an event, once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.model.actor import ALL, Member
from domain.model.attachments import DraftAttachment
from domain.model.conversation_list import ListedConversation
from domain.model.conversations import Conversation
from domain.model.drafts import Draft
from domain.model.events import (
    ConversationEvent,
    DraftAttachmentsChanged,
    DraftSaved,
    Event,
    MessageAdded,
    MessageEvent,
    TimelineEntryAdded,
)
from domain.model.messages import DeliveryStatus, Message
from domain.model.timeline import TimelineEntry
from domain.services.messaging.legal_notice import due_notice
from storage.database import Repositories

NOBODY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveUpdate:
    """An event, and what is now true of what it names."""

    event: Event
    listed: ListedConversation | None = None
    read_marks: Mapping[int, int] = field(default_factory=dict)
    message: Message | None = None
    entry: TimelineEntry | None = None
    draft: Draft | None = None
    """Only in updates for pages of its owner."""
    users_to_ring: frozenset[int] = frozenset()
    """The ids of the users whose pages play a sound."""
    due_notice: str | None = None
    """After a failed message: the legal notice that the next message carries."""
    pictures: list[DraftAttachment] | None = None
    """All attachments of the owner's draft; only in updates for pages of its owner."""

    def row_for(self, reader: Member) -> ListedConversation | None:
        """Return the conversation as this reader's list shows it."""
        if self.listed is None:
            return None
        return replace(self.listed, read_up_to=self.read_marks.get(reader.user_id, 0))

    def notice_after(self, notice: str | None) -> str | None:
        """Return the legal notice of the next message, given the one due until now."""
        message = self.message
        if message is None or message.is_inbound:
            return notice
        if message.delivery is DeliveryStatus.FAILED:
            return self.due_notice
        is_given = message.notice or (notice and notice in message.text)
        return None if is_given else notice


class UpdateLoader:
    """Loads the updates for a batch of events, and what they share only once."""

    def __init__(self, stored: Repositories, *, now: datetime) -> None:
        self._stored = stored
        self._now = now
        self._conversations: dict[int, tuple[ListedConversation, Mapping[int, int]]] = {}

    async def load(self, event: Event) -> LiveUpdate:
        if isinstance(event, DraftSaved):
            draft = await self._stored.drafts.get(event.conversation_id, user_id=event.user_id)
            return LiveUpdate(event=event, draft=draft)
        if isinstance(event, DraftAttachmentsChanged):
            pictures = await self._stored.draft_attachments.list_for(
                event.user_id, event.conversation_id
            )
            return LiveUpdate(event=event, pictures=pictures)
        if not isinstance(event, ConversationEvent):
            return LiveUpdate(event=event)
        listed, read_marks = await self._conversation(event.conversation_id)
        message = await self._message(event)
        return LiveUpdate(
            event=event,
            listed=listed,
            read_marks=read_marks,
            message=message,
            entry=await self._entry(event),
            users_to_ring=await self._users_to_ring(
                event, message, listed.conversation.customer_number
            ),
            due_notice=await self._due_notice(listed.conversation, message),
        )

    async def _conversation(
        self, conversation_id: int
    ) -> tuple[ListedConversation, Mapping[int, int]]:
        if conversation_id not in self._conversations:
            conversations = self._stored.conversations
            self._conversations[conversation_id] = (
                await conversations.get_row(conversation_id, within=ALL, reader_id=NOBODY),
                await conversations.read_marks(conversation_id),
            )
        return self._conversations[conversation_id]

    async def _message(self, event: Event) -> Message | None:
        if isinstance(event, MessageEvent):
            return await self._stored.messages.get(event.message_id, within=ALL)
        return None

    async def _users_to_ring(
        self, event: ConversationEvent, message: Message | None, sender: str
    ) -> frozenset[int]:
        if message is None or not message.is_inbound or not isinstance(event, MessageAdded):
            return frozenset()
        place_id = event.point_of_contact_id
        if place_id is None:
            return frozenset()
        return await self._stored.notifications.users_to_ring(
            place_id, sender=sender, now=self._now
        )

    async def _due_notice(self, conversation: Conversation, message: Message | None) -> str | None:
        if message is None or message.delivery is not DeliveryStatus.FAILED:
            return None
        return (await due_notice(self._stored, conversation)).text

    async def _entry(self, event: Event) -> TimelineEntry | None:
        if isinstance(event, TimelineEntryAdded):
            return await self._stored.timeline.get(event.entry_id)
        return None

"""One conversation: opens it, pages through it, and changes its state."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.model.actor import Member
from domain.model.companies import ensure_open
from domain.model.conversation_list import ListedConversation
from domain.model.conversations import Conversation
from domain.model.errors import OptOutIsCustomers
from domain.model.events import ConversationChanged, ConversationMoved, ConversationRead
from domain.model.messages import DeliveryHistory, Message
from domain.model.opt_outs import ConsentChange, OptOutSource
from domain.model.timeline import TimelineEntry, TimelineEventType, validate_comment
from domain.ports.clock import Clock
from domain.services.inbox.message_window import LOG_PAGE_SIZE, load_message_window
from domain.services.inbox.timeline import add_entry
from domain.services.live.updates import LiveUpdate
from domain.services.messaging.legal_notice import due_notice
from domain.services.messaging.opt_outs import apply_consent_change, opt_out_source
from storage.database import Database, Repositories, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """Everything the panels show of an open conversation."""

    listed: ListedConversation
    messages: list[Message]
    has_older: bool
    has_newer: bool
    timeline: list[TimelineEntry]
    notice: str | None
    """The legal notice the next message will carry."""
    notice_language: str | None
    """The language of the legal notices of this point of contact."""
    same_customer: list[ListedConversation]
    """Other open conversations with this customer that the viewer may see."""

    def apply(self, update: LiveUpdate, listed: ListedConversation) -> "ConversationView":
        """Return the view after an update; applying it twice changes nothing."""
        known = {entry.id for entry in self.timeline}
        new = [update.entry] if update.entry and update.entry.id not in known else []
        return replace(
            self,
            listed=listed,
            timeline=sorted([*self.timeline, *new], key=lambda entry: (entry.at, entry.id)),
            notice=update.notice_after(self.notice),
        )

    def apply_other(self, listed: ListedConversation) -> "ConversationView":
        """Return the view after an update of another conversation, of any customer."""
        here, there = self.listed.conversation, listed.conversation
        others = [other for other in self.same_customer if other.conversation.id != there.id]
        if there.is_open and there.customer_number == here.customer_number and there.id != here.id:
            others.append(listed)
        return replace(self, same_customer=sorted(others, key=_newest_first))


class ConversationsService:
    def __init__(self, *, store: Database, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def open(
        self, conversation_id: int, *, by: Member, at: int | None = None
    ) -> ConversationView:
        """Return it with its newest messages, or with those around the message `at`."""
        by.require_conversations()
        async with self._store.reading() as stored:
            listed = await stored.conversations.get_row(
                conversation_id, within=by.scope, reader_id=by.user_id
            )
            window = await load_message_window(stored, conversation_id, at=at)
            notice = await due_notice(stored, listed.conversation)
            return ConversationView(
                listed=listed,
                messages=window.messages,
                has_older=window.has_older,
                has_newer=window.has_newer,
                timeline=await stored.timeline.list_for(conversation_id),
                notice=notice.text,
                notice_language=notice.language,
                same_customer=await _same_customer(stored, listed.conversation, by=by),
            )

    async def older(self, message_id: int, *, by: Member) -> tuple[list[Message], bool]:
        """Return the messages before this one, and whether there are more."""
        by.require_conversations()
        async with self._store.reading() as stored:
            message = await stored.messages.get(message_id, within=by.scope)
            messages = await stored.messages.page(
                message.conversation_id, before=message, limit=LOG_PAGE_SIZE + 1
            )
        return messages[-LOG_PAGE_SIZE:], len(messages) > LOG_PAGE_SIZE

    async def delivery_history(self, message_id: int, *, by: Member) -> DeliveryHistory:
        """Return the delivery events of a message."""
        by.require_conversations()
        async with self._store.reading() as stored:
            message = await stored.messages.get(message_id, within=by.scope)
            conversation = await stored.conversations.get(message.conversation_id, within=by.scope)
            return DeliveryHistory(
                message=message,
                app_number=conversation.app_number,
                customer_number=conversation.customer_number,
                steps=await stored.messages.delivery_events(message_id),
            )

    async def newer(self, message_id: int, *, by: Member) -> tuple[list[Message], bool]:
        """Return the messages after this one, and whether there are more."""
        by.require_conversations()
        async with self._store.reading() as stored:
            message = await stored.messages.get(message_id, within=by.scope)
            messages = await stored.messages.page(
                message.conversation_id, after=message, limit=LOG_PAGE_SIZE + 1
            )
        return messages[:LOG_PAGE_SIZE], len(messages) > LOG_PAGE_SIZE

    async def read(self, message_id: int, *, by: Member) -> None:
        """Mark the conversation as read up to this message."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            message = await tx.messages.get(message_id, within=by.scope)
            conversation = await tx.conversations.get(message.conversation_id, within=by.scope)
            if await tx.conversations.mark_read(
                conversation.id, reader_id=by.user_id, up_to=message.id
            ):
                tx.record(conversation.event(ConversationRead, user_id=by.user_id))

    async def mark_unread(self, conversation_id: int, *, by: Member) -> None:
        """Mark the customer's last message as unread for this viewer."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            before = max(0, conversation.last_inbound_id - 1)
            await tx.conversations.mark_unread(conversation.id, reader_id=by.user_id, up_to=before)
            tx.record(conversation.event(ConversationRead, user_id=by.user_id))

    async def rename(self, conversation_id: int, title: str, *, by: Member) -> None:
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            renamed = conversation.renamed(title, at=self._clock.now())
            if renamed.title != conversation.title:
                await self._change(
                    tx, renamed, TimelineEventType.RENAMED, by=by, text=renamed.title or ""
                )

    async def move(self, conversation_id: int, place_id: int, *, by: Member) -> None:
        """Move it to another point of contact in the scope. Raise `PointOfContactClosed`."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            place = await tx.companies.point_of_contact(place_id, within=by.scope)
            if place.id == conversation.point_of_contact_id:
                return
            ensure_open(place)
            before = await tx.companies.point_of_contact(
                conversation.point_of_contact_id, within=by.scope
            )
            moved = conversation.moved(place, at=self._clock.now())
            text = f"from “{before.name}” to “{place.name}”"
            await self._change(tx, moved, TimelineEventType.MOVED, by=by, text=text)
            tx.record(conversation.event(ConversationMoved))

    async def close(
        self, conversation_id: int, *, by: Member, acknowledged_inbound_id: int | None = None
    ) -> None:
        """Close it. Raise `UnansweredMessage` when a newer message of the customer is unanswered.

        `acknowledged_inbound_id` is the last message that `by` agreed to leave unanswered;
        `None` skips the check.
        """
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            if conversation.is_open:
                if await opt_out_source(tx, conversation):
                    acknowledged_inbound_id = None  # there is no answer that could be given
                closed = conversation.closed(
                    at=self._clock.now(), acknowledged_inbound_id=acknowledged_inbound_id
                )
                await self._change(tx, closed, TimelineEventType.CLOSED, by=by)

    async def reopen(self, conversation_id: int, *, by: Member) -> None:
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            if not conversation.is_open:
                reopened = conversation.reopened(at=self._clock.now())
                await self._change(tx, reopened, TimelineEventType.REOPENED, by=by)

    async def need_no_reply(self, conversation_id: int, *, by: Member) -> datetime | None:
        """Mark the customer's last message as needing no reply; the next one needs one again.

        Return since when the customer had been waiting, for `need_reply` to restore.
        """
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            if conversation.waiting_since:
                answered = conversation.clear_waiting(at=self._clock.now())
                await self._change(tx, answered, TimelineEventType.NO_REPLY_NEEDED, by=by)
            return conversation.waiting_since

    async def need_reply(self, conversation_id: int, *, since: datetime, by: Member) -> None:
        """Undo "no reply needed", unless somebody has answered by now."""
        by.require_conversations()
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            waiting = conversation.mark_waiting(since, at=self._clock.now())
            if waiting != conversation:
                await self._change(tx, waiting, TimelineEventType.REPLY_NEEDED, by=by)

    async def opt_out(self, conversation_id: int, *, by: Member) -> None:
        """Mark the customer as opted out, when they asked in other words than STOP."""
        by.require_conversations()
        await self._change_consent(conversation_id, ConsentChange.STOP, by=by)

    async def allow_texting(self, conversation_id: int, *, by: Member) -> None:
        """Lift an opt-out that a user marked. Raise `OptOutIsCustomers` for the customer's own."""
        by.require_conversations()
        await self._change_consent(conversation_id, ConsentChange.START, by=by)

    async def comment(self, conversation_id: int, text: str, *, by: Member, key: str) -> None:
        """Add a note for the team, which the customer never sees. One `key`, one comment."""
        by.require_conversations()
        text = text.strip()
        validate_comment(text)
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            if await tx.timeline.has_comment(by_id=by.user_id, client_key=key):
                return
            await add_entry(
                tx,
                conversation,
                TimelineEventType.COMMENTED,
                at=self._clock.now(),
                by_id=by.user_id,
                text=text,
                client_key=key,
            )

    async def _change_consent(
        self, conversation_id: int, change: ConsentChange, *, by: Member
    ) -> None:
        async with self._store.transaction() as tx:
            conversation = await tx.conversations.get(conversation_id, within=by.scope)
            source = await opt_out_source(tx, conversation)
            if change is ConsentChange.START and source not in (None, OptOutSource.AGENT):
                raise OptOutIsCustomers
            await apply_consent_change(
                tx,
                conversation,
                change,
                source=OptOutSource.AGENT,
                at=self._clock.now(),
                by_id=by.user_id,
            )

    async def _change(
        self,
        tx: Transaction,
        conversation: Conversation,
        event_type: TimelineEventType,
        *,
        by: Member,
        text: str = "",
    ) -> None:
        await tx.conversations.save(conversation)
        tx.record(conversation.event(ConversationChanged))
        await add_entry(
            tx, conversation, event_type, at=conversation.updated_at, by_id=by.user_id, text=text
        )


async def _same_customer(
    stored: Repositories, conversation: Conversation, *, by: Member
) -> list[ListedConversation]:
    open_conversations = await stored.conversations.open_for_customer(
        conversation.customer_number, within=by.scope, reader_id=by.user_id
    )
    return [listed for listed in open_conversations if listed.conversation.id != conversation.id]


def _newest_first(listed: ListedConversation) -> float:
    return -listed.conversation.last_message_at.timestamp()

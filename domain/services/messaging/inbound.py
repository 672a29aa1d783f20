"""Stores inbound messages, each exactly once."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.carrier import InboundText
from domain.model.companies import PointOfContact, ensure_open
from domain.model.conversations import Conversation
from domain.model.events import MessageAdded
from domain.model.messages import NewInbound
from domain.model.opt_outs import ConsentChange, OptOutSource, parse_keyword
from domain.model.timeline import TimelineEventType
from domain.ports.clock import Clock
from domain.services.admin.audit import audit
from domain.services.admin.company import unrouted_numbers
from domain.services.inbox.timeline import add_entry, start_conversation
from domain.services.messaging.opt_outs import apply_consent_change, was_reversed_later
from domain.services.notifications.queue import NotificationQueue
from storage.database import Database, Transaction

logger = logging.getLogger(__name__)


class InboundService:
    def __init__(
        self, *, store: Database, clock: Clock, notification_queue: NotificationQueue | None = None
    ) -> None:
        """Pass no `notification_queue` to suppress notifications, as for the demo's history."""
        self._store = store
        self._clock = clock
        self._notification_queue = notification_queue

    async def receive(self, inbound: InboundText) -> None:
        """Store a message that the carrier delivered. It is safe once this returns.

        The carrier repeats what it is unsure of, so a message that is stored already is ignored.
        One for a number without a point of contact is kept as unrouted. One with a time of its
        own is sorted in by it.
        """
        async with self._store.transaction() as tx:
            if await tx.messages.exists(inbound.account, inbound.carrier_id):
                return
            places = await tx.companies.points_of_contact_for(inbound.recipient)
            if places or await tx.conversations.find_for_inbound(inbound.recipient, inbound.sender):
                await self._add(tx, inbound, places=places)
            else:
                logger.warning(
                    "Message %s is unrouted: its number has no point of contact", inbound.carrier_id
                )
                await tx.unrouted.add(inbound, at=self._came_at(inbound))

    async def route(self, text_id: int, place_id: int, *, by: Member) -> int:
        """Move an unrouted message into a conversation, and return the conversation's id.

        It becomes a message like any other, at its own time; replies are sent from the number of
        that point of contact. Raise `UnknownMessage`, `UnknownPointOfContact`,
        `PointOfContactClosed`.
        """
        by.require_administration()
        async with self._store.transaction() as tx:
            place = await tx.companies.point_of_contact(place_id, within=by.whole_company)
            ensure_open(place)
            text = await tx.unrouted.take(text_id, to=await unrouted_numbers(tx, by))
            text = replace(text, recipient=place.app_number)
            conversation_id = await self._add(tx, text, places=[place])
            action = AuditAction.UNROUTED_MOVED
            await audit(tx, action, conversation_id, by=by, at=self._clock.now())
            return conversation_id

    async def _add(
        self, tx: Transaction, inbound: InboundText, *, places: Sequence[PointOfContact]
    ) -> int:
        """Store it, and return the id of its conversation."""
        now, came_at = self._clock.now(), self._came_at(inbound)
        conversation = await self._conversation_for(tx, inbound, places)
        message = await tx.messages.add_inbound(
            NewInbound(
                conversation_id=conversation.id,
                account=inbound.account,
                carrier_id=inbound.carrier_id,
                text=inbound.text,
                media=inbound.media,
                at=came_at if inbound.at else conversation.next_timestamp(now),
                learned_at=now,
            )
        )
        conversation = conversation.with_message(message)
        await tx.conversations.save(conversation)
        awaits_files = bool(message.attachments)
        tx.record(
            conversation.event(MessageAdded, message_id=message.id, awaits_files=awaits_files)
        )
        if self._notification_queue:
            await self._notification_queue.enqueue(tx, conversation, message, at=now)
        await self._apply_keyword(tx, conversation, inbound, at=came_at)
        return conversation.id

    async def _apply_keyword(
        self, tx: Transaction, conversation: Conversation, inbound: InboundText, *, at: datetime
    ) -> None:
        """Apply STOP or START by the time it was said, unless a newer one is stored."""
        change = parse_keyword(inbound.text, inbound.opt_out_type, app_number=inbound.recipient)
        if change is None:
            return
        is_late_stop = change is ConsentChange.STOP and inbound.at is not None
        if is_late_stop and await was_reversed_later(tx, conversation, at=at):
            return
        await apply_consent_change(tx, conversation, change, source=OptOutSource.WORD, at=at)

    async def _conversation_for(
        self, tx: Transaction, inbound: InboundText, places: Sequence[PointOfContact]
    ) -> Conversation:
        """Return the conversation of the message; reopen or start one where needed.

        A closed point of contact is not among the `places`, but its conversations go on.
        """
        now = self._clock.now()
        conversation = await tx.conversations.find_for_inbound(inbound.recipient, inbound.sender)
        if conversation is None:
            return await start_conversation(
                tx, places[0], inbound.sender, at=self._came_at(inbound)
            )
        if not conversation.is_open:
            await add_entry(tx, conversation, TimelineEventType.REOPENED, at=now)
        return conversation

    def _came_at(self, inbound: InboundText) -> datetime:
        """Return the time of the message, at most now: the carrier's clock may be ahead."""
        now = self._clock.now()
        return min(inbound.at, now) if inbound.at else now

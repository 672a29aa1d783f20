"""A customer's text becomes a message, exactly once."""

import logging
from datetime import datetime

from domain.model.companies import PointOfContact
from domain.model.conversations import Conversation
from domain.model.events import MessageAdded
from domain.model.opt_outs import OptOutSource, wish_in
from domain.model.timeline import Happening
from domain.ports.carrier import InboundText
from domain.ports.clock import Clock
from domain.ports.conversations import NewInbound
from domain.ports.store import Store, Transaction
from domain.services.chronicle import start_conversation, write_down
from domain.services.opting import heed
from domain.services.telling import Telling

logger = logging.getLogger(__name__)


class InboundService:
    def __init__(self, *, store: Store, clock: Clock, telling: Telling | None = None) -> None:
        """Without `telling` nobody is told of it, as of what lies in the past."""
        self._store = store
        self._clock = clock
        self._telling = telling

    async def receive(self, inbound: InboundText) -> None:
        """Take in what the carrier brought. It is safe once this returns.

        The carrier repeats what it is unsure of, so a message it brought before changes nothing.
        One for a number of nobody's is kept aside, for an administrator to find. One with a time
        of its own is put where it belongs by it.
        """
        async with self._store.transaction() as tx:
            if await tx.messages.is_taken_in(inbound.account, inbound.carrier_id):
                return
            places = await tx.companies.answering(inbound.recipient)
            if places:
                await self._add(tx, inbound, default=places[0])
            else:
                logger.warning("Kept %s aside: no point of contact there", inbound.carrier_id)
                await tx.unrouted.keep(inbound, at=self._came_at(inbound))

    async def _add(self, tx: Transaction, inbound: InboundText, *, default: PointOfContact) -> None:
        now, came_at = self._clock.now(), self._came_at(inbound)
        conversation = await self._conversation_for(tx, inbound, default)
        message = await tx.messages.add_inbound(
            NewInbound(
                conversation_id=conversation.id,
                account=inbound.account,
                carrier_id=inbound.carrier_id,
                text=inbound.text,
                media=inbound.media,
                at=came_at if inbound.at else conversation.next_moment(now),
                learned_at=now,
            )
        )
        await tx.conversations.save(conversation.with_message(message))
        awaits_files = bool(message.attachments)
        tx.record(
            conversation.event(MessageAdded, message_id=message.id, awaits_files=awaits_files)
        )
        if self._telling:
            await self._telling.note(tx, conversation, message, at=now)
        if wish := wish_in(inbound.text, inbound.opt_out_type):
            await heed(tx, conversation, wish, source=OptOutSource.WORD, at=now)

    async def _conversation_for(
        self, tx: Transaction, inbound: InboundText, default: PointOfContact
    ) -> Conversation:
        """Where the message belongs; a closed conversation is opened by it, a new one started."""
        now = self._clock.now()
        conversation = await tx.conversations.between(inbound.recipient, inbound.sender)
        if conversation is None:
            return await start_conversation(tx, default, inbound.sender, at=self._came_at(inbound))
        if not conversation.is_open:
            await write_down(tx, conversation, Happening.REOPENED, at=now)
        return conversation

    def _came_at(self, inbound: InboundText) -> datetime:
        """The carrier's clock may be ahead of ours, but nothing comes from the future."""
        now = self._clock.now()
        return min(inbound.at, now) if inbound.at else now

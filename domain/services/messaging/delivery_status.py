"""How far outbound messages have got: only ever forward, and told to every open page."""

import logging
from datetime import datetime

from domain.model.actor import ALL
from domain.model.conversations import Conversation
from domain.model.events import MessageChanged
from domain.model.messages import DeliveryStatus, OutboundAttempt, may_follow
from domain.model.opt_outs import ConsentChange, OptOutSource
from domain.ports.carrier import StatusReport, Taken
from domain.ports.clock import Clock
from domain.ports.store import Store, Transaction
from domain.services.messaging.opt_outs import heed

logger = logging.getLogger(__name__)

OPTED_OUT_AT_THE_CARRIER = "21610"
_MAY_LACK_ITS_CODE = (DeliveryStatus.SENT, DeliveryStatus.FAILED)


class DeliveryTracker:
    """The one place that moves a message on, whoever learned of it: the answer of the carrier,
    its callback, or a look at its list."""

    def __init__(self, *, store: Store, clock: Clock, account: str) -> None:
        self._store = store
        self._clock = clock
        self._account = account

    async def begin(self, outgoing: list[OutboundAttempt]) -> None:
        """Mark them `sending` before the carrier is asked."""
        async with self._store.transaction() as tx:
            for each in outgoing:
                await tx.outbox.begin(each)
                await self._tell(tx, each.message_id, each.conversation_id)

    async def advance(
        self, outgoing: OutboundAttempt, delivery: DeliveryStatus, *, error: str | None = None
    ) -> None:
        async with self._store.transaction() as tx:
            await self._move(tx, outgoing.message_id, outgoing.attempt, delivery, error)

    async def taken(self, outgoing: OutboundAttempt, taken: Taken) -> None:
        """The carrier has it, under this id; perhaps it has told the end of it already."""
        at = outgoing.message_id, outgoing.attempt
        async with self._store.transaction() as tx:
            await tx.outbox.taken(*at, account=self._account, carrier_id=taken.carrier_id)
            await self._move(tx, *at, DeliveryStatus.SENT, None)
            if taken.delivery:
                await self._move(tx, *at, taken.delivery, taken.error)

    async def queue_again(self, outgoing: OutboundAttempt, *, not_before: datetime) -> None:
        async with self._store.transaction() as tx:
            await tx.outbox.again(outgoing.message_id, not_before=not_before)
            await self._tell(tx, outgoing.message_id, outgoing.conversation_id)

    async def report(self, report: StatusReport) -> None:
        """A status callback. Late, repeated, early and foreign ones change nothing wrongly."""
        async with self._store.transaction() as tx:
            attempt = await self._attempt_of(tx, report)
            if attempt is None:
                logger.warning("A report on message %s is for another one", report.message_id)
                return
            await tx.outbox.note(*attempt, report, at=self._clock.now())
            if report.delivery:
                await self._move(tx, *attempt, report.delivery, report.error)

    async def _attempt_of(self, tx: Transaction, report: StatusReport) -> tuple[int, int] | None:
        """Message and number of the attempt it tells of; `None` when it is none of ours."""
        account, carrier_id = report.account, report.carrier_id
        if report.message_id is None or report.attempt is None:
            return await tx.outbox.attempt_of(account=account, carrier_id=carrier_id)
        named = report.message_id, report.attempt
        is_ours = await tx.outbox.taken(*named, account=account, carrier_id=carrier_id)
        return named if is_ours else None

    async def _move(
        self,
        tx: Transaction,
        message_id: int,
        attempt: int,
        delivery: DeliveryStatus,
        error: str | None,
    ) -> None:
        message = await tx.messages.get(message_id, within=ALL)
        if message.attempt != attempt:
            return
        if may_follow(message.delivery, message.error, delivery):
            await tx.messages.mark(message_id, delivery, error=error, at=self._clock.now())
        elif error and not message.error and message.delivery in _MAY_LACK_ITS_CODE:
            # Its code came with another report than the one that moved it.
            await tx.messages.explain(message_id, error)
        else:
            return
        conversation = await self._tell(tx, message_id, message.conversation_id)
        if error == OPTED_OUT_AT_THE_CARRIER:
            now = self._clock.now()
            await heed(tx, conversation, ConsentChange.STOP, source=OptOutSource.CARRIER, at=now)

    async def _tell(self, tx: Transaction, message_id: int, conversation_id: int) -> Conversation:
        conversation = await tx.conversations.get(conversation_id, within=ALL)
        tx.record(conversation.event(MessageChanged, message_id=message_id))
        return conversation

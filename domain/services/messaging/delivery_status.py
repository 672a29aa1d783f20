"""How far outbound messages have got: only ever forward, and told to every open page."""

import logging
from datetime import datetime

from domain.model.actor import ALL
from domain.model.conversations import Conversation
from domain.model.events import MessageChanged
from domain.model.messages import DeliveryStatus, OutboundAttempt, can_transition
from domain.model.opt_outs import ConsentChange, OptOutSource
from domain.ports.carrier import StatusReport, Taken
from domain.ports.clock import Clock
from domain.ports.store import Store, Transaction
from domain.services.messaging.opt_outs import apply_consent_change

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

    async def mark_sending(self, attempts: list[OutboundAttempt]) -> None:
        """Mark them `sending` before the carrier is asked."""
        async with self._store.transaction() as tx:
            for attempt in attempts:
                await tx.outbox.begin(attempt)
                await self._record_change(tx, attempt.message_id, attempt.conversation_id)

    async def set_status(
        self, attempt: OutboundAttempt, delivery: DeliveryStatus, *, error: str | None = None
    ) -> None:
        async with self._store.transaction() as tx:
            await self._set_status(tx, attempt.message_id, attempt.attempt, delivery, error)

    async def mark_accepted(self, attempt: OutboundAttempt, accepted: Taken) -> None:
        """The carrier has it, under this id; perhaps it has told the end of it already."""
        ids = attempt.message_id, attempt.attempt
        async with self._store.transaction() as tx:
            await tx.outbox.taken(*ids, account=self._account, carrier_id=accepted.carrier_id)
            await self._set_status(tx, *ids, DeliveryStatus.SENT, None)
            if accepted.delivery:
                await self._set_status(tx, *ids, accepted.delivery, accepted.error)

    async def requeue(self, attempt: OutboundAttempt, *, not_before: datetime) -> None:
        async with self._store.transaction() as tx:
            await tx.outbox.again(attempt.message_id, not_before=not_before)
            await self._record_change(tx, attempt.message_id, attempt.conversation_id)

    async def apply_callback(self, report: StatusReport) -> None:
        """A status callback. Late, repeated, early and foreign ones change nothing wrongly."""
        async with self._store.transaction() as tx:
            attempt = await self._attempt_of(tx, report)
            if attempt is None:
                logger.warning("A report on message %s is for another one", report.message_id)
                return
            await tx.outbox.note(*attempt, report, at=self._clock.now())
            if report.delivery:
                await self._set_status(tx, *attempt, report.delivery, report.error)

    async def _attempt_of(self, tx: Transaction, report: StatusReport) -> tuple[int, int] | None:
        """Message and number of the attempt it tells of; `None` when it is none of ours."""
        account, carrier_id = report.account, report.carrier_id
        if report.message_id is None or report.attempt is None:
            return await tx.outbox.attempt_of(account=account, carrier_id=carrier_id)
        named = report.message_id, report.attempt
        is_ours = await tx.outbox.taken(*named, account=account, carrier_id=carrier_id)
        return named if is_ours else None

    async def _set_status(
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
        if can_transition(message.delivery, message.error, delivery):
            await tx.messages.mark(message_id, delivery, error=error, at=self._clock.now())
        elif error and not message.error and message.delivery in _MAY_LACK_ITS_CODE:
            # Its code came with another report than the one that moved it.
            await tx.messages.explain(message_id, error)
        else:
            return
        conversation = await self._record_change(tx, message_id, message.conversation_id)
        if error == OPTED_OUT_AT_THE_CARRIER:
            now = self._clock.now()
            await apply_consent_change(
                tx, conversation, ConsentChange.STOP, source=OptOutSource.CARRIER, at=now
            )

    async def _record_change(
        self, tx: Transaction, message_id: int, conversation_id: int
    ) -> Conversation:
        conversation = await tx.conversations.get(conversation_id, within=ALL)
        tx.record(conversation.event(MessageChanged, message_id=message_id))
        return conversation

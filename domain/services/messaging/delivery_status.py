"""Transitions of the delivery status: only ever forward, with an event for open pages."""

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
    """The one place that changes a delivery status, whether by a response of the carrier, by its
    callback, or by its list."""

    def __init__(self, *, store: Store, clock: Clock, account: str) -> None:
        self._store = store
        self._clock = clock
        self._account = account

    async def mark_sending(self, attempts: list[OutboundAttempt]) -> None:
        """Mark the attempts `sending` before the carrier is called."""
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
        """The carrier has accepted it under this id, perhaps with a final status already."""
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
        """Apply a status callback: idempotent, in any order, and ignored for other attempts."""
        async with self._store.transaction() as tx:
            attempt = await self._attempt_of(tx, report)
            if attempt is None:
                logger.warning(
                    "A callback for message %s belongs to another message", report.message_id
                )
                return
            await tx.outbox.note(*attempt, report, at=self._clock.now())
            if report.delivery:
                await self._set_status(tx, *attempt, report.delivery, report.error)

    async def _attempt_of(self, tx: Transaction, report: StatusReport) -> tuple[int, int] | None:
        """Return message id and attempt of the callback; `None` when it is none of ours."""
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
            # The error code came with another callback than the status.
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

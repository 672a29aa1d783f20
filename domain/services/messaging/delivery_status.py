"""Transitions of the delivery status: only ever forward, with an event for open pages."""

import logging
from datetime import datetime

from domain.model.actor import ALL
from domain.model.carrier import StatusReport, Taken
from domain.model.messages import AttemptState, DeliveryStatus, OutboundAttempt, can_transition
from domain.model.opt_outs import ConsentChange, OptOutSource
from domain.ports.clock import Clock
from domain.services.messaging.opt_outs import apply_consent_change
from storage.database import Database, Transaction

logger = logging.getLogger(__name__)

OPTED_OUT_AT_THE_CARRIER = "21610"
_MAY_LACK_ITS_CODE = (DeliveryStatus.SENT, DeliveryStatus.FAILED)


class DeliveryTracker:
    """The one place that changes a delivery status, whether by a response of the carrier, by its
    callback, or by its list."""

    def __init__(self, *, store: Database, clock: Clock, account: str) -> None:
        self._store = store
        self._clock = clock
        self._account = account

    async def mark_sending(self, attempts: list[OutboundAttempt]) -> None:
        """Mark the attempts `sending` before the carrier is called."""
        async with self._store.transaction() as tx:
            for attempt in attempts:
                await tx.outbox.mark_sending(attempt)
                tx.record(attempt.changed())

    async def set_status(
        self, attempt: OutboundAttempt, delivery: DeliveryStatus, *, error: str | None = None
    ) -> None:
        async with self._store.transaction() as tx:
            await self._advance(tx, attempt, delivery, error)

    async def mark_accepted(self, attempt: OutboundAttempt, accepted: Taken) -> None:
        """The carrier has accepted it under this id, perhaps with a final status already."""
        async with self._store.transaction() as tx:
            await tx.outbox.set_carrier_id(
                attempt.message_id,
                attempt.attempt,
                account=self._account,
                carrier_id=accepted.carrier_id,
            )
            await self._advance(tx, attempt, DeliveryStatus.SENT, None)
            if accepted.delivery:
                await self._advance(tx, attempt, accepted.delivery, accepted.error)

    async def requeue(self, attempt: OutboundAttempt, *, not_before: datetime) -> None:
        async with self._store.transaction() as tx:
            await tx.outbox.requeue(attempt.message_id, not_before=not_before)
            tx.record(attempt.changed())

    async def apply_callback(self, report: StatusReport) -> None:
        """Apply a status callback: idempotent, in any order, and ignored for other attempts."""
        async with self._store.transaction() as tx:
            state = await self._state_of(tx, report)
            if state is None:
                logger.warning(
                    "A callback for message %s belongs to another message", report.message_id
                )
                return
            at = self._clock.now()
            await tx.outbox.add_status(state.message_id, state.attempt, report, at=at)
            if report.delivery:
                await self._set_status(tx, state, report.delivery, report.error)

    async def _advance(
        self,
        tx: Transaction,
        attempt: OutboundAttempt,
        delivery: DeliveryStatus,
        error: str | None,
    ) -> None:
        state = await tx.outbox.attempt_state(attempt.message_id, attempt.attempt)
        if state:
            await self._set_status(tx, state, delivery, error)

    async def _state_of(self, tx: Transaction, report: StatusReport) -> AttemptState | None:
        """Return the attempt of the callback; `None` when it is none of ours."""
        account, carrier_id = report.account, report.carrier_id
        if report.message_id is None or report.attempt is None:
            found = await tx.outbox.find_attempt(account=account, carrier_id=carrier_id)
            return await tx.outbox.attempt_state(*found) if found else None
        state = await tx.outbox.attempt_state(report.message_id, report.attempt)
        if state is None or (state.account, state.carrier_id) == (account, carrier_id):
            return state
        is_ours = await tx.outbox.set_carrier_id(
            state.message_id, state.attempt, account=account, carrier_id=carrier_id
        )
        return state if is_ours else None

    async def _set_status(
        self, tx: Transaction, state: AttemptState, delivery: DeliveryStatus, error: str | None
    ) -> None:
        """Only ever forward, and never by an attempt that is not the newest one."""
        if state.attempt != state.current_attempt:
            return
        if can_transition(state.delivery, state.error, delivery):
            now = self._clock.now()
            await tx.messages.set_status(state.message_id, delivery, error=error, at=now)
        elif error and not state.error and state.delivery in _MAY_LACK_ITS_CODE:
            # The error code came with another callback than the status.
            await tx.messages.set_error(state.message_id, error)
        else:
            return
        tx.record(state.changed())
        if error == OPTED_OUT_AT_THE_CARRIER:
            conversation = await tx.conversations.get(state.conversation_id, within=ALL)
            now = self._clock.now()
            await apply_consent_change(
                tx, conversation, ConsentChange.STOP, source=OptOutSource.CARRIER, at=now
            )

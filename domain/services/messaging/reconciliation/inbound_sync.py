"""Synchronises inbound messages with the carrier's list, for webhooks that did not arrive."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model.attachments import InboundMedia
from domain.model.carrier import InboundText, ListedText
from domain.model.carrier_errors import NotSent
from domain.model.log_once import log_once
from domain.model.storage_errors import NotStored
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from domain.services.messaging.inbound import InboundService
from domain.services.messaging.reconciliation.carrier_poller import CarrierPoller
from storage.database import Database, Repositories

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(days=1)
MAX_FAILURES = 3
"""In one run: each failure may take as long as the carrier's timeout."""
BATCH_SIZE = 500
"""Stays below SQLite's limit on bound parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundSyncPolicy:
    """How often the carrier's list is read. Times are in seconds."""

    interval: float = 5 * 60
    retry_pause: float = 15
    """Doubles with each failure in a row, up to `interval`."""
    max_wait_for_files: float = 60 * 60
    """After this age a message is stored without the files that the carrier does not list."""
    overlap: float = 15 * 60
    """How far before the last run each one begins: the list may lag, and clocks may differ."""


class InboundSync(CarrierPoller):
    """Compares the carrier's list of inbound messages with ours, at start and every few minutes.

    The carrier does not retry a failed webhook for long, but keeps the message in its list.
    """

    complaint = "The carrier's list cannot be compared with ours"

    def __init__(
        self,
        *,
        store: Database,
        carrier: Carrier,
        clock: Clock,
        inbound: InboundService,
        policy: InboundSyncPolicy | None = None,
    ) -> None:
        super().__init__(store=store, carrier=carrier, clock=clock)
        self._inbound = inbound
        self._policy = policy or InboundSyncPolicy()

    async def synced_until(self) -> datetime | None:
        """Return the time up to which no message is missing; `None` before the first run."""
        async with self._store.reading() as stored:
            return await stored.sync_state.synced_until(self._carrier.account)

    async def sync(self) -> int:
        """Store the missing messages; return how many there were. Raise `NotSent`.

        One that cannot be stored holds up no other. Each run reads the list from there on, and
        tries again until the message is a day old.
        """
        began = self._clock.now()
        async with self._store.transaction() as tx:
            # This fails on a full disk, before the carrier is asked for anything.
            await tx.sync_state.heartbeat(at=began)
        listed_texts = await self._carrier.received_since(await self._since(began))
        missing = await self._missing(listed_texts)
        skipped, failures = [], []
        for text in missing:
            try:
                await self._inbound.receive(await self._with_media(text))
            except NotStored:
                raise
            except NotSent as failure:
                failures.append(failure)
                if len(failures) == MAX_FAILURES:
                    break
            except Exception as error:
                skipped.append(text.at)
                what = f"A message cannot be stored: {type(error).__name__}"
                log_once(logger, what, text.carrier_id)
        added = len(missing) - len(skipped) - len(failures)
        if added:
            logger.warning("Stored %s messages whose webhooks had not arrived", added)
        if failures:
            raise failures[0]
        recent = [at for at in skipped if at > began - GIVE_UP_AFTER]
        async with self._store.transaction() as tx:
            await tx.sync_state.set_synced_until(self._carrier.account, at=min([began, *recent]))
        return added

    async def run_once(self) -> float:
        try:
            await self.sync()
        except NotSent as failure:
            self._note_failure(failure)
            pause = self._policy.retry_pause * 2.0 ** min(self._failures - 1, 10)
            return max(min(pause, self._policy.interval), failure.retry_after)
        self._note_success()
        return self._policy.interval

    async def _since(self, now: datetime) -> datetime:
        """Return where to begin; a clock that was ahead and is set right leaves no gap."""
        account = self._carrier.account
        async with self._store.reading() as stored:
            synced_until = await stored.sync_state.synced_until(account)
            synced_until = synced_until or await stored.sync_state.latest_inbound_at(account)
        return min(synced_until or now, now) - timedelta(seconds=self._policy.overlap)

    async def _missing(self, listed: Sequence[ListedText]) -> list[ListedText]:
        """Return the messages to our points of contact that are not stored yet.

        The account may have other numbers for other uses; their messages are none of ours.
        """
        known_ids: set[str] = set()
        ids = [text.carrier_id for text in listed]
        async with self._store.reading() as stored:
            for start in range(0, len(ids), BATCH_SIZE):
                batch = ids[start : start + BATCH_SIZE]
                known_ids |= await stored.sync_state.existing_ids(self._carrier.account, batch)
            return [
                text
                for text in listed
                if text.carrier_id not in known_ids and await _is_ours(stored, text)
            ]

    async def _with_media(self, text: ListedText) -> InboundText:
        media = await self._media(text) if text.has_media else ()
        return InboundText(
            account=self._carrier.account,
            carrier_id=text.carrier_id,
            sender=text.sender,
            recipient=text.recipient,
            text=text.text,
            media=media,
            at=text.at,
        )

    async def _media(self, text: ListedText) -> tuple[InboundMedia, ...]:
        try:
            return await self._carrier.media_of(text.carrier_id)
        except NotSent:
            age = (self._clock.now() - text.at).total_seconds()
            if age < self._policy.max_wait_for_files:
                raise
            logger.warning(
                "The files of message %s are not listed: stored without", text.carrier_id
            )
            return ()


async def _is_ours(stored: Repositories, text: ListedText) -> bool:
    """Decide as `InboundService.receive`: conversations go on at closed points of contact."""
    numbers = text.recipient, text.sender
    return bool(
        await stored.companies.points_of_contact_for(text.recipient)
        or await stored.conversations.find_for_inbound(*numbers)
    )

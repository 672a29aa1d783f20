"""Finding out about messages whose answer from the carrier was lost."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from domain.model.carrier_failures import NotReached
from domain.model.messages import LOST, Delivery, Outgoing
from domain.ports.carrier import Carrier, CarrierRecord
from domain.ports.clock import Clock
from domain.ports.store import Store
from domain.services.delivery import DeliveryService
from domain.services.progress import Progress

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How a doubt is followed up. Times are in seconds."""

    between_looks: float = 5.0
    settled: float = 60.0
    """After this long the carrier lists all it has taken: what is not there was lost."""
    clocks_apart: float = 60.0
    """How far the carrier's clock may be from ours."""


class DoubtService:
    """Looks `unknown` messages up in the carrier's own list; nothing is sent again unasked."""

    def __init__(
        self,
        *,
        store: Store,
        carrier: Carrier,
        clock: Clock,
        progress: Progress,
        delivery: DeliveryService,
        patience: Patience | None = None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._progress = progress
        self._delivery = delivery
        self._patience = patience or Patience()
        self._is_failing = False
        self._began_at = clock.now()

    @property
    def is_failing(self) -> bool:
        """Whether the carrier could not be asked the last time."""
        return self._is_failing

    async def run(self) -> None:
        """Endlessly; the first look is for what an earlier process left behind."""
        while True:
            await self.look()
            await asyncio.sleep(self._patience.between_looks)

    async def look(self) -> None:
        """Go once through everything in doubt."""
        async with self._store.reading() as stored:
            in_doubt = await stored.outbox.in_doubt()
        self._is_failing = self._is_failing and bool(in_doubt)
        for outgoing in in_doubt:
            if outgoing.message_id not in self._delivery.under_way:
                await self._resolve(outgoing)

    async def _resolve(self, outgoing: Outgoing) -> None:
        await self._progress.advance(outgoing, Delivery.UNKNOWN)
        try:
            records = await self._ask(outgoing)
            self._is_failing = False
        except NotReached as failure:
            self._is_failing = True
            logger.warning("Message %s cannot be looked up: %s", outgoing.message_id, failure)
            return
        record = await self._match(outgoing, records)
        if record is not None:
            await self._progress.taken(outgoing, record.carrier_id)
            await self._adopt(outgoing, record)
        elif self._is_settled(outgoing):
            await self._progress.advance(outgoing, Delivery.FAILED, error=LOST)

    async def _ask(self, outgoing: Outgoing) -> list[CarrierRecord]:
        return await self._carrier.sent_since(
            outgoing.started_at - timedelta(seconds=self._patience.clocks_apart),
            app_number=outgoing.app_number,
            customer_number=outgoing.customer_number,
        )

    async def _match(
        self, outgoing: Outgoing, records: list[CarrierRecord]
    ) -> CarrierRecord | None:
        """The oldest message with this text that no attempt of ours has claimed."""
        async with self._store.reading() as stored:
            for record in records:
                if record.body == outgoing.body and not await stored.outbox.is_known(
                    self._carrier.account, record.carrier_id
                ):
                    return record
        return None

    async def _adopt(self, outgoing: Outgoing, record: CarrierRecord) -> None:
        if record.delivery is not None:
            await self._progress.advance(outgoing, record.delivery, error=record.error)

    def _is_settled(self, outgoing: Outgoing) -> bool:
        """Who has just restored a database may have stopped its server a moment before."""
        age = self._clock.now() - max(outgoing.started_at, self._began_at)
        return age > timedelta(seconds=self._patience.settled)

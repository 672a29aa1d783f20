"""What the workers share that ask the carrier for what its requests and responses left open."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, TypeVar

from domain.model.carrier_errors import NotSent
from domain.ports.carrier import Carrier
from domain.ports.clock import Clock
from storage.database import Database

logger = logging.getLogger(__name__)

MAX_FAILURES_IN_A_ROW = 3
"""After so many the carrier counts as unreachable, and the rest is asked for later: each failure
may take as long as the carrier's timeout."""

Attempt = TypeVar("Attempt")


class CarrierPoller(ABC):
    """Asks the carrier at intervals. The log says once that it cannot be reached."""

    complaint: ClassVar[str]
    """What the log says then."""

    def __init__(self, *, store: Database, carrier: Carrier, clock: Clock) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._failures = 0

    @property
    def is_failing(self) -> bool:
        """Whether the last request to the carrier failed."""
        return self._failures > 0

    @abstractmethod
    async def run_once(self) -> float:
        """Ask for all that is due; return the seconds to wait before the next run."""

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            pause = await self.run_once()
            await asyncio.sleep(pause)

    def _note_success(self) -> None:
        self._failures = 0

    def _note_failure(self, failure: NotSent) -> None:
        if not self._failures:
            logger.warning("%s: %r", self.complaint, failure)
        self._failures += 1


async def ask_about_each(
    attempts: Iterable[Attempt], ask: Callable[[Attempt], Awaitable[None]]
) -> None:
    """Ask about one after the other; one whose request fails holds up no other.

    Raise `NotSent` when the carrier counts as unreachable.
    """
    failures = 0
    for attempt in attempts:
        try:
            await ask(attempt)
        except NotSent:
            failures += 1
            if failures == MAX_FAILURES_IN_A_ROW:
                raise
        else:
            failures = 0

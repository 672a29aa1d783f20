"""Work that goes on for as long as the process does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

RECOVERY_SECONDS = 1.0


class BackgroundWork:
    """Runs one endless coroutine between `start` and `stop`; one that stumbles starts again."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._stumbles = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def stumbles(self) -> int:
        """How often it had to start again."""
        return self._stumbles

    async def start(self) -> None:
        self._task = asyncio.create_task(self._keep_going(), name=self._name)

    async def stop(self) -> None:
        """Return only once the work has let go of everything it held."""
        if self._task is None:
            return
        self._is_stopping = True
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _keep_going(self) -> None:
        while True:
            try:
                await self._work()
            except asyncio.CancelledError:
                # Of something that it waited for: nobody but `stop` may end it.
                if self._is_stopping:
                    raise
                logger.exception("%s was interrupted and starts again", self._name)
            except Exception:
                logger.exception("%s stumbled and starts again", self._name)
            self._stumbles += 1
            await asyncio.sleep(RECOVERY_SECONDS)

"""Work that goes on for as long as the process does."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
MAX_RESTART_SECONDS = 30.0
"""However often in a row it stumbled: when there is room on the disk again, all goes on soon."""
STABLE_SECONDS = 60.0
"""What has gone on for that long has recovered."""


class Worker:
    """Runs one endless coroutine between `start` and `stop`; one that stumbles starts again.

    Each time in a row it pauses for twice as long, so that a full disk makes nobody ask the
    carrier every second; the same trouble is logged once until it has recovered.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._restarts = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def restarts(self) -> int:
        """How often it had to start again."""
        return self._restarts

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run_forever(), name=self._name)

    async def stop(self) -> None:
        """Return only once the work has let go of everything it held."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run_forever(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        logged: set[type] = set()
        while True:
            began = loop.time()
            failure = await self._failure()
            if loop.time() - began > STABLE_SECONDS:
                failures = 0
                logged.clear()
            if type(failure) not in logged:
                logged.add(type(failure))
                logger.error("%s stumbled and starts again", self._name, exc_info=failure)
            self._restarts += 1
            await asyncio.sleep(restart_delay(failures))
            failures += 1

    async def _failure(self) -> BaseException | None:
        """What the work stumbled over; `None` if it just ended."""
        try:
            await self._work()
        except asyncio.CancelledError as cancellation:
            # Perhaps of something that it waited for: that does not end the work itself.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return cancellation
        except Exception as error:
            return error
        return None


def restart_delay(failures: int) -> float:
    """Of different lengths, so that workers who stumbled together do not come back together."""
    longest = MAX_RESTART_SECONDS
    pause = min(longest, RESTART_SECONDS * 2.0 ** min(failures, 10))
    return pause * random.uniform(0.75, 1)


async def wait_for(event: asyncio.Event, *, seconds: float) -> None:
    """Until somebody wakes, or the time is over; whoever is cancelled meanwhile stops.

    `asyncio.wait_for` of Python 3.11 forgets that it was cancelled when it is woken just then.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()

"""Background workers: tasks that run as long as the process does, and restart when they fail."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

Work = Callable[[], Awaitable[None]]

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
MAX_RESTART_SECONDS = 30.0
"""Kept short, so that work resumes soon after its cause, such as a full disk, is gone."""
STABLE_SECONDS = 60.0
"""A worker that ran this long counts as recovered."""


class Worker:
    """Runs one endless coroutine between `start` and `stop`, and restarts it when it fails.

    The pause doubles with each failure in a row, so that a full disk does not have the carrier
    polled every second. The same failure is logged once until the worker has recovered.
    """

    def __init__(self, name: str, work: Work) -> None:
        self._name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._restarts = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def restarts(self) -> int:
        """How often it was restarted."""
        return self._restarts

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run_forever(), name=self._name)

    async def stop(self) -> None:
        """Cancel the work, and wait until it has cleaned up."""
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
                logger.error("%s failed and is restarted", self._name, exc_info=failure)
            self._restarts += 1
            await asyncio.sleep(restart_delay(failures))
            failures += 1

    async def _failure(self) -> BaseException | None:
        """Run the work, and return why it failed; `None` if it ended without an error."""
        try:
            await self._work()
        except asyncio.CancelledError as cancellation:
            # Something that it waited for may have been cancelled, and not the work itself.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return cancellation
        except Exception as error:
            return error
        return None


def every(seconds: float, work: Work) -> Work:
    """Return endless work for a `Worker`: this one at once, and again after each pause."""

    async def repeat() -> None:
        while True:
            await work()
            await asyncio.sleep(seconds)

    return repeat


def restart_delay(failures: int) -> float:
    """Return the pause in seconds, with jitter: workers that failed together restart apart."""
    longest = MAX_RESTART_SECONDS
    pause = min(longest, RESTART_SECONDS * 2.0 ** min(failures, 10))
    return pause * random.uniform(0.75, 1)


async def wait_for(event: asyncio.Event, *, seconds: float) -> None:
    """Wait until the event is set or the time is over.

    `asyncio.wait_for` of Python 3.11 can lose a cancellation that comes with the event.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()

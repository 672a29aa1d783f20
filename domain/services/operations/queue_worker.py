"""What the workers share whose queue is in the database: delivery, downloads, notifications."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from domain.model.events import Event
from domain.ports.clock import Clock
from domain.services.operations.retries import RetryPolicy
from domain.services.operations.worker import wait_for
from storage.database import Database

Job = TypeVar("Job")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """Retries and limits of a queue. Times are in seconds."""

    retries: RetryPolicy
    max_parallel: int
    max_idle: float = 5.0
    """The longest sleep, in case a wake-up is missed."""


class QueueWorker(ABC, Generic[Job]):
    """Does the jobs of one queue side by side; there is one worker per queue and process.

    The queue is the database, so a restart loses nothing. Each round claims what is due, starts
    it without waiting for the outcome, and sleeps until more is due or an event wakes it.

    A new queue is a class that implements the four abstract methods. `domain/wiring/parts.py`
    makes it, and `App.workers` adds its `on_event` to the hub and its `run` to the workers.
    """

    drain_seconds: ClassVar[float] = 5
    """How long a worker that ends waits for the jobs in flight."""
    cancels_late_jobs: ClassVar[bool] = True
    """Whether it cancels those that are still in flight by then."""

    def __init__(self, *, store: Database, clock: Clock, policy: QueuePolicy) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._woken = asyncio.Event()
        self._in_flight: dict[asyncio.Task[None], Job] = {}
        self._failure: BaseException | None = None

    @abstractmethod
    def _brings_jobs(self, event: Event) -> bool:
        """Say whether there may be a new job after this event."""

    @abstractmethod
    async def _claim_due(self) -> list[Job]:
        """Return the jobs to start now: due, within the limits, and none that is in flight.

        What a crash must not repeat is marked as begun here, before it is started.
        """

    @abstractmethod
    async def _perform(self, job: Job) -> None:
        """Do one job and store its outcome: done, failed, or postponed by `RetryPolicy`.

        Only what must restart the worker may be raised, such as a database that stores nothing.
        """

    @abstractmethod
    async def _next_due_at(self) -> datetime | None:
        """Return when the next round is due; `None` if only an event or a finished job brings
        one."""

    def on_event(self, event: Event) -> None:
        """Wake up when there may be a new job."""
        if self._brings_jobs(event):
            self._woken.set()

    @property
    def in_flight(self) -> Collection[Job]:
        """The jobs that this process is doing."""
        return self._in_flight.values()

    async def run(self) -> None:
        """Do what is due until cancelled; then wait a moment for the jobs in flight."""
        self._failure = None
        try:
            while True:
                self._woken.clear()
                await self.start_due()
                await self._sleep()
        finally:
            await self.drain(seconds=self.drain_seconds)
            if self.cancels_late_jobs:
                for task in self._in_flight:
                    task.cancel()
                await self.drain()

    async def start_due(self) -> None:
        """Claim what is due and start it, without waiting for the outcome."""
        if self._failure:
            raise self._failure
        for job in await self._claim_due():
            task = asyncio.create_task(self._perform(job))
            self._in_flight[task] = job
            task.add_done_callback(self._finish)

    async def drain(self, *, seconds: float | None = None) -> None:
        """Wait for the jobs in flight, at most this long."""
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=seconds)

    def _finish(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        if not task.cancelled():
            self._failure = self._failure or task.exception()
        self._woken.set()

    async def _sleep(self) -> None:
        """Wait until the next round is due, or something wakes the worker."""
        pause = self._policy.max_idle
        if next_due := await self._next_due_at():
            pause = min(pause, max(0.0, (next_due - self._clock.now()).total_seconds()))
        await wait_for(self._woken, seconds=pause)

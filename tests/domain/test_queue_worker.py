"""A fourth queue, of postcards to customers, and what every queue worker does with its jobs."""

import asyncio
from datetime import timedelta

import pytest

from domain.model.events import MessageAdded, TimelineEntryAdded
from domain.services.operations.queue_worker import QueuePolicy, QueueWorker
from domain.services.operations.retries import RetryPolicy
from tests.fakes import FakeClock
from tests.ui.visitors import until

HERE = {"company_id": 1, "conversation_id": 1}
POLICY = QueuePolicy(retries=RetryPolicy(pauses=(1,)), max_parallel=2, max_idle=1000)


class Postcards(QueueWorker[str]):
    drain_seconds = 0.05

    def __init__(self, *waiting):
        super().__init__(store=None, clock=FakeClock(), policy=POLICY)
        self.waiting = list(waiting)
        self.sent = []
        self.cancelled = []
        self.hanging = {}
        self.next_due_at = None

    def _brings_jobs(self, event):
        return isinstance(event, MessageAdded)

    async def _claim_due(self):
        free = POLICY.max_parallel - len(self.in_flight)
        claimed, self.waiting = self.waiting[:free], self.waiting[free:]
        return claimed

    async def _perform(self, job):
        try:
            if job in self.hanging:
                await self.hanging[job].wait()
        except asyncio.CancelledError:
            self.cancelled.append(job)
            raise
        if job == "to nowhere":
            raise OSError("the disk is full")
        self.sent.append(job)

    async def _next_due_at(self):
        return self.next_due_at


@pytest.fixture
async def at_work():
    """Puts workers to work until the story is over."""
    running = []

    def begin(worker):
        running.append(asyncio.create_task(worker.run()))
        return running[-1]

    yield begin
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_jobs_are_done_side_by_side_and_the_next_begins_when_one_is_done(at_work):
    postcards = Postcards("to Maya", "to Dana", "to Ben")
    postcards.hanging = {"to Maya": asyncio.Event(), "to Dana": asyncio.Event()}
    at_work(postcards)
    await until(lambda: len(postcards.in_flight) == 2)
    assert postcards.sent == []

    postcards.hanging["to Dana"].set()

    await until(lambda: postcards.sent == ["to Dana", "to Ben"])
    assert list(postcards.in_flight) == ["to Maya"]


async def test_an_event_that_brings_a_job_wakes_the_worker_and_no_other_does(at_work):
    postcards = Postcards()
    at_work(postcards)
    await until(lambda: postcards._woken._waiters)
    postcards.waiting.append("to Maya")

    postcards.on_event(TimelineEntryAdded(**HERE, entry_id=1))
    await asyncio.sleep(0.05)
    assert postcards.sent == []

    postcards.on_event(MessageAdded(**HERE, message_id=1))
    await until(lambda: postcards.sent == ["to Maya"])


async def test_the_worker_gets_up_when_the_next_job_is_due(at_work):
    postcards = Postcards()
    postcards.next_due_at = postcards._clock.now() + timedelta(seconds=0.1)
    at_work(postcards)
    await until(lambda: postcards._woken._waiters)

    postcards.waiting.append("to Maya")

    await until(lambda: postcards.sent == ["to Maya"])


async def test_a_job_whose_outcome_cannot_be_stored_ends_the_round_for_a_restart(at_work):
    postcards = Postcards("to nowhere")

    with pytest.raises(OSError, match="the disk is full"):
        await at_work(postcards)

    postcards.waiting = ["to Maya"]
    at_work(postcards)
    await until(lambda: postcards.sent == ["to Maya"])


@pytest.mark.parametrize("cancels", [True, False])
async def test_a_worker_that_ends_waits_a_moment_for_jobs_in_flight(at_work, cancels):
    postcards = Postcards("to Maya", "to Dana")
    postcards.cancels_late_jobs = cancels
    postcards.hanging = {"to Maya": asyncio.Event(), "to Dana": asyncio.Event()}
    working = at_work(postcards)
    await until(lambda: len(postcards.in_flight) == 2)

    working.cancel()
    await asyncio.sleep(0)
    postcards.hanging["to Dana"].set()
    await asyncio.wait([working])

    assert postcards.sent == ["to Dana"]
    assert postcards.cancelled == (["to Maya"] if cancels else [])
    postcards.hanging["to Maya"].set()
    await postcards.drain()
    assert postcards.sent == (["to Dana"] if cancels else ["to Dana", "to Maya"])

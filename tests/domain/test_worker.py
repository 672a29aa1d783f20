"""Work that must go on, whatever it stumbles over."""

import asyncio
import itertools
import logging

import pytest

from domain.services.operations import worker
from domain.services.operations.worker import Worker, restart_delay
from tests.simulator.rig import eventually


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(worker, "RESTART_SECONDS", 0.01)


@pytest.fixture
async def work():
    """Goes wrong in turn as it is told, and then goes on for ever."""
    troubles, is_going_on = [], asyncio.Event()

    async def go_on():
        if troubles:
            raise troubles.pop(0)
        is_going_on.set()
        await asyncio.Event().wait()

    work = Worker("the work", go_on)
    work.troubles, work.is_going_on = troubles, is_going_on
    yield work
    await work.stop()


# TRUST: R25
@pytest.mark.parametrize(
    "trouble", [ValueError("a slip"), OSError("no disk"), asyncio.CancelledError()]
)
async def test_work_that_fails_is_restarted_and_logged(work, trouble, caplog):
    caplog.set_level(logging.ERROR)
    work.troubles += [trouble, trouble]

    await work.start()
    await work.is_going_on.wait()

    assert work.restarts == 2
    assert not work._task.done()
    assert caplog.text.count("the work") == 1
    await work.stop()


# FAULT: S-3
async def test_work_that_fails_again_and_again_is_logged_once_a_kind(work, caplog):
    work.troubles += [*[OSError("no disk")] * 3, ValueError("a slip"), OSError("no disk")]

    await work.start()
    await eventually(lambda: work.restarts == 5)

    assert [record.exc_info[0] for record in caplog.records] == [OSError, ValueError]
    await work.stop()


# FAULT: S-3
def test_work_that_fails_again_and_again_is_restarted_ever_less_often(monkeypatch):
    monkeypatch.setattr(worker, "RESTART_SECONDS", 1.0)
    pauses = [restart_delay(stumbles) for stumbles in range(2000)]

    assert all(pause < later for pause, later in itertools.pairwise(pauses[:5]))
    assert max(pauses) <= 30
    assert sum(pauses[:9]) > 90


# FAULT: S-3
async def test_work_that_had_recovered_is_tried_soon_and_logged_anew(work, monkeypatch, caplog):
    monkeypatch.setattr(worker, "STABLE_SECONDS", -1.0)
    work.troubles += [OSError("no disk")] * 3

    await work.start()
    await eventually(lambda: work.restarts == 3)

    assert [record.exc_info[0] for record in caplog.records] == [OSError] * 3
    await work.stop()


async def test_work_that_is_stopped_stays_so(work):
    await work.start()
    await asyncio.sleep(0)

    await work.stop()

    assert work._task.done()
    assert work.restarts == 0


async def test_work_that_nobody_stopped_ends_with_the_loop_it_runs_in(work):
    """As where a start goes wrong half-way: the process must not go on for ever."""
    await work.start()
    await work.is_going_on.wait()

    work._task.cancel()

    await asyncio.wait([work._task])
    assert work._task.cancelled()

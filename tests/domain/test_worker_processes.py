"""Processes that work for the server: what they may take, and when they go."""

import asyncio
import os
import time

import pytest

from domain.gateways.worker_processes import NICE, WorkerKilled, WorkerPool
from tests.simulator.rig import eventually

MEGABYTES = 1_000_000


@pytest.fixture
def pool():
    pool = WorkerPool(1, "tests", memory_bytes=200 * MEGABYTES)
    yield pool
    pool.close()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_process_is_kept_for_the_next_work(pool):
    pid = await pool.run(5, os.getpid)

    assert pid not in (os.getpid(), os.getppid())
    assert await pool.run(5, os.getpid) == pid


async def test_what_goes_wrong_in_it_is_raised_here(pool):
    with pytest.raises(ValueError, match="invalid literal") as raised:
        await pool.run(5, int, "x")

    assert "worker_processes.py" in raised.value.__notes__[0]


# FAULT: A-13
async def test_it_gets_no_more_memory_than_it_may_have(pool):
    assert len(await pool.run(5, bytearray, 50 * MEGABYTES)) == 50 * MEGABYTES

    with pytest.raises(MemoryError):
        await pool.run(5, bytearray, 300 * MEGABYTES)

    assert await pool.run(5, abs, -1) == 1


# FAULT: A-13
async def test_it_is_ended_when_it_takes_too_long_and_the_next_work_gets_another(pool):
    pid = await pool.run(5, os.getpid)

    with pytest.raises(WorkerKilled):
        await pool.run(1, sum, range(10**12))

    assert not is_running(pid)
    assert await pool.run(5, abs, -1) == 1


async def test_its_time_counts_anew_for_each_work(pool):
    for _ in range(3):
        assert await pool.run(1, time.process_time) < 60
        await pool.run(1, sum, range(10_000_000))


async def test_it_is_ended_when_it_does_nothing_for_long(pool):
    await pool.run(5, abs, -1)
    impatient = WorkerPool(1, "tests", idle_seconds=0.05)
    pid = await impatient.run(5, os.getpid)

    await eventually(lambda: not is_running(pid))

    assert await impatient.run(5, abs, -1) == 1
    impatient.close()


async def test_all_end_with_the_server(pool):
    pid = await pool.run(5, os.getpid)

    pool.close()

    assert not is_running(pid)


async def test_whoever_works_stands_back_behind_whoever_answers(pool):
    ours = os.getpriority(os.PRIO_PROCESS, 0)

    assert await pool.run(5, os.getpriority, os.PRIO_PROCESS, 0) == min(19, ours + NICE)


async def test_secrets_of_the_server_are_not_within_its_reach(pool, monkeypatch):
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")

    assert await pool.run(5, os.getenv, "TWILIO_AUTH_TOKEN") is None


async def test_the_server_goes_on_meanwhile(pool):
    working = asyncio.create_task(pool.run(5, sum, range(20_000_000)))
    turns = 0
    while not working.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 100

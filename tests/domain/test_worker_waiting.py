"""Work that waits for more of it."""

import asyncio
import time

import pytest

from domain.services.operations.worker import wait_for
from tests.ui.visitors import until


async def test_whoever_rests_is_woken_early_or_gets_up_in_time():
    woken = asyncio.Event()
    began = time.monotonic()
    await wait_for(woken, seconds=0.05)
    assert time.monotonic() - began > 0.04

    resting = asyncio.create_task(wait_for(woken, seconds=60))
    await until(lambda: woken._waiters)
    woken.set()
    await asyncio.wait_for(resting, 50)


@pytest.mark.parametrize("ticks", range(5))
async def test_work_that_is_woken_while_it_is_stopped_stops(ticks):
    woken = asyncio.Event()

    async def work():
        while True:
            woken.clear()
            await wait_for(woken, seconds=60)

    working = asyncio.create_task(work())
    await until(lambda: woken._waiters)

    woken.set()
    for _ in range(ticks):
        await asyncio.sleep(0)
    working.cancel()
    stopped, _ = await asyncio.wait([working], timeout=50)

    assert stopped == {working}

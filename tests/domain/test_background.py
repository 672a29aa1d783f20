"""Work that must go on, whatever it stumbles over."""

import asyncio
import logging

import pytest

from domain.services import background
from domain.services.background import BackgroundWork


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(background, "RECOVERY_SECONDS", 0.01)


@pytest.fixture
def work():
    """Goes wrong in turn as it is told, and then goes on for ever."""
    troubles, is_going_on = [], asyncio.Event()

    async def go_on():
        if troubles:
            raise troubles.pop(0)
        is_going_on.set()
        await asyncio.Event().wait()

    work = BackgroundWork("the work", go_on)
    work.troubles, work.is_going_on = troubles, is_going_on
    return work


# TRUST: R25
@pytest.mark.parametrize(
    "trouble", [ValueError("a slip"), OSError("no disk"), asyncio.CancelledError()]
)
async def test_work_that_stumbles_starts_again_and_says_so(work, trouble, caplog):
    caplog.set_level(logging.ERROR)
    work.troubles += [trouble, trouble]

    await work.start()
    await work.is_going_on.wait()

    assert work.stumbles == 2
    assert not work._task.done()
    assert caplog.text.count("the work") == 2
    await work.stop()


async def test_work_that_is_stopped_stays_so(work):
    await work.start()
    await asyncio.sleep(0)

    await work.stop()

    assert work._task.done()
    assert work.stumbles == 0

"""Stopwatches, and what is read from many of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

PATIENCE_SECONDS = 180


def slowest(seconds: Sequence[float]) -> float:
    return max(seconds, default=float("inf"))


def percentile(part: float, seconds: Sequence[float]) -> float:
    """`part` of 0.99: all but the slowest hundredth took no longer."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("inf")


async def timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def until_it_holds(condition: Callable[[], object]) -> float:
    """Return how many seconds that took; infinitely many when it did not within three minutes."""
    began = time.perf_counter()
    while not await asyncio.to_thread(condition):
        if time.perf_counter() - began > PATIENCE_SECONDS:
            return float("inf")
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


async def at_a_rate(per_second: float, works: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Begin so many a second, whether or not earlier ones are done; return when all are."""
    began, number = time.perf_counter(), 0
    async with asyncio.TaskGroup() as working:
        for number, work in enumerate(works):
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            working.create_task(_run(work))


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    await work()

"""How long pictures take, what they weigh, and whether the event loop waits for them."""

import asyncio
import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from domain.gateways.images.adapter import PillowPictures
from domain.model.pictures import MMS_LIMIT_BYTES
from tests.benchmarks.measuring import children, forget_peak, memory_mb
from tests.benchmarks.photographs import PHONE_12_MP, PHONE_48_MP, of_a_phone
from tests.benchmarks.rivals import plain_jpeg
from tests.benchmarks.table import Row, at_most
from tests.pictures import PICTURES, prepared

REPEATS = 5
CORES = 2
TICK_SECONDS = 0.002
PLAIN_QUALITY = 75


def rows(_data: Path) -> Iterator[Row]:
    alone, huge = of_a_phone(PHONE_12_MP), of_a_phone(PHONE_48_MP, 1)
    ten = [of_a_phone(PHONE_12_MP, nth) for nth in range(10)]
    # Memory first: what Python and C have used once, they keep for later.
    yield memory_row("one picture of 12 megapixels", watched([alone]), 200)
    effort = watched(ten)
    yield memory_row("ten pictures", effort, 300)
    yield Row(
        what="ten pictures, longest wait of the event loop",
        unit="ms",
        ours=effort.stall_ms,
        budget=at_most(30),
    )
    yield Row(
        what="ten pictures, bytes in all",
        unit="",
        ours=effort.sent_bytes,
        budget=at_most(MMS_LIMIT_BYTES),
    )
    yield Row(what="one picture of 12 megapixels after a pause", unit="ms", ours=first_ms(alone))
    yield timed("one picture of 12 megapixels", [alone], floor_ms(alone), 4.0)
    yield timed("one picture of 48 megapixels", [huge], floor_ms(huge), 2.5)
    yield timed("ten pictures of 12 megapixels", ten, sum(map(floor_ms, ten)) / CORES, 3.0)


def memory_row(what: str, effort: "Effort", most: float) -> Row:
    return Row(what=f"{what}, memory", unit="MB", ours=effort.memory_mb, budget=at_most(most))


def floor_ms(content: bytes) -> float:
    """Pillow decodes it and encodes it again."""
    return best_ms(lambda: plain_jpeg(Image.open(io.BytesIO(content)), PLAIN_QUALITY))


def first_ms(content: bytes) -> float:
    """With the start of a process."""
    pictures = PillowPictures()
    took = ms_of(lambda: asyncio.run(prepared(content, pictures)))
    pictures.close()
    return took


def timed(what: str, contents: Sequence[bytes], floor: float, times: float) -> Row:
    ours = best_ms(lambda: asyncio.run(made_to_fit(contents)))
    return Row(what=what, unit="ms", ours=ours, floor=floor, budget=at_most(round(times * floor)))


def best_ms(work: Callable[[], object]) -> float:
    """The machine is shared: the quickest of several runs tells most about the program."""
    return min(ms_of(work) for _ in range(REPEATS))


def ms_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


async def made_to_fit(contents: Sequence[bytes]) -> int:
    """Bytes sent."""
    pictures = await asyncio.gather(*map(prepared, contents))
    return sum(len(picture.content) for picture in await PICTURES.fit(pictures))


@dataclass(slots=True)
class Effort:
    sent_bytes: int = 0
    stalls: list[float] = field(default_factory=list)
    memory_mb: float = 0

    @property
    def stall_ms(self) -> float:
        return 1000 * max(self.stalls)


def watched(contents: Sequence[bytes]) -> Effort:
    effort = Effort()
    with peak_memory(effort):
        asyncio.run(beside_a_clock(contents, effort))
    return effort


async def beside_a_clock(contents: Sequence[bytes], effort: Effort) -> None:
    clock = asyncio.create_task(tick(effort.stalls))
    effort.sent_bytes = await made_to_fit(contents)
    clock.cancel()


async def tick(stalls: list[float]) -> None:
    """Note how much later than it wanted the loop came back."""
    while True:
        started = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        stalls.append(time.perf_counter() - started - TICK_SECONDS)


@contextmanager
def peak_memory(effort: Effort) -> Iterator[None]:
    """How far above its start the process ever was, and the workers that it started."""
    before = memory_mb(os.getpid())
    forget_peak(os.getpid())
    yield
    workers = sum(memory_mb(worker, peak=True) for worker in children(os.getpid()))
    effort.memory_mb = memory_mb(os.getpid(), peak=True) - before + workers

"""What ten large photographs sent up at once do to the server, from the outside."""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.demo_data import EMAIL, PASSWORD, id_of_maya
from tests.benchmarks.measuring import forget_peak, memory_mb
from tests.benchmarks.photographs import PHONE_12_MP, of_a_phone
from tests.benchmarks.programs import Program, ours
from tests.benchmarks.table import Row, at_most
from tests.ui.visitors import Visitor

UPLOADS = 10
BETWEEN_LOOKS_SECONDS = 0.005
AT_REST_SECONDS = 1.0
ADD = "/live-conversations/attachments"


@dataclass(frozen=True, slots=True)
class Effort:
    seconds: float
    memory_mb: float
    """Above what the server had before, at its peak."""
    longest_wait_ms: float
    """Of somebody who asks for a small thing again and again meanwhile."""
    wait_at_rest_ms: float


def rows(data: Path) -> Iterator[Row]:
    photographs = [of_a_phone(PHONE_12_MP, nth) for nth in range(UPLOADS)]
    with ours(data) as program:
        effort = asyncio.run(uploaded(program, id_of_maya(data), photographs))
    what = f"{UPLOADS} uploads of 12 megapixels at once"
    yield Row(what=what, unit="s", ours=effort.seconds)
    yield Row(
        what=f"{what}, memory over idle", unit="MB", ours=effort.memory_mb, budget=at_most(300)
    )
    yield Row(
        what=f"{what}, longest wait of another visitor",
        unit="ms",
        ours=effort.longest_wait_ms,
        floor=effort.wait_at_rest_ms,
        budget=at_most(100),
    )


async def uploaded(program: Program, conversation: int, photographs: list[bytes]) -> Effort:
    """Sent up by a process of its own: whoever looks on must not be kept busy by it."""
    other = Visitor(program.url)
    at_rest = await longest_wait_while(other, asyncio.sleep(AT_REST_SECONDS))
    before = memory_mb(program.pid)
    forget_peak(program.pid)
    with ProcessPoolExecutor(1, get_context("spawn")) as amira:
        sending = amira.submit(send_up, program.url, conversation, photographs)
        longest = await longest_wait_while(other, asyncio.wrap_future(sending))
    await other.leave()
    grown = memory_mb(program.pid, peak=True) - before
    return Effort(sending.result(), grown, longest, at_rest)


def send_up(url: str, conversation: int, photographs: list[bytes]) -> float:
    """Seconds, until all of them can be seen."""

    async def run() -> float:
        amira = Visitor(url)
        await amira.sign_in(EMAIL, PASSWORD)
        began = time.perf_counter()
        await asyncio.gather(
            *(add(amira, conversation, nth, each) for nth, each in enumerate(photographs))
        )
        took = time.perf_counter() - began
        await amira.leave()
        return took

    return asyncio.run(run())


async def add(by: Visitor, conversation: int, nth: int, content: bytes) -> None:
    answer = await by.browser.post(
        ADD,
        params={"key": f"bench-{nth:03}", "conversation": conversation, "name": f"{nth}.jpg"},
        content=content,
        headers={"Origin": by.address},
        timeout=120,
    )
    assert answer.status_code == 201, answer.text


async def longest_wait_while(visitor: Visitor, work: Awaitable[object]) -> float:
    """Milliseconds."""
    waits: list[float] = []
    asking = asyncio.create_task(ask_again_and_again(visitor, waits))
    await work
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    return 1000 * max(waits)


async def ask_again_and_again(visitor: Visitor, waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await visitor.get("/favicon.ico")
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(BETWEEN_LOOKS_SECONDS)

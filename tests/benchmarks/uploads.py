"""What ten large photographs sent up at once do to the server, from the outside."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.demo_data import EMAIL, PASSWORD, id_of_maya
from tests.benchmarks.measuring import children, forget_peak, memory_mb
from tests.benchmarks.photographs import PHONE_12_MP, of_a_phone
from tests.benchmarks.programs import Program, ours
from tests.benchmarks.table import Row, at_most
from tests.ui.visitors import Visitor, longest_wait_while

UPLOADS = 10
AT_REST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Effort:
    seconds: float
    memory_mb: float
    """Above what the server had before, at its peak, and of its workers."""
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
    workers = sum(memory_mb(worker, peak=True) for worker in children(program.pid))
    grown = memory_mb(program.pid, peak=True) - before + workers
    return Effort(sending.result(), grown, 1000 * longest, 1000 * at_rest)


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
    answer = await by.send_up(content, conversation=conversation, key=f"bench-{nth:03}")
    assert answer.status_code == 201, answer.text

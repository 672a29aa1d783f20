"""How fast a customer's text is safe with us, one after the other and all at once."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.demo_data import page_of_maya
from tests.benchmarks.floors import TEXT_PATH
from tests.benchmarks.measuring import percentile
from tests.benchmarks.programs import floor, ours
from tests.benchmarks.table import Row, at_least, at_most
from tests.benchmarks.texts import INBOUND_PATH, SignedText, phone_network, post, signed_text
from tests.benchmarks.watchers import Place, watchers

WARM_UP, ONE_BY_ONE, ALL_AT_ONCE = 30, 300, 1200
PARALLEL = 16
CUSTOMERS = 40


@dataclass(frozen=True, slots=True)
class Figures:
    p50_ms: float
    p99_ms: float
    per_second: float


def rows(data: Path) -> Iterator[Row]:
    """With one agent watching, as there would be; the floor has nobody to tell."""
    with ours(data) as program, watchers(Place(program.url, page_of_maya(data), True)) as agents:
        agents.open(1)
        mine = asyncio.run(measured(program.url + INBOUND_PATH))
    with floor("webhooks") as program:
        least = asyncio.run(measured(program.url + TEXT_PATH))
    accepted = "webhook accepted, one by one"
    yield Row(
        what=f"{accepted}, p50", unit="ms", ours=mine.p50_ms, floor=least.p50_ms, budget=at_most(15)
    )
    yield Row(
        what=f"{accepted}, p99",
        unit="ms",
        ours=mine.p99_ms,
        floor=least.p99_ms,
        budget=at_most(100),
    )
    yield Row(
        what=f"webhooks accepted, {PARALLEL} parallel",
        unit="/s",
        ours=mine.per_second,
        floor=least.per_second,
        budget=at_least(200),
    )


async def measured(url: str) -> Figures:
    async with phone_network(lines=PARALLEL) as session:
        for text in texts(url, WARM_UP):
            await post(session, text)
        times = [await post(session, text) for text in texts(url, ONE_BY_ONE)]
        waiting = iter(texts(url, ALL_AT_ONCE))

        async def keep_posting() -> None:
            for text in waiting:
                await post(session, text)

        start = time.perf_counter()
        await asyncio.gather(*(keep_posting() for _ in range(PARALLEL)))
        per_second = ALL_AT_ONCE / (time.perf_counter() - start)
    return Figures(percentile(times, 50), percentile(times, 99), per_second)


def texts(url: str, count: int) -> list[SignedText]:
    """Of many customers in turn."""
    return [
        signed_text(url, words="Is the blue one back in stock?", sender=f"+1416555{2000 + number}")
        for number in (index % CUSTOMERS for index in range(count))
    ]

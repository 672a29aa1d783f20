"""How long until a customer's text is a bubble on every open page, and what that costs."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.demo_data import MAYA, page_of_maya
from tests.benchmarks.floors import TEXT_PATH
from tests.benchmarks.measuring import cpu_ms, percentile
from tests.benchmarks.programs import Program, floor, ours
from tests.benchmarks.table import Budget, Row, at_most
from tests.benchmarks.texts import INBOUND_PATH, phone_network, post, signed_text
from tests.benchmarks.watchers import Place, Seen, Watchers, watchers

WARM_UP = 5
IDLE_SECONDS = 2
PATIENCE_SECONDS = 10


class TextsLost(Exception):
    """A page that was open has not drawn what it should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How many pages watch, how many texts come, and the budgets in milliseconds."""

    pages: int
    texts: int
    per_second: float
    p50: Budget | None = None
    p99: Budget | None = None
    cpu: Budget
    reason: str = ""

    def __str__(self) -> str:
        pages = "1 page" if self.pages == 1 else f"{self.pages} pages"
        return f"{pages}, {self.per_second:g}/s"


HTTP = (
    "A third is HTTP (uvicorn, FastAPI and its middleware), a fifth the database; the rest is news."
)
STAGES = (
    Stage(pages=1, texts=20, per_second=2, cpu=at_most(5), reason=HTTP),
    Stage(pages=50, texts=20, per_second=2, p50=at_most(40), p99=at_most(250), cpu=at_most(25)),
    Stage(pages=50, texts=50, per_second=5, p50=at_most(40), p99=at_most(250), cpu=at_most(25)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    """For each text, beyond what the pages cost while nothing happens."""


def rows(data: Path) -> Iterator[Row]:
    with ours(data) as program:
        place = Place(program.url, page_of_maya(data), signs_in=True)
        mine = measured(program, place, url=program.url + INBOUND_PATH)
    with floor("pages") as program:
        place = Place(program.url, "/", signs_in=False)
        least = measured(program, place, url=program.url + TEXT_PATH)
    for stage, figures, floors in zip(STAGES, mine, least, strict=True):
        yield from rows_of(stage, figures, floors)


def rows_of(stage: Stage, mine: Figures, least: Figures) -> Iterator[Row]:
    for what, ours_ms, floor_ms, budget in (
        ("webhook → bubble, {}, p50", mine.p50_ms, least.p50_ms, stage.p50),
        ("webhook → bubble, {}, p99", mine.p99_ms, least.p99_ms, stage.p99),
        ("server CPU per message, {}", mine.cpu_ms, least.cpu_ms, stage.cpu),
    ):
        yield Row(
            what=what.format(stage),
            unit="ms",
            ours=ours_ms,
            floor=floor_ms,
            budget=budget,
            reason=stage.reason,
        )


def measured(program: Program, place: Place, *, url: str) -> list[Figures]:
    """All stages on the same server, one after the other."""
    with watchers(place) as agents:
        return [played(stage, program, agents, url=url) for stage in STAGES]


def played(stage: Stage, program: Program, agents: Watchers, *, url: str) -> Figures:
    agents.open(stage.pages)
    asyncio.run(texted(url, f"Warming up, {stage}", texts=WARM_UP, per_second=stage.per_second))
    idle = idle_share(program)
    worked, began = cpu_ms(program.pid), time.perf_counter()
    sent = asyncio.run(texted(url, str(stage), texts=stage.texts, per_second=stage.per_second))
    delays = delays_of(sent, agents)
    work = cpu_ms(program.pid) - worked - idle * 1000 * (time.perf_counter() - began)
    return Figures(
        p50_ms=percentile(delays, 50),
        p99_ms=percentile(delays, 99),
        cpu_ms=max(work, 0) / stage.texts,
    )


def idle_share(program: Program) -> float:
    """How much of a core the open pages take while nothing happens."""
    worked = cpu_ms(program.pid)
    time.sleep(IDLE_SECONDS)
    return (cpu_ms(program.pid) - worked) / (1000 * IDLE_SECONDS)


async def texted(url: str, occasion: str, *, texts: int, per_second: float) -> Seen:
    """Let Maya text at this pace, whatever the server does. Return when each text left."""
    left: Seen = {}
    async with phone_network(lines=texts) as session, asyncio.TaskGroup() as posting:
        for number in range(texts):
            words = f"{occasion}: {number}"
            text = signed_text(url, words=words, sender=MAYA)
            left[words] = time.perf_counter()
            posting.create_task(post(session, text))
            await asyncio.sleep(1 / per_second)
    return left


def delays_of(left: Seen, agents: Watchers) -> list[float]:
    """In milliseconds, for each text on each page. Raise `TextsLost` when one is missing."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        pages = agents.seen()
        if all(left.keys() <= page.keys() for page in pages):
            return [1000 * (page[words] - at) for page in pages for words, at in left.items()]
        time.sleep(0.1)
    raise TextsLost

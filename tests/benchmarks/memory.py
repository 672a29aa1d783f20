"""What the server weighs with nobody there, and with pages open."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.demo_data import page_of_maya
from tests.benchmarks.measuring import memory_mb
from tests.benchmarks.programs import Program, floor, ours
from tests.benchmarks.table import Row, at_most
from tests.benchmarks.watchers import Place, watchers

FEW, MANY = 10, 50
SETTLE_SECONDS = 1
IMPORTED = (
    "Imports: NiceGUI 77 MB, SQLAlchemy and SQLModel 18, aiohttp and Twilio 15, cryptography 8."
)


@dataclass(frozen=True, slots=True)
class Weights:
    idle: float
    few: float
    many: float

    @property
    def per_page_kb(self) -> float:
        """Of the later pages: the first ones also pay for what all of them share."""
        return 1000 * (self.many - self.few) / (MANY - FEW)


def rows(data: Path) -> Iterator[Row]:
    with ours(data) as program:
        mine = weighed(program, Place(program.url, page_of_maya(data), signs_in=True))
    with floor("pages") as program:
        least = weighed(program, Place(program.url, "/", signs_in=False))
    yield Row(
        what="memory, idle",
        unit="MB",
        ours=mine.idle,
        floor=least.idle,
        budget=at_most(110),
        reason=IMPORTED,
    )
    yield Row(what=f"memory, {FEW} pages open", unit="MB", ours=mine.few, floor=least.few)
    yield Row(
        what=f"memory, {MANY} pages open",
        unit="MB",
        ours=mine.many,
        floor=least.many,
        budget=at_most(200),
    )
    yield Row(
        what="memory per open page",
        unit="kB",
        ours=mine.per_page_kb,
        floor=least.per_page_kb,
        budget=at_most(400),
    )


def weighed(program: Program, place: Place) -> Weights:
    with watchers(place) as visitors:
        idle = settled(program)
        visitors.open(FEW)
        few = settled(program)
        visitors.open(MANY)
        return Weights(idle, few, settled(program))


def settled(program: Program) -> float:
    time.sleep(SETTLE_SECONDS)
    return memory_mb(program.pid)

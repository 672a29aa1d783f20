"""What is promised, and how each promise is measured. The scenarios add themselves here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from math import isfinite
from pathlib import Path
from typing import TypeVar

from tests.faults.house import House, served_house

Size = TypeVar("Size")


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    measured: float
    asked: float
    unit: str = ""
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured >= self.asked if self.is_least else self.measured <= self.asked

    @property
    def is_met_on_a_busy_machine(self) -> bool:
        """Where others work, too, no speed can be asked for: only that it comes to an end."""
        is_duration = self.unit.strip() == "s"
        return self.is_met or (is_duration and isfinite(self.measured))

    @property
    def asked_in_words(self) -> str:
        if self.asked == 0:
            return "none"
        return f"{'at least' if self.is_least else 'at most'} {_number(self.asked)}{self.unit}"

    @property
    def measured_in_words(self) -> str:
        return f"{_number(self.measured)}{self.unit}"


def none(what: str, number: float) -> Figure:
    return Figure(what, number, 0)


def at_most(asked: float, what: str, measured: float, unit: str = " s") -> Figure:
    return Figure(what, measured, asked, unit)


def at_least(asked: float, what: str, measured: float, unit: str = "") -> Figure:
    return Figure(what, measured, asked, unit, is_least=True)


@dataclass
class Stage:
    """Where a scenario is played, at full length or in short."""

    folder: Path
    is_short: bool
    _houses: "count[int]" = field(default_factory=lambda: count(1))

    def of(self, full: Size, short: Size) -> Size:
        return short if self.is_short else full

    @asynccontextmanager
    async def house(self, **options: object) -> AsyncIterator[House]:
        """Bright Home, served from a folder of its own."""
        folder = self.folder / f"house-{next(self._houses)}"
        folder.mkdir(parents=True)
        async with served_house(folder, **options) as house:
            yield house


Scenario = Callable[[Stage], Awaitable[list[Figure]]]


@dataclass(frozen=True, slots=True)
class Promise:
    name: str
    words: str
    scenario: Scenario
    is_in_short: bool


PROMISES: list[Promise] = []


def promise(name: str, words: str, *, in_short: bool = True) -> Callable[[Scenario], Scenario]:
    """`in_short`: also among the tests that run with every change."""

    def add(scenario: Scenario) -> Scenario:
        PROMISES.append(Promise(name, words, scenario, in_short))
        return scenario

    return add


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"

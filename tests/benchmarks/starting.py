"""How long from the command until the server answers."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from tests.benchmarks.programs import Program, floor, ours
from tests.benchmarks.table import Row, at_most

STARTS = 3


def rows(data: Path) -> Iterator[Row]:
    least = seconds_until_up(lambda: floor("pages"))
    yield Row(
        what="cold start to /healthz, empty database",
        unit="s",
        ours=seconds_until_up(ours),
        floor=least,
        budget=at_most(3),
    )
    yield Row(
        what="cold start to /healthz, the demo's data",
        unit="s",
        ours=seconds_until_up(lambda: ours(data)),
        floor=least,
        budget=at_most(3),
    )


def seconds_until_up(start: Callable[[], AbstractContextManager[Program]]) -> float:
    """The median of a few starts."""
    return statistics.median(seconds_of(start()) for _ in range(STARTS))


def seconds_of(starting: AbstractContextManager[Program]) -> float:
    began = time.perf_counter()
    with starting:
        return time.perf_counter() - began

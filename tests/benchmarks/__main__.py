"""`python -m tests.benchmarks [GROUP…]`: prints each figure beside its floor and its budget."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import (
    big,
    clicks,
    first_page,
    lighthouse,
    live,
    memory,
    picture_quality,
    pictures,
    reading,
    scroll,
    soak,
    starting,
    uploads,
    webhooks,
)
from tests.benchmarks.demo_data import furnished
from tests.benchmarks.table import Row, heading

Group = Callable[[Path], Iterator[Row]]

GROUPS: dict[str, Group] = {
    "webhooks": webhooks.rows,
    "live": live.rows,
    "memory": memory.rows,
    "page": first_page.rows,
    "start": starting.rows,
    "reading": reading.rows,
    "big": big.rows,
    "clicks": clicks.rows,
    "scroll": scroll.rows,
    "lighthouse": lighthouse.rows,
    "pictures": pictures.rows,
    "quality": picture_quality.rows,
    "uploads": uploads.rows,
    "soak": soak.rows,
}
UNASKED = [rows for name, rows in GROUPS.items() if name != "soak"]
"""The soak takes longer than all others together."""


def main() -> None:
    chosen = groups_asked_for()
    # So that being told to end also ends the servers that were started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    print(heading())
    with furnished() as data:
        missed = [row for rows in chosen for row in printed(rows(data))]
    print(f"\n{time.monotonic() - began:.0f} s. {verdict(missed)}")


def groups_asked_for() -> list[Group]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", type=group, default=UNASKED, metavar="|".join(GROUPS))
    chosen: list[Group] = parser.parse_args().groups
    return chosen


def group(name: str) -> Group:
    if name not in GROUPS:
        raise argparse.ArgumentTypeError(f"there is no group called {name}")
    return GROUPS[name]


def printed(rows: Iterator[Row]) -> Iterator[Row]:
    """Those that miss their budget."""
    for row in rows:
        print(row, flush=True)
        if not row.is_within_budget:
            yield row


def verdict(missed: list[Row]) -> str:
    if not missed:
        return "All budgets are met."
    return "Over budget: " + "; ".join(row.what for row in missed) + "."


if __name__ == "__main__":
    main()

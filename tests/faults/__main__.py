"""`uv run poe faults`: puts every promise to the test, and prints a table of what was measured."""

import argparse
import asyncio
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.faults import scenarios
from tests.faults.promises import PROMISES, Figure, Promise, Stage, none

LONGEST_SECONDS = 400
WIDTHS = (7, 54, 16, 12)


def main() -> int:
    assert scenarios.ALL
    asked = arguments()
    chosen = [each for each in PROMISES if is_chosen(each, asked)]
    print(row("", "what is measured", "asked", "measured", ""))
    unmet = [promise.name for promise in chosen if not asyncio.run(keeps(promise, asked.short))]
    print(f"\nNot met: {', '.join(unmet)}" if unmet else f"\nAll {len(chosen)} promises are met.")
    return 1 if unmet else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="poe faults", description=__doc__)
    parser.add_argument("names", nargs="*", help="like R3; all unless named")
    parser.add_argument("--short", action="store_true", help="a minute instead of twenty")
    return parser.parse_args()


def is_chosen(promise: Promise, asked: argparse.Namespace) -> bool:
    if asked.names:
        return promise.name in asked.names
    return promise.is_in_short or not asked.short


async def keeps(promise: Promise, is_short: bool) -> bool:
    """Print its rows; say whether all figures are as asked."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        figures = await measured(promise, Stage(Path(folder), is_short))
    print(f"\n{promise.name:<{WIDTHS[0]}} {promise.words} ({time.monotonic() - began:.0f} s)")
    for each in figures:
        verdict = "met" if each.is_met else "NOT MET"
        print(row("", each.what, each.asked_in_words, each.measured_in_words, verdict), flush=True)
    return all(each.is_met for each in figures)


async def measured(promise: Promise, stage: Stage) -> list[Figure]:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await promise.scenario(stage)
    except Exception:
        traceback.print_exc()
        return [none("scenarios that could not be played to the end", 1)]


def row(*cells: str) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, (*WIDTHS, 0), strict=True))


if __name__ == "__main__":
    sys.exit(main())

"""What is told in stories of its own, for whoever wants to see it in the same table."""

import asyncio
import re
import subprocess
import sys

from tests.faults.promises import Figure, Stage, at_least, none, promise
from tests.servers import ROOT

_COUNTED = re.compile(r"(\d+) (passed|failed|error)")


async def told(*stories: str) -> list[Figure]:
    """Run these tests: how many came out well, and how many did not."""
    program = [sys.executable, "-m", "pytest", "-q", *stories]
    ended = await asyncio.to_thread(
        subprocess.run, program, cwd=ROOT, capture_output=True, text=True, check=False
    )
    counted = {outcome: int(count) for count, outcome in _COUNTED.findall(ended.stdout)}
    bad = counted.get("failed", 0) + counted.get("error", 0) + (ended.returncode > 1)
    return [
        at_least(1, "stories that came out well", counted.get("passed", 0)),
        none("stories that did not", bad),
    ]


@promise("R5", "Only what provably did not reach the carrier is tried again", in_short=False)
async def retries(_: Stage) -> list[Figure]:
    return await told(
        "tests/domain/test_twilio_carrier.py",
        "tests/domain/test_twilio_carrier_failures.py",
        "tests/domain/test_delivery.py",
        "tests/domain/test_unknown_outcomes.py",
    )


@promise("R14", "Open pages show what pages opened afresh show", in_short=False)
async def convergence(_: Stage) -> list[Figure]:
    return await told("tests/ui/test_convergence.py")


@promise("R16", "A clock that jumps changes no order, and locks nobody in or out", in_short=False)
async def clocks(_: Stage) -> list[Figure]:
    return await told("tests/domain/test_clocks.py")

"""Eight minutes of a busy team: whether memory, lines or lateness grow, and whether all is let go.

Takes eleven minutes, so it is played only when it is asked for.
"""

import asyncio
import os
import re
import statistics
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.demo_data import MAYA, page_of_maya
from tests.benchmarks.measuring import memory_mb
from tests.benchmarks.programs import Program, ours
from tests.benchmarks.table import Row, at_least, at_most
from tests.benchmarks.texts import INBOUND_PATH, phone_network, post, signed_text
from tests.benchmarks.watchers import Place, Watchers, watchers

PAGES, PER_SECOND = 50, 5
ROUNDS, ROUND_SECONDS = 16, 30
RENEWED = 5
"""Pages that are closed, and opened anew, after each round."""
WARM_ROUNDS = 4
LET_GO_SECONDS = 130
SENDERS = (MAYA, *(f"+1416555{number}" for number in range(2000, 2019)))
LATE_MS = 50
METRICS_TOKEN = "the-token-of-the-benchmarks"


@dataclass(slots=True)
class Course:
    """What was seen after each round: minutes since the first, and megabytes."""

    began: float = field(default_factory=time.monotonic)
    minutes: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def note(self, program: Program) -> None:
        self.minutes.append((time.monotonic() - self.began) / 60)
        self.memory.append(memory_mb(program.pid))

    @property
    def mb_per_minute(self) -> float:
        warm = slice(WARM_ROUNDS, None)
        return statistics.linear_regression(self.minutes[warm], self.memory[warm]).slope


def rows(data: Path) -> Iterator[Row]:
    place_of_maya = page_of_maya(data)
    with ours(data, METRICS_TOKEN=METRICS_TOKEN) as program:
        lines = open_files(program)
        with watchers(Place(program.url, place_of_maya, signs_in=True)) as agents:
            agents.open(PAGES)
            course, slowest = played(program, agents)
            pages, in_time = figure(program, "open_pages"), share_in_time(program)
            agents.leave()
            time.sleep(LET_GO_SECONDS)
            left_pages, left_lines = figure(program, "open_pages"), open_files(program) - lines
    yield Row(what="pages open to the end", unit="", ours=pages, budget=at_least(PAGES))
    yield Row(what="slowest webhook", unit="ms", ours=slowest, budget=at_most(5000))
    yield Row(what="memory after it", unit="MB", ours=course.memory[-1], budget=at_most(220))
    yield Row(
        what="memory growth a minute", unit="MB", ours=course.mb_per_minute, budget=at_most(1)
    )
    yield Row(
        what=f"loop no more than {LATE_MS} ms late",
        unit="%",
        ours=100 * in_time,
        budget=at_least(99),
    )
    yield Row(what="pages kept after all left", unit="", ours=left_pages, budget=at_most(2))
    yield Row(what="lines and files kept", unit="", ours=left_lines, budget=at_most(2))


def played(program: Program, agents: Watchers) -> tuple[Course, float]:
    """Return the course, and how long the slowest webhook took, in milliseconds."""
    course, slowest = Course(), 0.0
    for number in range(ROUNDS):
        slowest = max(slowest, asyncio.run(a_round(program.url + INBOUND_PATH, number)))
        agents.renew(RENEWED)
        course.note(program)
    return course, slowest


async def a_round(url: str, number: int) -> float:
    texts = ROUND_SECONDS * PER_SECOND
    async with phone_network(lines=texts) as session, asyncio.TaskGroup() as posting:
        posted = []
        for count in range(texts):
            sender = SENDERS[count % len(SENDERS)]
            text = signed_text(url, words=f"Round {number}, text {count}", sender=sender)
            posted.append(posting.create_task(post(session, text)))
            await asyncio.sleep(1 / PER_SECOND)
    return max(each.result() for each in posted)


def open_files(program: Program) -> int:
    return len(os.listdir(f"/proc/{program.pid}/fd"))


def figure(program: Program, name: str) -> int:
    return int(float(_told(program, rf"^live_conversations_{name} (\S+)$")))


def share_in_time(program: Program) -> float:
    lag = "live_conversations_loop_lag_seconds"
    in_time = float(_told(program, rf'^{lag}_bucket{{le="{LATE_MS / 1000:g}"}} (\S+)$'))
    return in_time / float(_told(program, rf"^{lag}_count (\S+)$"))


def _told(program: Program, pattern: str) -> str:
    shown = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    asked = urllib.request.Request(f"{program.url}/metrics", headers=shown)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        found = re.search(pattern, answer.read().decode(), re.MULTILINE)
    assert found, pattern
    return found[1]

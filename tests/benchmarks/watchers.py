"""Many open pages without browsers, in a process of their own: the server must not share theirs."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from tests.agents import BrowserlessAgent
from tests.benchmarks.demo_data import EMAIL, PASSWORD

Seen = dict[str, float]
"""When each text of one page's log was first drawn, by `time.perf_counter`.

On Linux that clock is the same for all processes.
"""


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    path: str
    signs_in: bool


class Watchers:
    def __init__(self, questions: "Connection[int | None, object]") -> None:
        self._questions = questions

    def open(self, pages: int) -> None:
        """So many in all, with those that are open. Return when they are connected."""
        self._ask(pages)

    def seen(self) -> list[Seen]:
        answer = self._ask(None)
        assert isinstance(answer, list)
        return answer

    def _ask(self, question: int | None) -> object:
        self._questions.send(question)
        return self._questions.recv()


@contextmanager
def watchers(place: Place) -> Iterator[Watchers]:
    """They leave when asked no more."""
    spawning = multiprocessing.get_context("spawn")
    questions, answers = spawning.Pipe()
    process = spawning.Process(target=_watch, args=(place, answers), daemon=True)
    process.start()
    answers.close()
    try:
        yield Watchers(questions)
    finally:
        process.kill()
        process.join()


def _watch(place: Place, questions: "Connection[object, int | None]") -> None:
    asyncio.run(_answer(place, questions))


async def _answer(place: Place, questions: "Connection[object, int | None]") -> None:
    agents: list[BrowserlessAgent] = []
    while True:
        pages = await asyncio.to_thread(questions.recv)
        if pages is None:
            questions.send([_seen_by(agent) for agent in agents])
        else:
            agents += [await _open(place) for _ in range(pages - len(agents))]
            questions.send("open")


async def _open(place: Place) -> BrowserlessAgent:
    agent = BrowserlessAgent(place.url)
    if place.signs_in:
        await agent.sign_in(EMAIL, PASSWORD)
    await agent.open(place.path)
    return agent


def _seen_by(agent: BrowserlessAgent) -> Seen:
    return {str(bubble.message["text"]): bubble.at for bubble in agent.log.values()}

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


Wish = tuple[str, int]


class Watchers:
    def __init__(self, wishes: "Connection[Wish, object]") -> None:
        self._wishes = wishes

    def open(self, pages: int) -> None:
        """So many in all, with those that are open. Return when they are connected."""
        self._ask("open", pages)

    def renew(self, pages: int) -> None:
        """Close the oldest ones, and open as many."""
        self._ask("renew", pages)

    def leave(self) -> None:
        """Close all of them."""
        self._ask("leave")

    def seen(self) -> list[Seen]:
        answer = self._ask("seen")
        assert isinstance(answer, list)
        return answer

    def _ask(self, wish: str, pages: int = 0) -> object:
        self._wishes.send((wish, pages))
        return self._wishes.recv()


@contextmanager
def watchers(place: Place) -> Iterator[Watchers]:
    """They leave when asked no more."""
    spawning = multiprocessing.get_context("spawn")
    wishes, answers = spawning.Pipe()
    process = spawning.Process(target=_watch, args=(place, answers), daemon=True)
    process.start()
    answers.close()
    try:
        yield Watchers(wishes)
    finally:
        process.kill()
        process.join()


def _watch(place: Place, wishes: "Connection[object, Wish]") -> None:
    asyncio.run(_answer(place, wishes))


async def _answer(place: Place, wishes: "Connection[object, Wish]") -> None:
    agents: list[BrowserlessAgent] = []
    while True:
        wish, pages = await asyncio.to_thread(wishes.recv)
        if wish == "open":
            agents += [await _open(place) for _ in range(pages - len(agents))]
        elif wish == "renew":
            leaving, agents = agents[:pages], agents[pages:]
            await _close(leaving)
            agents += [await _open(place) for _ in leaving]
        elif wish == "leave":
            await _close(agents)
            agents = []
        wishes.send([_seen_by(agent) for agent in agents] if wish == "seen" else wish)


async def _close(agents: list[BrowserlessAgent]) -> None:
    await asyncio.gather(*(agent.close() for agent in agents))


async def _open(place: Place) -> BrowserlessAgent:
    agent = BrowserlessAgent(place.url)
    if place.signs_in:
        await agent.sign_in(EMAIL, PASSWORD)
    await agent.open(place.path)
    return agent


def _seen_by(agent: BrowserlessAgent) -> Seen:
    return {str(bubble.message["text"]): bubble.at for bubble in agent.log.values()}

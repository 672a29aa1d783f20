"""Somebody of the team without a browser, for tests and benchmarks that need many or brave ones."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import httpx
from socketio.exceptions import SocketIOError

from tests.open_page import Frame, OpenPage, Row
from tests.ui.visitors import Visitor

AGAIN_SECONDS = 10.0
"""As `composer_box.js`: a line can die unnoticed, so an unconfirmed text is handed over again."""
BETWEEN_TRIES_SECONDS = 0.05


class NotAccepted(Exception):
    """The server refused a text; the words are those for the screen."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message in the log. `at` is when it was first drawn on this page."""

    at: float
    message: Row


class BrowserlessAgent:
    """Has one page open, from `open` to `close`, and does on it what our JavaScript would do.

    When the line breaks, the page is opened afresh until that succeeds, and a text that was not
    confirmed is handed over again with the same key.
    """

    def __init__(self, address: str) -> None:
        self.frames: list[Frame] = []
        self.log: dict[int, Bubble] = {}
        """The messages on the page, by id."""
        self._address = address
        self._visitor = Visitor(address)
        self._page: asyncio.Future[OpenPage] = asyncio.get_running_loop().create_future()
        self._keeping: asyncio.Task[None] | None = None
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._watched: dict[str, asyncio.Future[Bubble]] = {}

    async def sign_in(self, email: str, password: str) -> None:
        answer = await self._visitor.sign_in(email, password)
        assert answer.status_code == 303, f"{email} was not let in: {answer.status_code}"

    async def open(self, path: str = "/live-conversations") -> None:
        """Return once the page is drawn and its socket is connected."""
        self._keeping = asyncio.create_task(self._keep_open(path))
        await self.page()

    async def send(self, conversation_id: int, *, key: str, text: str) -> None:
        """Return once the server has confirmed it, however often it has to be handed over.

        Raise `NotAccepted` when it is refused.
        """
        answer = self._answers[key] = asyncio.get_running_loop().create_future()
        while not answer.done():
            page = await self.page()
            with suppress(SocketIOError):
                await page.report(
                    "composer", "sendMessage", conversation_id, key, text, None, [], None
                )
            news = {answer, page.gone}
            await asyncio.wait(news, timeout=AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        await answer

    async def sees(self, text: str, *, within_seconds: float = 10) -> Bubble:
        """Wait for the bubble with this text. Raise `TimeoutError` when it does not come."""
        for bubble in self.log.values():
            if bubble.message["text"] == text:
                return bubble
        nothing_yet = asyncio.get_running_loop().create_future()
        watched = self._watched.setdefault(text, nothing_yet)
        async with asyncio.timeout(within_seconds):
            return await asyncio.shield(watched)

    async def close(self) -> None:
        """Close the tab, and the browser with it."""
        # Who comes back just then uses `wait_for`, which in Python 3.11 may forget being cancelled.
        while self._keeping and not self._keeping.done():
            self._keeping.cancel()
            await asyncio.wait([self._keeping], timeout=1)
        await self._visitor.leave()

    async def report(self, tag: str, event: str, *details: object) -> None:
        """As the element of this tag would, once: on a dying line it is lost."""
        await (await self.page()).report(tag, event, *details)

    async def page(self) -> "OpenPage":
        """The one that is open; while there is none, the next one."""
        return await asyncio.shield(self._page)

    async def _keep_open(self, path: str) -> None:
        try:
            while True:
                page = await self._reach(path)
                self._page.set_result(page)
                await page.stays_open()
                self._page = asyncio.get_running_loop().create_future()
        except Exception as error:
            self._page.set_exception(error)  # for whoever waits for the page

    async def _reach(self, path: str) -> "OpenPage":
        while True:
            try:
                return await self._load(path)
            except (httpx.TransportError, SocketIOError):
                await asyncio.sleep(BETWEEN_TRIES_SECONDS)

    async def _load(self, path: str) -> "OpenPage":
        answer = await self._visitor.get(path)
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        page = OpenPage(self._address, answer.text, on_frame=self._hear)
        try:
            await page.connect(cookie=self._visitor.cookie)
        except BaseException:
            await page.close()
            raise
        return page

    def _hear(self, frame: Frame) -> None:
        self.frames.append(frame)
        match frame.element, frame.method, frame.details:
            case "composer", "accept", [str(key)]:
                self._answer(key)
            case "composer", "reject", [str(key), str(sentence)]:
                self._answer(key, NotAccepted(sentence))
            case "message_log", "showConversation", [_, list(messages), *_]:
                self.log = {}
                for message in messages:
                    self._draw(frame, message)
            case "message_log", "upsertMessage", [dict(message)]:
                self._draw(frame, message)

    def _answer(self, key: str, refusal: NotAccepted | None = None) -> None:
        """Once: a text that was handed over twice is also confirmed twice."""
        answer = self._answers.get(key)
        if answer is None or answer.done():
            return
        if refusal:
            answer.set_exception(refusal)
        else:
            answer.set_result(None)

    def _draw(self, frame: Frame, message: Row) -> None:
        known = self.log.get(message["id"])
        bubble = Bubble(known.at if known else frame.at, message)
        self.log[message["id"]] = bubble
        if watched := self._watched.pop(message["text"], None):
            watched.set_result(bubble)

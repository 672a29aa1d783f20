"""Somebody of the team without a browser, for tests and benchmarks that need many or brave ones."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
from socketio.exceptions import SocketIOError

from tests.ui.visitors import Tab, Visitor
from ui.elements.composer import protocol as composer
from ui.elements.conversation_list import protocol as conversation_list
from ui.elements.message_log import protocol as message_log
from ui.elements.shell import protocol as shell
from ui.elements.wire import field_names, script_name

AGAIN_SECONDS = 10.0
"""As `composer_box.js`: a line can die unnoticed, so an unconfirmed text is handed over again."""
ACK_SECONDS = 3.0
"""As NiceGUI's page: until it is told so, the server keeps what it has sent."""
BETWEEN_TRIES_SECONDS = 0.05

PROTOCOLS = {
    module.__name__.split(".")[-2]: (module.CALLS, module.EVENTS)
    for module in (composer, conversation_list, message_log, shell)
}
"""The calls and events of each element that speaks in objects."""
_FIELDS = {
    (tag, script_name(event)): tuple(field_names(event).values())
    for tag, (_, events) in PROTOCOLS.items()
    for event in events
}

Row = dict[str, Any]
"""As `ui.formatting.inbox_rows` makes them, or as NiceGUI describes an element."""

_METHOD_CALL = re.compile(r'return runMethod\((\d+), "(\w+)", (\[.*\])\)', re.DOTALL)


class NotAccepted(Exception):
    """The server refused a text; the words are those for the screen."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing an element of the page was told. `at` is of `time.perf_counter`."""

    at: float
    element: str
    method: str
    details: list[object]


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


def _as_sent(tag: str, event: str, details: tuple[object, ...]) -> list[object]:
    """One object of the event's fields; those that were forgotten or made up show in it."""
    names = _FIELDS.get((tag, event))
    if not names:
        return list(details)
    made_up = {f"extra{number}": each for number, each in enumerate(details[len(names) :])}
    return [dict(zip(names, details, strict=False)) | made_up]


def _names_of(element: Row) -> set[str | None]:
    props = element["props"]
    return {element.get("text"), props.get("label"), props.get("aria-label")}


class OpenPage(Tab):
    """A page and its socket: hears what its elements are told, and reports what they would."""

    def __init__(self, address: str, html: str, *, on_frame: Callable[[Frame], None]) -> None:
        super().__init__(address, html)
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_frame = on_frame
        self._acked_at = time.perf_counter()
        self._told: Counter[str] = Counter()
        self.socket.on("run_javascript", self._run)
        self.socket.on("update", self._update)
        self.socket.on("disconnect", self._go)
        for number in self._elements:
            self._listen(number)

    async def stays_open(self) -> None:
        """Return once the line has broken, with nothing left of it on our side."""
        try:
            await asyncio.shield(self.gone)
        finally:
            await self.close()

    async def report(self, tag: str, event: str, *details: object) -> None:
        """As the element of this tag does in the browser: the fields of an event in order.

        Raise socketio's errors.
        """
        number, listener = self._listener(tag, event)
        message = {
            "client_id": self.page_id,
            "id": number,
            "listener_id": listener,
            "args": [json.dumps(detail) for detail in _as_sent(tag, event, details)],
        }
        await self.socket.emit("event", message)

    async def choose(self, name: str) -> None:
        """As a tap on the button or menu item of this name, in a panel composed in Python."""
        number = self._named(name)
        while not self._hears(number, "click"):
            number = self._parent_of(number)
        await self._emit(number, "click")

    async def fill(self, name: str, text: str) -> None:
        """Into the field of this name, and Enter."""
        number = self._named(name)
        await self._emit(number, "update:modelValue", text)
        await self._emit(self._parent_of(number), "submit")

    def texts(self) -> list[str]:
        """What stands in the details, from the top to the bottom."""
        facts = next(number for number, each in self._elements.items() if each["tag"] == "dl")
        return list(self._texts_in(self._parent_of(facts)))

    def _texts_in(self, number: str) -> Iterator[str]:
        element = self._elements[number]
        shown = element.get("text") or element["props"].get("datetime")
        if shown:
            yield shown
        for child in element.get("children", []):
            yield from self._texts_in(str(child))

    def shows(self, name: str) -> bool:
        return any(name in _names_of(each) for each in self._elements.values())

    def _named(self, name: str) -> str:
        return next(number for number, each in self._elements.items() if name in _names_of(each))

    def _parent_of(self, number: str) -> str:
        return next(
            other
            for other, each in self._elements.items()
            if int(number) in each.get("children", [])
        )

    def _hears(self, number: str, event: str) -> bool:
        return any(each["type"] == event for each in self._elements[number].get("events", []))

    async def _emit(self, number: str, event: str, *args: object) -> None:
        for listener in self._elements[number]["events"]:
            if listener["type"] == event and not listener["js_handler"]:
                message = {
                    "client_id": self.page_id,
                    "id": int(number),
                    "listener_id": listener["listener_id"],
                    "args": [json.dumps(each) for each in args],
                }
                await self.socket.emit("event", message)

    async def press(self, label: str) -> None:
        """Click the button with these words on it."""
        ((number, listener),) = (
            (int(number), each["listener_id"])
            for number, element in self._elements.items()
            if element.get("props", {}).get("label") == label
            for each in element["events"]
            if each["type"] == "click"
        )
        details = {"client_id": self.page_id, "id": number, "listener_id": listener, "args": []}
        await self.socket.emit("event", details)

    def _listener(self, tag: str, event: str) -> tuple[int, str]:
        """Of the first such element: there are two boxes to write in."""
        return next(
            (int(number), each["listener_id"])
            for number, element in self._elements.items()
            if element["tag"] == f"nicegui-{tag}"
            for each in element["events"]
            if each["type"] == event
        )

    def props(self, tag: str) -> Row:
        """What came with the element of this tag."""
        props: Row = self._element(tag)[1]["props"]
        return props

    def _element(self, tag: str) -> tuple[int, Row]:
        """There must be one only."""
        wanted = f"nicegui-{tag}"
        ((number, element),) = (each for each in self._elements.items() if each[1]["tag"] == wanted)
        return int(number), element

    async def _run(self, message: Row) -> None:
        now = time.perf_counter()
        if call := _METHOD_CALL.fullmatch(message["code"]):
            number, method, details = call.groups()
            self._record_call(now, number, method, json.loads(details))
        await self._ack(message["_id"])

    async def _update(self, message: Row) -> None:
        message_id = message.pop("_id")
        for number, element in message.items():
            if element is None:
                self._elements.pop(number, None)
                continue
            self._elements[number] = element
            self._listen(number)
        await self._ack(message_id)

    async def _ack(self, message_id: int) -> None:
        self.next_message_id = message_id + 1
        now = time.perf_counter()
        if now - self._acked_at > ACK_SECONDS:
            self._acked_at = now
            acked = {"client_id": self.page_id, "next_message_id": message_id + 1}
            await self.socket.emit("ack", acked)

    def _listen(self, number: str) -> None:
        """As `initial_calls.js`: the calls made before the connection was up come with the page."""
        now = time.perf_counter()
        calls = self._elements[number].get("props", {}).get("initialCalls", [])
        for method, *details in calls[self._told[number] :]:
            self._record_call(now, number, method, details)
        self._told[number] = len(calls)

    def _record_call(self, at: float, number: str, method: str, details: list[Any]) -> None:
        tag = self._elements[number]["tag"].removeprefix("nicegui-")
        if tag in PROTOCOLS:
            details = [value for fields in details for value in fields.values()]
        self._on_frame(Frame(at, tag, method, details))

    def _go(self, _reason: object = None) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

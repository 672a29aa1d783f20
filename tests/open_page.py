"""An open page without a browser: it hears what its elements are told, and reports for them."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.ui.visitors import Tab
from ui.elements.composer import protocol as composer
from ui.elements.conversation_list import protocol as conversation_list
from ui.elements.message_log import protocol as message_log
from ui.elements.shell import protocol as shell
from ui.elements.wire import field_names, script_name

ACK_SECONDS = 3.0
"""As NiceGUI's page: until it is told so, the server keeps what it has sent."""

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


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing an element of the page was told. `at` is of `time.perf_counter`."""

    at: float
    element: str
    method: str
    details: list[object]


def _as_sent(tag: str, event: str, details: tuple[object, ...]) -> list[object]:
    """One object of the event's fields; those that were forgotten or made up show in it."""
    names = _FIELDS.get((tag, event))
    if not names:
        return list(details)
    made_up = {f"extra{number}": each for number, each in enumerate(details[len(names) :])}
    return [dict(zip(names, details, strict=False)) | made_up]


def _names_of(element: Row) -> set[str | None]:
    props = element.get("props", {})
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
        for event in ("update:value", "update:modelValue"):
            await self._emit(number, event, text)
        await self._emit(self._parent_of(number), "submit")

    def texts(self) -> list[str]:
        """What stands in the details, from the top to the bottom."""
        facts = next(number for number, each in self._elements.items() if each["tag"] == "dl")
        return list(self._texts_in(self._parent_of(facts)))

    def _texts_in(self, number: str) -> Iterator[str]:
        element = self._elements[number]
        shown = element.get("text") or element.get("props", {}).get("datetime")
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
            handler = listener["js_handler"]  # of the browser's own; some report as well
            if listener["type"] == event and (not handler or "emit()" in handler):
                message = {
                    "client_id": self.page_id,
                    "id": int(number),
                    "listener_id": listener["listener_id"],
                    "args": [json.dumps(each) for each in args],
                }
                await self.socket.emit("event", message)

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
        if number not in self._elements:  # it is gone by now, and a browser does nothing
            return
        tag = self._elements[number]["tag"].removeprefix("nicegui-")
        if tag in PROTOCOLS:
            details = [value for fields in details for value in fields.values()]
        self._on_frame(Frame(at, tag, method, details))

    def _go(self, _reason: object = None) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

"""An element that draws itself in the browser: told by Python, and heard with distrust."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import orjson
from nicegui import Client
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from domain.model.errors import DomainError
from ui.elements.wire import Check, Row, field_names, parse, payload, script_name

logger = logging.getLogger(__name__)

_OPTIONS = orjson.OPT_NON_STR_KEYS


class LiveElement(Element):
    """Holds nothing of what it shows: the rows live in the page, and are changed one by one."""

    _tag: ClassVar[str]

    def __init_subclass__(cls, *, component: str) -> None:
        """NiceGUI would have browsers fetch each script by itself; ours come as one bundle."""
        super().__init_subclass__()
        cls._tag = f"nicegui-{component.removesuffix('.js')}"

    def __init__(self) -> None:
        super().__init__(self._tag)
        self._initial_calls: list[bytes] = []
        self._last_calls: dict[str, tuple[object, ...]] = {}
        self._is_up = False

    def call(self, call: object) -> None:
        """Call the JavaScript method of this name with the fields of `call` as one object."""
        self.call_client(script_name(type(call)), payload(call))

    def call_if_changed(self, call: object) -> None:
        """For methods that render everything they are given: an equal call is left out."""
        self.call_client_if_changed(script_name(type(call)), payload(call))

    def on_event(self, event: type, callback: Callable[..., Awaitable[object]]) -> None:
        """Call back with the fields of each event that passes its checks; drop all others.

        Only to be called in constructors: an element that gets a listener later is drawn anew.
        """

        async def handle(report: GenericEventArguments) -> None:
            received = parse(event, report.args)
            if received is None:
                return
            kind: Any = event
            values = (getattr(received, name) for name in field_names(kind))
            await answered(callback(*values), event=event.__name__)

        self.on(script_name(event), handle)

    def call_client(self, method: str, *details: object) -> None:
        """What is told before the browser connects travels in the page and is painted first.

        When the page was sent already, NiceGUI sends the longer list once the line is up.
        """
        self._is_up = self._is_up or self.client.has_socket_connection
        if self._is_up:
            # `run_method` would start a task each time, to wait for an answer nobody reads.
            arguments = orjson.dumps(details, option=_OPTIONS).decode()
            code = f'return runMethod({self.id}, "{method}", {arguments})'
            self.client.outbox.enqueue_message("run_javascript", {"code": code}, self.client.id)
            return
        self._initial_calls.append(orjson.dumps([method, *details], option=_OPTIONS))
        self.props["initialCalls"] = orjson.Fragment(b"[" + b",".join(self._initial_calls) + b"]")

    def call_client_if_changed(self, method: str, *details: object) -> None:
        """For methods that draw everything they are told: the same once more is left out."""
        if self._last_calls.get(method) != details:
            self._last_calls[method] = details
            self.call_client(method, *details)

    def release_initial_data(self) -> None:
        """Of what travelled in the page, for the browser has it by now.

        Unless more was told since the page left: that is about to be sent, with all before it.
        """
        if self.id in self.client.outbox.updates:
            return
        self._is_up = True
        self._initial_calls.clear()
        with self.props.suspend_updates():
            for name, value in list(self.props.items()):
                if isinstance(value, orjson.Fragment):
                    del self.props[name]

    def on_client_event(
        self, event: str, callback: Callable[..., Awaitable[object]], *checks: Check
    ) -> None:
        """Pass on what the browser reports if it is what was agreed; anything else is not ours.

        Only to be called in constructors: an element that gets a listener later is drawn anew.
        """

        async def heard(report: GenericEventArguments) -> None:
            given = reported(report.args, len(checks))
            if not fits(given, checks):
                return
            await answered(callback(*given), event=event)

        self.on(event, heard)


async def answered(handling: Awaitable[object], *, event: str) -> None:
    try:
        await handling
    except DomainError as refusal:
        # What a person may do wrong is answered by then; this is what no page offers.
        logger.info("“%s” was refused: %s", event, refusal)


def release_initial_data_once_connected(client: Client) -> None:
    """A page weighs half as much that does not keep what it was opened with."""

    def let_go() -> None:
        for element in client.elements.values():
            if isinstance(element, LiveElement):
                element.release_initial_data()

    client.on_connect(let_go)


def reported(sent: object, count: int) -> list[object]:
    """NiceGUI hands a single value over bare, and nothing at all as `None`."""
    if count == 0:
        return []
    return sent if count > 1 and isinstance(sent, list) else [sent]


def fits(given: list[object], checks: tuple[Check, ...]) -> bool:
    return len(given) == len(checks) and all(
        check(value) for check, value in zip(checks, given, strict=True)
    )


def rows_prop(rows: list[Row]) -> orjson.Fragment:
    """Rows ready for the page. As a list NiceGUI would copy and watch every one of them."""
    return orjson.Fragment(orjson.dumps(rows))

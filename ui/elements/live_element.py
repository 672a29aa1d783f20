"""An element that draws itself in the browser: told by Python, and heard with distrust."""

import logging
from collections.abc import Awaitable, Callable
from typing import ClassVar

import orjson
from nicegui import Client
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from domain.model.errors import DomainError

logger = logging.getLogger(__name__)

MOST_ID = 2**63 - 1
KEY_LENGTH = 64
TEXT_LENGTH = 10_000
"""Far above every limit of ours: a longer text is no slip of a person."""

Row = dict[str, object]
"""What the browser draws of one thing; made by `ui.formats`."""

Check = Callable[[object], bool]


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

    def call_client(self, method: str, *details: object) -> None:
        """What is told before the browser connects travels in the page and is painted first.

        When the page was sent already, NiceGUI sends the longer list once the line is up.
        """
        self._is_up = self._is_up or self.client.has_socket_connection
        if self._is_up:
            # `run_method` would start a task each time, to wait for an answer nobody reads.
            code = f'return runMethod({self.id}, "{method}", {orjson.dumps(details).decode()})'
            self.client.outbox.enqueue_message("run_javascript", {"code": code}, self.client.id)
            return
        self._initial_calls.append(orjson.dumps([method, *details]))
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
            try:
                await callback(*given)
            except DomainError as refusal:
                # What a person may do wrong is answered by then; this is what no page offers.
                logger.info("“%s” was refused: %s", event, refusal)

        self.on(event, heard)


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


def is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= MOST_ID


def is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST_ID


def is_key(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= KEY_LENGTH


def is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_LENGTH


def one_of(choices: frozenset[str]) -> Check:
    return lambda value: isinstance(value, str) and value in choices


def rows_prop(rows: list[Row]) -> orjson.Fragment:
    """Rows ready for the page. As a list NiceGUI would copy and watch every one of them."""
    return orjson.Fragment(orjson.dumps(rows))

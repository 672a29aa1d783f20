"""People in front of the session guard: a browser with cookies, and pages with sockets."""

import asyncio
import html
import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from inspect import isawaitable
from typing import Any
from urllib.parse import urlencode

import httpx
import socketio

PASSWORD = "a winter coat on hold"
UPLOAD_SECONDS = 120
BETWEEN_LOOKS_SECONDS = 0.005
PATIENCE_SECONDS = 60
"""For what happens at once on a machine with nothing else to do."""


class Visitor:
    """Sends what a browser would send, unless told to lie."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.browser = httpx.AsyncClient(base_url=address, headers=headers, verify=False)
        self._tabs: list[Tab] = []

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.browser.get(path, headers={"Sec-Fetch-Dest": "document", **headers})

    async def post(self, path: str, *, origin: str | None = "", **fields: str) -> httpx.Response:
        """From our own page, unless `origin` says otherwise; `None` sends none."""
        headers = {} if origin is None else {"Origin": origin or self.address}
        headers["Sec-Fetch-Dest"] = "document"
        return await self.browser.post(path, data=fields, headers=headers)

    async def send(self, method: str, path: str, **fields: str) -> httpx.Response:
        """By whatever method a page of ours may use."""
        if method == "GET":
            return await self.get(path)
        headers = {"Origin": self.address, "Sec-Fetch-Dest": "document"}
        return await self.browser.request(method, path, data=fields, headers=headers)

    async def sign_in(
        self, email: str, password: str = PASSWORD, *, next: str = ""
    ) -> httpx.Response:
        path = f"/sign-in?{urlencode({'next': next})}" if next else "/sign-in"
        token = token_in(await self.get("/sign-in"))
        return await self.post(path, email=email, password=password, token=token)

    @property
    def cookie(self) -> str:
        """As it stands in the browser's cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())

    async def send_up(
        self,
        content: bytes | AsyncIterator[bytes],
        *,
        conversation: int,
        key: str,
        name: str = "coat.jpg",
    ) -> httpx.Response:
        """A picture for the next message there."""
        return await self.browser.post(
            "/live-conversations/attachments",
            params={"key": key, "conversation": conversation, "name": name},
            content=content,
            headers={"Origin": self.address},
            timeout=UPLOAD_SECONDS,
        )

    async def open(self, path: str = "/") -> "Tab":
        tab = Tab(self.address, (await self.get(path)).text)
        self.keep(tab)
        await tab.connect(cookie=self.cookie)
        return tab

    def keep(self, tab: "Tab") -> None:
        """It is closed with the browser."""
        self._tabs.append(tab)

    @property
    def token(self) -> str:
        """Of the forms of this browser, once one was opened."""
        return self.browser.cookies.get("lc-form", "")

    async def leave(self) -> None:
        for tab in self._tabs:
            await tab.close()
        await self.browser.aclose()


class Tab:
    """A NiceGUI page in a browser: its elements, and the socket it speaks through."""

    def __init__(self, address: str, page: str) -> None:
        self._address = address
        self.page_id = found(r"'client_id': '([^']+)'", page)
        self._elements = elements_in(page)
        self._tab_id, self._document_id = str(uuid.uuid4()), str(uuid.uuid4())
        self.next_message_id = 0
        """The number of what the server says next, as far as this page has heard."""
        self.sent_to: list[str] = []
        self.socket = socketio.AsyncClient(reconnection=False)
        self.socket.on("open", lambda message: self.sent_to.append(message["path"]))

    async def connect(self, *, cookie: str, origin: str | None = "", by: str = "websocket") -> None:
        """Raise socketio's `ConnectionError` when the server refuses."""
        # Of a line that was cut, the client takes note some time before it has let go of it.
        await until(lambda: self.socket.eio.state == "disconnected")
        query = urlencode(
            {
                "client_id": self.page_id,
                "tab_id": self._tab_id,
                "document_id": self._document_id,
                "next_message_id": self.next_message_id,
                "implicit_handshake": "true",
            }
        )
        headers = {"Cookie": cookie}
        if origin is not None:
            headers["Origin"] = origin or self._address
        await self.socket.connect(
            f"{self._address}?{query}",
            headers=headers,
            transports=[by],
            socketio_path="/_nicegui_ws/socket.io",
        )

    async def press(self, *, through: "Tab | None" = None) -> None:
        """The button of this page; `through` the socket of another."""
        button, listener = self._button()
        message = {"client_id": self.page_id, "id": button, "listener_id": listener, "args": []}
        await (through or self).socket.emit("event", message)

    async def fill(self, field: str, value: object) -> None:
        """The field of this name."""
        await self._emit(field, "update:value", value)

    async def press_button(self, name: str) -> None:
        await self._emit(name, "click")

    async def _emit(self, name: str, event: str, *details: object) -> None:
        (found,) = [
            (number, listener["listener_id"])
            for number, element in self._elements.items()
            if name in (element.get("props", {}).get(key) for key in ("aria-label", "label"))
            for listener in element.get("events", ())
            if listener["type"] == event
        ]
        message = {"client_id": self.page_id, "id": int(found[0]), "listener_id": found[1]}
        await self.socket.emit("event", message | {"args": [json.dumps(each) for each in details]})

    def _button(self) -> tuple[int, str]:
        buttons = [one for one in self._elements.items() if one[1]["tag"] == "q-btn"]
        ((number, button),) = buttons
        return int(number), button["events"][0]["listener_id"]

    async def close(self) -> None:
        await self.socket.disconnect()


def elements_in(page: str) -> dict[str, dict[str, Any]]:
    """What a NiceGUI page is made of, by number."""
    elements = found(r"parseElements\(String.raw`(.*?)`\)", page)
    parsed: dict[str, dict[str, Any]] = json.loads(html.unescape(elements))
    return parsed


def token_in(response: httpx.Response) -> str:
    return found(r'name="token" value="([^"]+)"', response.text)


def alert(answer):
    """What the page says went wrong, as a screen reader would read it out."""
    return re.search(r'role="alert">([^<]+)<', answer.text)[1]


def value_of(field, answer):
    return re.search(rf'name="{field}"[^>]*value="([^"]*)"', answer.text)[1]


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, f"{pattern} is not in {text[:2000]}"
    return match[1]


async def longest_wait_while(visitor: Visitor, work: Awaitable[object]) -> float:
    """In seconds, of somebody who asks for a small thing again and again meanwhile."""
    waits: list[float] = []
    asking = asyncio.create_task(_ask_again_and_again(visitor, waits))
    await work
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    return max(waits)


async def _ask_again_and_again(visitor: Visitor, waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await visitor.get("/favicon.ico")
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(BETWEEN_LOOKS_SECONDS)


async def until(condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for it to be true; what it returns may have to be awaited."""
    end = time.monotonic() + seconds
    while not await answer(condition):
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.01)


async def answer(condition: Callable[[], object]) -> object:
    outcome = condition()
    return await outcome if isawaitable(outcome) else outcome

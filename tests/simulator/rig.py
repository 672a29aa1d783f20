"""Real servers on loopback for the simulator, for the app it calls, and for a broken Twilio."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from domain.simulator import AppNumber, NetworkTiming

ACCOUNT = "AC" + "5" * 32
TOKEN = "the-auth-token-of-the-simulator"
QUEEN_STREET, HARBOUR = "+14165550100", "+14165550101"
MAYA, DANA = "+14165550137", "+14165550162"

BRISK = NetworkTiming(
    until_sent=0.01,
    until_delivered=0.01,
    when_late=0.3,
    until_answered=0.01,
    retry_pauses=(0.02, 0.02, 0.02),
)
PATIENCE_SECONDS = 60
"""For what happens at once on a machine with nothing else to do."""

NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def app_numbers() -> list[AppNumber]:
    return [AppNumber(QUEEN_STREET, "Queen Street"), AppNumber(HARBOUR, "Harbour")]


async def eventually(is_true: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it holds; fail when it never does."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(app: ASGIApp, *, port: int = 0) -> AsyncIterator[str]:
    """The app behind uvicorn's own protocol, and its address.

    Its `Server` around that waits a fifth of a second for each test to end.
    """
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    config.load()
    state = ServerState()
    state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
    server = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}),
        host="127.0.0.1",
        port=port,
    )
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        await asyncio.gather(*state.tasks, return_exceptions=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Webhook:
    path: str
    form: list[tuple[str, str]]
    headers: dict[str, str]

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.form)

    @property
    def status(self) -> str:
        return self.fields.get("MessageStatus", "")


@dataclass
class Inbox:
    """The app as the simulator meets it: takes webhooks, and answers what it is told to."""

    came: list[Webhook] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    """For the next requests; after these, a proper one."""

    @property
    def app(self) -> ASGIApp:
        return Starlette(routes=[Route("/{path:path}", self._take, methods=["POST"])])

    @property
    def statuses(self) -> list[str]:
        return [webhook.status for webhook in self.came]

    @property
    def texts(self) -> list[str]:
        return [webhook.fields["Body"] for webhook in self.came if "Body" in webhook.fields]

    async def _take(self, request: Request) -> Response:
        body = (await request.body()).decode()
        query = f"?{request.url.query}" if request.url.query else ""
        form = parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body))
        self.came.append(Webhook(request.url.path + query, form, dict(request.headers)))
        if self.answers:
            return self.answers.pop(0)
        return Response(NOTHING_TO_SAY, media_type="text/xml")


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Wire:
    """A server below HTTP: keeps what it was sent, and then does with the line as it likes."""

    requests: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def form(self) -> dict[str, str]:
        body = self.requests[-1].partition("\r\n\r\n")[2]
        return dict(parse_qsl(body, keep_blank_values=True))

    @property
    def headers(self) -> dict[str, str]:
        lines = self.requests[-1].partition("\r\n\r\n")[0].split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


@asynccontextmanager
async def wired(behaviour: Behaviour) -> AsyncIterator[Wire]:
    wire = Wire()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            wire.requests.append(await _request(reader))
            await behaviour(writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield wire


def answering(
    status: int, body: str, *, media_type: str = "application/json", headers: str = ""
) -> Behaviour:
    """The `headers` each with the end of their line."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        content = body.encode()
        head = (
            f"HTTP/1.1 {status} Whatever\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\n{headers}\r\n"
        )
        writer.write(head.encode() + content)
        await writer.drain()

    return answer


async def dropping(writer: asyncio.StreamWriter) -> None:
    """The line goes dead once the request has been heard."""


async def _request(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(
        (
            int(line[15:])
            for line in head.split("\r\n")
            if line.lower().startswith("content-length")
        ),
        0,
    )
    return head + (await reader.readexactly(length)).decode()

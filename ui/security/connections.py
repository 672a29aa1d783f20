"""How many connections there may be, how long one may wait, and how much it may send unasked.

uvicorn waits endlessly for the rest of a request and takes every connection, so half-sent
requests would use up the files that a process may open, and nobody else would be answered.
"""

import asyncio
import logging
import sys
from asyncio import TimerHandle
from typing import Any
from weakref import WeakKeyDictionary

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Request

from ui.security.rate_limits import RateLimit

if sys.platform != "win32":
    import resource

logger = logging.getLogger(__name__)

HEADERS_SECONDS = 15.0
"""In which the headers of a request must have come."""
REST_SECONDS = 60.0
"""In which the rest of a body must have come that was answered before it was whole."""
UNREAD_SECONDS = 60.0
"""In which some of an answer must be read. Who reads nothing holds a connection and a file."""
KEEP_ALIVE_SECONDS = 130
"""A little longer than proxies keep theirs (Caddy: two minutes), so that they end them, not we."""
LARGEST_HEAD_BYTES = 64 * 1024
LARGEST_FRAME_BYTES = 256 * 1024
MOST_FILES = 8192
"""More than that nobody needs who may have a million."""
OTHER_FILES = 100
"""The database, media, connections to the carrier and so on."""
FEWEST = 16
CUT = "cut"
"""The extension of the ASGI scope that ends a websocket at once, whatever its other side does."""

REFUSALS = {408: b"Request Timeout", 431: b"Request Header Fields Too Large"}


def raise_file_limit() -> None:
    """As far as the system lets us: many start a process with room for a few hundred files."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """Half of the files for requests, the other half for sockets."""
    files = MOST_FILES
    if sys.platform != "win32":
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        files = files if soft == resource.RLIM_INFINITY else min(soft, files)
    return max(FEWEST, (files - OTHER_FILES) // 2)


class _ReadsOn(asyncio.Protocol):
    """Ends a connection whose other side stops reading what it is sent."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _unread_timer: TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_timer = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        _cancel(self._unread_timer)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        _cancel(self._unread_timer)


class HttpProtocol(_ReadsOn, HttpToolsProtocol):
    """One connection for requests. When there are too many, the one that waits longest goes."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._all = _OF_SERVER.setdefault(server_state, {})
        self._has_headers = False
        self._is_whole = True
        """Whether all of the last request has come."""
        self._unasked_bytes = 0
        """Of headers and the like, since the last piece of a body."""
        self._timer: TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """For the other side: to ask, to end its request or to read the answer."""
        return self._is_idle or not self._is_whole or self.flow.write_paused

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def _is_ours(self) -> bool:
        """Not closed, and not become a websocket."""
        return not self.transport.is_closing() and self.transport.get_protocol() is self

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._all[self] = None
        if len(self._all) > most_connections():
            longest = next(each for each in self._all if each.is_waiting)
            del self._all[longest]
            longest.transport.abort()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._all.pop(self, None)
        _cancel(self._timer)

    def data_received(self, data: bytes) -> None:
        self._unasked_bytes += len(data)
        super().data_received(data)
        if not self._is_ours:
            return
        if self._unasked_bytes > LARGEST_HEAD_BYTES:
            self._refuse(431)
        elif self._is_idle and self._timer is None:
            self._wait()

    def handle_websocket_upgrade(self) -> None:
        self._all.pop(self, None)
        sockets = len(self.connections) - len(self._all)
        if sockets > most_connections():
            self.transport.abort()
        else:
            super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._has_headers = self._is_whole = False

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._has_headers = True
        self._unasked_bytes = 0
        self._stop_waiting()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unasked_bytes = 0

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_whole = True
        self._unasked_bytes = 0

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._stop_waiting()
        if self._is_idle and not self._is_whole:
            self._wait()

    def timeout_keep_alive_handler(self) -> None:
        """uvicorn may start this clock after the connection has become a websocket."""
        if self._is_ours:
            super().timeout_keep_alive_handler()

    def _wait(self) -> None:
        is_of_body = self._has_headers and not self._is_whole
        seconds = REST_SECONDS if is_of_body else HEADERS_SECONDS
        self._timer = self.loop.call_later(seconds, self._refuse, 408)

    def _stop_waiting(self) -> None:
        """And stand behind all who have waited longer."""
        _cancel(self._timer)
        self._timer = None
        if self in self._all:
            del self._all[self]
            self._all[self] = None

    def _refuse(self, status: int) -> None:
        if self._is_ours:
            line = b"HTTP/1.1 %d %s\r\n" % (status, REFUSALS[status])
            self.transport.write(line + b"connection: close\r\ncontent-length: 0\r\n\r\n")
            self.transport.close()


class SocketProtocol(_ReadsOn, WebSocketsSansIOProtocol):
    """One websocket. What floods is cut here, before anything is made of its frames."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._rate_limit = RateLimit()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = dict(self.scope["extensions"])
            self.scope["extensions"] = extensions | {CUT: self.transport.abort}

    def data_received(self, data: bytes) -> None:
        if self._may_say(0, len(data)):
            super().data_received(data)

    def handle_events(self) -> None:
        """Pings and the pieces of a message count too."""
        if self._may_say(len(self.conn.events), 0):
            super().handle_events()

    def _may_say(self, frames: int, size: int) -> bool:
        if self._rate_limit.take(frames, size):
            return True
        if not self.transport.is_closing():
            logger.warning("A socket said too much at once and was cut")
            self.transport.abort()
        return False


_OF_SERVER: WeakKeyDictionary[ServerState, dict[HttpProtocol, None]] = WeakKeyDictionary()
"""Those that have waited longest come first."""


def _cancel(timer: TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()

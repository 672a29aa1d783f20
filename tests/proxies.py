"""A line between a browser and a server that can be cut, for as long as one likes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from tests.servers import Server

CHUNK_BYTES = 65_536


class Line:
    """Carries TCP connections. While it is cut nothing passes, and new ones get no answer."""

    def __init__(self, server: Server) -> None:
        self._server_port = server.port
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="line")
        self._is_whole = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._left_behind: list[asyncio.Event] = []

    @property
    def url(self) -> str:
        """Where the browser finds the server."""
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    def cut(self, *, seconds: float, noticed: bool = True) -> None:
        """Mends itself. When `noticed`, both sides are told that their connections are lost.

        Otherwise there is silence, as in a tunnel: what was said meanwhile arrives late.
        """
        self._loop.call_soon_threadsafe(self._cut, seconds, noticed)

    def change_networks(self) -> None:
        """What is connected leads nowhere from now on, and nobody is told; new ones work."""
        self._loop.call_soon_threadsafe(self._change_networks)

    def open(self) -> None:
        self._thread.start()
        self._is_whole.set()
        serving = asyncio.start_server(self._carry, "127.0.0.1", 0)
        self._listener = asyncio.run_coroutine_threadsafe(serving, self._loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _cut(self, seconds: float, noticed: bool) -> None:
        self._is_whole.clear()
        self._loop.call_later(seconds, self._is_whole.set)
        if noticed:
            self._drop()

    def _change_networks(self) -> None:
        self._is_whole.clear()
        self._left_behind.append(self._is_whole)
        self._is_whole = asyncio.Event()
        self._is_whole.set()

    def _drop(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _hang_up(self) -> None:
        self._listener.close()
        for each in (self._is_whole, *self._left_behind):
            each.set()
        while self._ends:
            self._drop()
            await asyncio.sleep(0.01)

    async def _carry(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        with self._connected(to_browser), suppress(ConnectionError):
            is_whole = self._is_whole
            await is_whole.wait()
            server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
            with self._connected(to_server):
                await asyncio.gather(
                    self._pass_on(browser, to_server, is_whole),
                    self._pass_on(server, to_browser, is_whole),
                )

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, is_whole: asyncio.Event
    ) -> None:
        """Until one side closes; then the other is closed too."""
        with suppress(ConnectionError):
            while data := await source.read(CHUNK_BYTES):
                await is_whole.wait()
                target.write(data)
                await target.drain()
        target.close()

    @contextmanager
    def _connected(self, end: asyncio.StreamWriter) -> Iterator[None]:
        self._ends.add(end)
        try:
            yield
        finally:
            self._ends.discard(end)
            end.close()


@contextmanager
def line_to(server: Server) -> Iterator[Line]:
    line = Line(server)
    line.open()
    try:
        yield line
    finally:
        line.close()

"""Binds the sockets of open pages to the people who opened them.

NiceGUI believes any socket that knows a page's id. Here a socket must come with the sign-in that
the page was built for, and may speak for no other page than its own. It may also say only so
much, and is cut when it says what no page of ours says, or when no page is at its other end.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qs

from nicegui import Client, background_tasks, core
from starlette.types import Message, Receive, Scope

from domain.model.actor import Member
from ui.security.connections import CUT, LARGEST_FRAME_BYTES
from ui.security.origin_check import OriginCheck
from ui.security.presses import HEARD, NOT_ACKNOWLEDGED, answer_unheard
from ui.security.rate_limits import RateLimit

logger = logging.getLogger(__name__)

SPOKEN = ("event", "javascript_response", "ack", "log")
BY_HAND = "event"
"""The others come from a page that nobody is looking at as well."""
PING_SECONDS = 8
PONG_SECONDS = 6
"""A browser that hears nothing for both knows that its line is dead, and says so within 16 s."""
LOGGED_CHARACTERS = 500
LONGEST_TAB_ID = 64
OF_ONE_SIGN_IN = 40
"""Twice as many as pages: a line that broke is noticed after a while only."""
TIMES = 4
"""How many sockets of one sign-in may say at the same time what one alone may say."""
OPENING_SECONDS = 10.0
"""In which a socket must have joined its page."""
LOOK_SECONDS = 1.0
GOODBYE_SECONDS = 1.0
"""For the page to be led away, before its socket is cut."""

ODD = "said what no page of ours says"

Environ = Mapping[str, Any]
"""What engine.io keeps of the request that opened a socket."""

_ENGINE = re.compile(r"[1345]|2probe")
"""How a packet of engine.io begins in a page: text each, for no page of ours sends bytes."""
_SPOKEN = re.compile(r"0(?:\{|$)|1$|2[0-9]{0,9}\[")
"""How a message of socket.io begins in a page: it connects, leaves, or reports an event."""

_accept_anybody = Client.accept_handshake
_delete = Client.delete


class OwnPageOnly:
    """Hears a socket only about the page whose room it was let into at the handshake."""

    def __init__(self, hear: Callable[[str, Any], object], *, by_hand: bool) -> None:
        self.hear = hear
        self._by_hand = by_hand

    def __call__(self, socket_id: str, message: object = None, *_: object) -> object:
        page_id = str(message.get("client_id")) if isinstance(message, dict) else ""
        if not isinstance(message, dict) or page_id not in core.sio.rooms(socket_id):
            return NOT_ACKNOWLEDGED if self._by_hand else None
        if self._by_hand and (answer := answer_unheard(page_id, message)) is not HEARD:
            return answer
        try:
            return self.hear(socket_id, _harmless(message))
        except Exception as error:
            _note_oddity(core.sio.get_environ(socket_id) or {}, error)
            return None


class SocketMessageLimit:
    """Hears of all that sockets say so much for each sign-in, and only what can be read."""

    def __init__(self, hear: Callable[[str, object], Any]) -> None:
        self.hear = hear
        self._rate_limit = lru_cache(2000)(_of_one_sign_in)

    async def take(self, engine_id: str, said: object) -> None:
        """In place of what socket.io does with a message of engine.io."""
        environ = core.sio.environ.get(engine_id)
        if environ is None:
            return
        member = visitor_of(environ)
        if not isinstance(said, str) or not _SPOKEN.match(said):
            cut(engine_id, because=ODD)
        elif member and not self._rate_limit(member.sign_in_id).take(1, len(said)):
            cut(engine_id, because="said too much together with others of its sign-in")
        else:
            try:
                await self.hear(engine_id, said)
            except Exception as error:
                _note_oddity(environ, error)


def bind_sockets(origin_check: OriginCheck) -> None:
    """While NiceGUI runs: it derives slower pings from `reconnect_timeout` when it starts.

    A second time changes nothing.
    """
    engine = core.sio.eio
    engine.ping_interval = PING_SECONDS
    engine.ping_timeout = PONG_SECONDS
    engine.max_http_buffer_size = LARGEST_FRAME_BYTES
    engine.cors_allowed_origins = partial(_is_ours, origin_check)
    engine.handlers["message"] = SocketMessageLimit(core.sio._handle_eio_message).take
    if _without_traceback not in engine.logger.filters:
        engine.logger.addFilter(_without_traceback)
    Client.accept_handshake = _accept_own  # type: ignore[method-assign, assignment]
    Client.delete = _delete_once  # type: ignore[method-assign, assignment]
    hearing = core.sio.handlers["/"]
    for name in SPOKEN:
        if not isinstance(hearing[name], OwnPageOnly):
            hearing[name] = OwnPageOnly(hearing[name], by_hand=name == BY_HAND)
    if not isinstance(hearing["handshake"], partial):
        hearing["handshake"] = partial(_shake_hands, hearing["handshake"])


def release_sockets() -> None:
    """As NiceGUI had them."""
    engine = core.sio.eio
    engine.cors_allowed_origins = "*"
    engine.handlers["message"] = core.sio._handle_eio_message
    engine.logger.removeFilter(_without_traceback)
    Client.accept_handshake = _accept_anybody  # type: ignore[method-assign]
    Client.delete = _delete  # type: ignore[method-assign]
    hearing = core.sio.handlers["/"]
    for name in SPOKEN:
        if isinstance(hearing[name], OwnPageOnly):
            hearing[name] = hearing[name].hear
    if isinstance(hearing["handshake"], partial):
        hearing["handshake"] = hearing["handshake"].args[0]


def member_of(page: Client) -> Member | None:
    """Whom the page was built for; the guard lets no page be built for nobody."""
    return getattr(page.request.state, "member", None)


def visitor_of(environ: Environ) -> Member | None:
    """Who opened the socket."""
    member: Member | None = environ["asgi.scope"].get("state", {}).get("member")
    return member


def sockets() -> Iterator[tuple[str, Environ]]:
    """All there are, by engine.io's id, those that were opened first before the others."""
    yield from list(core.sio.environ.items())


def limit_socket(scope: Scope, receive: Receive) -> Receive:
    """Make room for one more websocket of its sign-in, and listen to it with distrust."""
    member: Member | None = scope.get("state", {}).get("member")
    own = [each for each, environ in sockets() if member and _is_of(visitor_of(environ), member)]
    for engine_id in own[: max(0, len(own) + 1 - OF_ONE_SIGN_IN)]:
        cut(engine_id, because="was one too many of its sign-in")
    query = parse_qs(scope["query_string"].decode("latin-1"))
    polling = core.sio.environ.get(query.get("sid", [""])[0])
    if polling:  # it turns into this websocket, and is cut with it
        polling["asgi.scope"]["extensions"] = scope.get("extensions", {})

    async def receive_readable() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and not _ENGINE.match(message.get("text") or ""):
            _cut_websocket(scope, ODD)
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    return receive_readable


def cut(engine_id: str, *, because: str = "") -> None:
    """End its connection: of one that socket.io only leaves, every frame is still read."""
    environ = core.sio.environ.get(engine_id)
    if environ is None or _cut_websocket(environ["asgi.scope"], because):
        return
    if polling := core.sio.eio.sockets.pop(engine_id, None):
        _note_cut(because)
        background_tasks.create(polling.close(wait=False, abort=True), name="cut a socket")


def cut_soon(engine_id: str) -> None:
    """Once its page was told where to go."""
    asyncio.get_running_loop().call_later(GOODBYE_SECONDS, cut, engine_id)


async def cut_those_without_a_page() -> None:
    """Endlessly: a socket has some seconds to join its page, and none when the page was ended."""
    since: dict[str, float] = {}
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now = time.monotonic()
        since = {each: since.get(each, now) for each, _ in sockets() if not _has_page(each)}
        for engine_id, began in since.items():
            if now - began >= OPENING_SECONDS:
                cut(engine_id)


def _cut_websocket(scope: Scope, because: str) -> bool:
    """Say whether it is one. Below it, engine.io tidies up by itself."""
    extensions = scope.get("extensions", {})
    if CUT not in extensions:
        return False
    abort, extensions[CUT] = extensions[CUT], None
    if abort:
        _note_cut(because)
        abort()
    return True


def _note_cut(because: str) -> None:
    if because:
        logger.warning("A socket %s and was cut", because)


def _has_page(engine_id: str) -> bool:
    socket_id = core.sio.manager.sid_from_eio_sid(engine_id, "/")
    return socket_id is not None and any(
        room in Client.instances for room in core.sio.rooms(socket_id)
    )


def _of_one_sign_in(_sign_in_id: int) -> RateLimit:
    return RateLimit(times=TIMES)


async def _shake_hands(
    hear: Callable[[str, Any], Any], socket_id: str, message: object = None, *_: object
) -> bool:
    try:
        return bool(await hear(socket_id, message))
    except Exception as error:
        _note_oddity(core.sio.get_environ(socket_id) or {}, error)
        return False


def _note_oddity(environ: Any, error: Exception) -> None:
    """Once for each socket: whoever forges messages must not fill the log."""
    if not environ.get("is_odd"):
        environ["is_odd"] = True
        logger.warning("A socket %s: %s", ODD, type(error).__name__)


def _without_traceback(record: logging.LogRecord) -> bool:
    """What engine.io cannot read was written by a stranger: where it stumbled tells nothing."""
    record.exc_info = None
    return True


def _harmless(message: Any) -> Any:
    """What browsers want logged becomes one short line."""
    if "message" not in message:
        return message
    line = " ".join(str(message["message"]).split())
    return {**message, "message": line[:LOGGED_CHARACTERS]}


def _accept_own(page: Client, socket_id: str, tab_id: str, environ: dict[str, Any] | None) -> bool:
    may_join = len(tab_id) <= LONGEST_TAB_ID and _may_join(page, environ)
    return may_join and _accept_anybody(page, socket_id, tab_id, environ)


def _may_join(page: Client, environ: Environ | None) -> bool:
    """Who has yet to set up two-step sign-in joins the page for that, and none opened before."""
    if environ is None:  # NiceGUI's simulated browser, which has no socket to be stolen
        return True
    owner, visitor = member_of(page), visitor_of(environ)
    if owner is None or visitor is None or not _is_of(visitor, owner):
        return False
    return owner.must_set_up_two_factor or not visitor.must_set_up_two_factor


def _is_of(visitor: Member | None, owner: Member) -> bool:
    return visitor is not None and visitor.sign_in_id == owner.sign_in_id


def _delete_once(page: Client) -> None:
    """NiceGUI deletes a page when its browser stays away, even one that was ended before."""
    if not page.is_deleted:
        _delete(page)


def _is_ours(origin_check: OriginCheck, origin: str | None, environ: Environ) -> bool:
    return origin is not None and origin_check.is_own(origin, host=environ.get("HTTP_HOST", ""))

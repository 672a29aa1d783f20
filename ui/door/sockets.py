"""Binds the sockets of open pages to the people who opened them.

NiceGUI believes any socket that knows a page's id. Here a socket must come with the sign-in that
the page was built for, and may speak for no other page than its own.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import Client, background_tasks, core

from domain.model.people import Member
from ui.door.allowance import Allowance
from ui.door.origins import Origins

logger = logging.getLogger(__name__)

SPOKEN = ("event", "javascript_response", "ack", "log")
BY_HAND = "event"
"""The others come from a page that nobody is looking at as well."""
PING_SECONDS = 8
PONG_SECONDS = 6
"""A browser that hears nothing for both knows that its line is dead, and says so within 16 s."""
LARGEST_MESSAGE_BYTES = 256 * 1024
LOGGED_CHARACTERS = 500

Environ = Mapping[str, Any]
"""What engine.io keeps of the request that opened a socket."""

_accept_anybody = Client.accept_handshake


class OwnPageOnly:
    """Hears a socket only about the page whose room it was let into at the handshake."""

    def __init__(self, hear: Callable[[str, Any], object], *, by_hand: bool) -> None:
        self.hear = hear
        self._by_hand = by_hand

    def __call__(self, socket_id: str, message: object = None, *_: object) -> object:
        page_id = str(message.get("client_id")) if isinstance(message, dict) else ""
        if page_id not in core.sio.rooms(socket_id) or not _may_speak(socket_id):
            return None
        if self._by_hand and (page := Client.instances.get(page_id)):
            page.request.state.in_use = True
        try:
            return self.hear(socket_id, _harmless(message))
        except Exception as error:
            logger.warning("A socket said what no page of ours says: %s", type(error).__name__)
            return None


def bind_sockets(origins: Origins) -> None:
    """While NiceGUI runs: it derives slower pings from `reconnect_timeout` when it starts.

    A second time changes nothing.
    """
    core.sio.eio.ping_interval = PING_SECONDS
    core.sio.eio.ping_timeout = PONG_SECONDS
    core.sio.eio.max_http_buffer_size = LARGEST_MESSAGE_BYTES
    core.sio.eio.cors_allowed_origins = partial(_is_ours, origins)
    Client.accept_handshake = _accept_own  # type: ignore[method-assign, assignment]
    hearing = core.sio.handlers["/"]
    for name in SPOKEN:
        if not isinstance(hearing[name], OwnPageOnly):
            hearing[name] = OwnPageOnly(hearing[name], by_hand=name == BY_HAND)


def release_sockets() -> None:
    """As NiceGUI had them."""
    core.sio.eio.cors_allowed_origins = "*"
    Client.accept_handshake = _accept_anybody  # type: ignore[method-assign]
    hearing = core.sio.handlers["/"]
    for name in SPOKEN:
        if isinstance(hearing[name], OwnPageOnly):
            hearing[name] = hearing[name].hear


def member_of(page: Client) -> Member | None:
    """Whom the page was built for; the guard lets no page be built for nobody."""
    return getattr(page.request.state, "member", None)


def _may_speak(socket_id: str) -> bool:
    """One that talks without end is cut off; a page of ours that was meant comes back by itself."""
    environ: dict[str, Any] = core.sio.get_environ(socket_id) or {}
    allowance: Allowance = environ.setdefault("allowance", Allowance())
    if allowance.is_lost:
        return False
    if allowance.take():
        return True
    logger.warning("A socket said too much at once and was cut")
    background_tasks.create(core.sio.disconnect(socket_id), name="cut a socket")
    return False


def _harmless(message: Any) -> Any:
    """What browsers want logged becomes one short line."""
    if "message" not in message:
        return message
    line = " ".join(str(message["message"]).split())
    return {**message, "message": line[:LOGGED_CHARACTERS]}


def _accept_own(page: Client, socket_id: str, tab_id: str, environ: dict[str, Any] | None) -> bool:
    return _may_join(page, environ) and _accept_anybody(page, socket_id, tab_id, environ)


def _may_join(page: Client, environ: Environ | None) -> bool:
    """Without an environ it is NiceGUI's simulated browser, which has no socket to be stolen."""
    if environ is None:
        return True
    owner = member_of(page)
    visitor: Member | None = environ["asgi.scope"].get("state", {}).get("member")
    return bool(owner and visitor and owner.sign_in_id == visitor.sign_in_id)


def _is_ours(origins: Origins, origin: str | None, environ: Environ) -> bool:
    return origin is not None and origins.are_ours(origin, host=environ.get("HTTP_HOST", ""))

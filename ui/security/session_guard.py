"""The session guard in front of every route: it asks for a sign-in, except on open paths."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from domain.model.actor import Member
from domain.services.accounts.tokens import hashed
from ui.security.body_limits import limit_body
from ui.security.cookies import sign_in_cookie
from ui.security.headers import SecurityHeadersSend
from ui.security.origin_check import OriginCheck
from ui.security.redirects import (
    asks_for_a_page,
    is_for_setting_up,
    set_up_first,
    sign_in_first,
)
from ui.security.site_config import SiteConfig
from ui.security.sockets import limit_socket

FindMember = Callable[[str], Awaitable[Member | None]]

REFUSED_SOCKET = 1008


class SessionGuard:
    """Pure ASGI, because Starlette's BaseHTTPMiddleware never sees a websocket.

    Whoever passes finds `member` and `token_hash` in the state of the request, unless the path
    is open to all.
    """

    def __init__(self, app: ASGIApp, *, config: SiteConfig, find_member: FindMember) -> None:
        self._app = app
        self._config = config
        self._cookie = sign_in_cookie(https=config.is_https)
        self._find_member = find_member
        self._origin_check = OriginCheck(config.public_base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            connection = _disarmed(scope)
            app = await self._refusal(connection) or self._app
            send_secured = SecurityHeadersSend(send, https=self._config.is_https)
            await app(scope, limit_body(receive, connection), send_secured)
        elif scope["type"] == "websocket":
            if await self._refusal(_disarmed(scope)):
                await WebSocketClose(REFUSED_SOCKET)(scope, receive, send)
            else:
                await self._app(scope, limit_socket(scope, receive), send)
        else:
            await self._app(scope, receive, send)

    async def _refusal(self, connection: HTTPConnection) -> Response | None:
        """`None` for those who may pass."""
        if not self._origin_check.allow(connection):
            return PlainTextResponse("This was sent by a page of another site.", 403)
        if self._config.is_open(connection.scope["path"]):
            return None
        token = self._cookie.of(connection)
        member = await self._find_member(token) if token else None
        if member is None:
            return _ask(connection, sign_in_first, "Sign in first.")
        if member.must_set_up_two_factor and not is_for_setting_up(connection.scope["path"]):
            return _ask(connection, set_up_first, "Set up two-step sign-in first.")
        known = {"member": member, "token_hash": hashed(token)}
        connection.scope["state"] = {**connection.scope.get("state", {}), **known}
        return None


def _disarmed(scope: Scope) -> HTTPConnection:
    """NiceGUI would let any visitor rewrite the links of a page, and compress it too early."""
    headers = MutableHeaders(scope=scope)
    del headers["x-forwarded-prefix"]
    del headers["accept-encoding"]
    return HTTPConnection(scope)


def _ask(
    connection: HTTPConnection, leads_to: Callable[[HTTPConnection], str], sentence: str
) -> Response:
    """A person is led there; a script is told, and leads them when it hears 401."""
    if connection.scope["type"] == "http" and asks_for_a_page(connection):
        return RedirectResponse(leads_to(connection), status_code=303)
    return JSONResponse({"detail": sentence}, status_code=401)

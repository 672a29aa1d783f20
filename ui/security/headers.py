"""The security headers of every response, and the nonce of our own scripts."""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'{compiling}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
COMPILING = " 'unsafe-eval'"
"""NiceGUI compiles its templates in the browser: without it nothing of its pages mounts."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}

NEVER_STORED = ("text/html", "application/json")
_SCRIPT = re.compile(rb"<script(?=[\s>])")


def set_security_headers(headers: MutableHeaders, *, nonce: str, https: bool) -> None:
    """A route that says something stricter itself, as for media, is left to it."""
    for name, value in (HEADERS | HTTPS_ONLY if https else HEADERS).items():
        headers.setdefault(name, value)
    media_type = headers.get("content-type", "")
    if media_type.startswith(NEVER_STORED):
        headers.setdefault("Cache-Control", "no-store")
    if media_type.startswith("text/html"):
        compiling = COMPILING if headers.get("x-nicegui-content") == "page" else ""
        policy = POLICY.format(nonce=nonce, compiling=compiling)
        headers.setdefault("Content-Security-Policy", policy)


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


class SecurityHeadersSend:
    """Sends an answer on with its headers. HTML is held back until its scripts have the nonce.

    That the nonce goes to scripts of ours only is NiceGUI's and Jinja's doing: both escape
    what people wrote.
    """

    def __init__(self, send: Send, *, https: bool) -> None:
        self._send = send
        self._https = https
        self._nonce = new_nonce()
        self._held: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._held is not None:
            await self._collect(message, self._held)
        else:
            await self._send(message)

    async def _begin(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        if start["status"] >= 400:  # NiceGUI would have browsers keep this one for a year, too
            headers["Cache-Control"] = "no-store"
        set_security_headers(headers, nonce=self._nonce, https=self._https)
        if headers.get("content-type", "").startswith("text/html"):
            self._held = start
        else:
            await self._send(start)

    async def _collect(self, message: Message, start: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        html = _SCRIPT.sub(b'<script nonce="%s"' % self._nonce.encode(), bytes(self._body))
        self._body.clear()  # NiceGUI keeps the request, and with it us, as long as the page lives
        if html:  # the answer to HEAD has none, and tells the length of what GET would bring
            MutableHeaders(scope=start)["content-length"] = str(len(html))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": html})

"""Web Push with VAPID: encrypted for one browser, and posted to its maker's push service."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Collection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import aiohttp
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher

from domain.gateways.kept_secrets import DamagedKey, kept_secret
from domain.gateways.ssrf_guard import PrivateAddress, PublicResolver
from domain.model.carrier_errors import CarrierFailure, NotSent, OutcomeUnknown, Rejected
from domain.model.notifications import NotificationText, PushDevice
from domain.ports.notifications import Push, SubscriptionExpired

TIMEOUT_SECONDS = 20.0
KEPT_SECONDS = 24 * 60 * 60
"""How long the service keeps what it cannot bring, because the device is off."""
SIGNED_SECONDS = 12 * 60 * 60
NOT_THERE = (404, 410)
TOO_MANY_REQUESTS = 429


class WebPush(Push):
    """It connects when first asked; `close` it on the way out.

    Whoever has an account here decides which address is called, so only public ones are, over
    https, and no redirect is followed. `besides` are origins that tests listen at.
    """

    def __init__(
        self,
        key: Vapid02,
        *,
        contact: str,
        besides: Collection[str] = (),
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`contact` is where the service may complain: a `mailto:` or an `https:` address."""
        self._key = key
        self._contact = contact
        self._besides = besides
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=timeout_seconds / 2)
        self._session: aiohttp.ClientSession | None = None

    @property
    def public_key(self) -> str:
        point = self._key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    async def push(self, told: NotificationText, *, to: PushDevice) -> None:
        parts = self._allowed(to.endpoint)
        content = _encrypted(payload(told), to)
        try:
            async with self._connected().post(
                to.endpoint,
                data=content,
                headers=self._headers(parts, told),
                allow_redirects=False,
                timeout=self._timeout,
            ) as answer:
                _judge(answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _failure(error) from error

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _allowed(self, endpoint: str) -> SplitResult:
        parts = urlsplit(endpoint)
        if f"{parts.scheme}://{parts.netloc}" not in self._besides and not is_public(parts):
            raise Rejected("not a public address")
        return parts

    def _headers(self, parts: SplitResult, told: NotificationText) -> dict[str, str]:
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "sub": self._contact,
            "exp": int(time.time()) + SIGNED_SECONDS,
        }
        return {
            **self._key.sign(claims),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_SECONDS),
            "Topic": told.thread,
            "Urgency": "high",
        }

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=PublicResolver(allow=""), keepalive_timeout=3)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def push_key(path: Path) -> Vapid02:
    """Made and kept (0600) at first start: browsers that know it take nothing from another."""
    try:
        return Vapid02.from_pem(kept_secret(path, _new_key).encode())
    except (VapidException, ValueError) as error:
        raise DamagedKey(path) from error


def payload(told: NotificationText) -> bytes:
    """What the service worker of the page reads."""
    said = {
        "title": told.heading,
        "body": told.sentence,
        "tag": told.thread,
        "path": told.path,
    }
    # Half an emoji, which tables never hold, must not keep a notification from leaving either.
    return json.dumps(said, ensure_ascii=False).encode(errors="replace")


def is_public(parts: SplitResult) -> bool:
    """By its looks; where its name leads is seen when it is looked up."""
    host = parts.hostname or ""
    has_credentials = parts.username is not None or parts.password is not None
    return parts.scheme == "https" and "." in host and not has_credentials and not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _new_key() -> str:
    key = Vapid02()
    key.generate_keys()
    return str(key.private_pem().decode())


def _encrypted(content: bytes, device: PushDevice) -> bytes:
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    try:
        return bytes(WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(content)["body"])
    # Whatever is wrong with keys that a browser made, the library breaks in its own way.
    except Exception as error:
        raise Rejected("unusable keys") from error


def _judge(status: int) -> None:
    if status in NOT_THERE:
        raise SubscriptionExpired(str(status))
    if status == TOO_MANY_REQUESTS or status >= 500:
        raise NotSent(str(status))
    if status >= 300:
        raise Rejected(str(status))


def _failure(error: Exception) -> CarrierFailure:
    if isinstance(error, aiohttp.ClientConnectorError):
        if isinstance(error.os_error, PrivateAddress):
            return Rejected("private network")
        return NotSent(type(error).__name__)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSent(type(error).__name__)
    return OutcomeUnknown(type(error).__name__)

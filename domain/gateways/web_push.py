"""Web Push with VAPID: encrypted for one browser, and posted to its maker's push service."""

import json
import re
from collections.abc import Collection
from pathlib import Path

import aiohttp
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode
from pywebpush import webpush_async

from domain.gateways.settings import DamagedKey, load_or_create_secret
from domain.gateways.ssrf_guard import PrivateAddress, PublicResolver
from domain.model.carrier_errors import CarrierFailure, NotSent, OutcomeUnknown, Rejected
from domain.model.notifications import NotificationText, PushDevice
from domain.ports.notifications import Push, SubscriptionExpired

TIMEOUT_SECONDS = 20.0
KEPT_SECONDS = 24 * 60 * 60
"""How long the service keeps what it cannot bring, because the device is off."""
_PUBLIC = re.compile(r"https://[\w.-]+\.[a-z][\w-]*\.?(:\d+)?/\S*", re.ASCII | re.IGNORECASE)
"""A name, without credentials, and no number. Where it leads is seen when it is looked up."""


class WebPush(Push):
    """Opens a connection for each notification.

    Whoever has an account here decides which address is called, so only public ones are, over
    https, and no redirect is followed. `allow` are origins that tests listen at.
    """

    def __init__(
        self,
        key: Vapid02,
        *,
        contact: str,
        allow: Collection[str] = (),
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`contact` is where the service may complain: a `mailto:` or an `https:` address."""
        self._key = key
        self._contact = contact
        self._allow = tuple(f"{origin}/" for origin in allow)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=timeout_seconds / 2)

    @property
    def public_key(self) -> str:
        point = self._key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return str(b64urlencode(point))

    async def push(self, told: NotificationText, *, to: PushDevice) -> None:
        if not _PUBLIC.fullmatch(to.endpoint) and not to.endpoint.startswith(self._allow):
            raise Rejected("not a public address")
        try:
            async with self._session() as session:
                await webpush_async(
                    {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
                    payload(told),
                    vapid_private_key=self._key,
                    vapid_claims={"sub": self._contact},
                    ttl=KEPT_SECONDS,
                    headers={"Topic": told.thread, "Urgency": "high"},
                    timeout=self._timeout,
                    aiohttp_session=session,
                )
        except _Answered as answer:
            _judge(answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _failure(error) from error
        # Whatever is wrong with what a browser made, the libraries break in their own ways.
        except Exception as error:
            raise Rejected("unusable address or keys") from error

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=PublicResolver(allow="")),
            middlewares=(_take_the_status_alone,),
        )


class _Answered(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def _take_the_status_alone(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Leave before the library follows a redirect, or reads a body of any length into memory."""
    response = await send(request)
    response.release()
    raise _Answered(response.status)


def push_key(path: Path) -> Vapid02:
    """Made and kept (0600) at first start: browsers that know it take nothing from another."""
    try:
        return Vapid02.from_pem(load_or_create_secret(path, _new_key).encode())
    except (VapidException, ValueError) as error:
        raise DamagedKey(path) from error


def payload(told: NotificationText) -> bytes:
    """What the service worker of the page reads."""
    said = {"title": told.heading, "body": told.sentence, "tag": told.thread, "path": told.path}
    # Half an emoji, which tables never hold, must not keep a notification from leaving either.
    return json.dumps(said, ensure_ascii=False).encode(errors="replace")


def _new_key() -> str:
    key = Vapid02()
    key.generate_keys()
    return str(key.private_pem().decode())


def _judge(status: int) -> None:
    if status in (404, 410):
        raise SubscriptionExpired(str(status))
    if status == 429 or status >= 500:
        raise NotSent(str(status))
    if status >= 300:
        raise Rejected(str(status))


def _failure(error: Exception) -> CarrierFailure:
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        is_inside = isinstance(getattr(error, "os_error", None), PrivateAddress)
        return Rejected("private network") if is_inside else NotSent(type(error).__name__)
    return OutcomeUnknown(type(error).__name__)

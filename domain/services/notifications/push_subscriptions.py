"""Push subscriptions: the browsers that get push notifications of a user."""

import re

from domain.model.actor import Member
from domain.model.notification_errors import TooManyDevices, UnusableDevice
from domain.model.notifications import NO_DEVICE, PushDevice
from domain.ports.clock import Clock
from domain.ports.notifications import Push
from storage.database import Database

MAX_DEVICES = 20
MAX_ENDPOINT_LENGTH = 1000
_KEYS = {"p256dh": re.compile(r"[\w-]{86,88}=?"), "auth": re.compile(r"[\w-]{21,24}={0,2}")}
"""A point of the curve, and 16 bytes."""
_ENDPOINT = re.compile(r"https://[^\s/@]+\.[^\s/@]+/\S+")


class PushSubscriptionsService:
    def __init__(self, *, store: Database, clock: Clock, push: Push) -> None:
        self._store = store
        self._clock = clock
        self._push = push

    def public_key(self, *, by: Member) -> str:
        """Return the VAPID key with which a browser subscribes at its push service."""
        by.require_conversations()
        return self._push.public_key

    async def add(self, endpoint: str, *, p256dh: str, auth: str, by: Member) -> None:
        """Add a subscription until this sign-in ends or the subscription expires; idempotent.

        Raise `UnusableDevice` for what no browser sends, `TooManyDevices`.
        """
        by.require_conversations()
        device = PushDevice(id=NO_DEVICE, endpoint=endpoint, p256dh=p256dh, auth=auth)
        ensure_usable(device)
        async with self._store.transaction() as tx:
            await tx.push_devices.add(
                device, user_id=by.user_id, sign_in_id=by.sign_in_id, at=self._clock.now()
            )
            if await tx.push_devices.count(by.user_id) > MAX_DEVICES:
                raise TooManyDevices(MAX_DEVICES)

    async def remove(self, endpoint: str, *, by: Member) -> None:
        """Remove it; one that is unknown or another user's is ignored."""
        async with self._store.transaction() as tx:
            await tx.push_devices.remove_endpoint(endpoint, user_id=by.user_id)


def ensure_usable(device: PushDevice) -> None:
    """Raise `UnusableDevice`. The address is checked again when it is called."""
    is_address = len(device.endpoint) <= MAX_ENDPOINT_LENGTH and _ENDPOINT.fullmatch(
        device.endpoint
    )
    if not is_address or not all(
        pattern.fullmatch(getattr(device, name)) for name, pattern in _KEYS.items()
    ):
        raise UnusableDevice

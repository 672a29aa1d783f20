"""Links through which the carrier fetches our pictures: signed, for one file, and for a while."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from domain.model.picture_errors import UnknownAttachment
from domain.model.signing import SigningKeys
from domain.ports.clock import Clock

HOLDS = timedelta(hours=48)
"""Twilio may queue a message for ten hours before it fetches what belongs to it."""

_PURPOSE = b"media "
_NUMBER_BYTES = 8
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")


class MediaLinks:
    def __init__(self, *, secret_key: str, public_base_url: str, clock: Clock) -> None:
        self._keys = SigningKeys(secret_key)
        self._base_url = public_base_url.rstrip("/")
        self._clock = clock

    def to(self, attachment_id: int) -> str:
        """Whoever holds it may fetch the file until it expires; nobody can guess one."""
        expires = int((self._clock.now() + HOLDS).timestamp())
        said = attachment_id.to_bytes(_NUMBER_BYTES) + expires.to_bytes(_NUMBER_BYTES)
        token = urlsafe_b64encode(said + self._keys.sign(_PURPOSE + said)).decode()
        return f"{self._base_url}/m/{token}"

    def attachment_in(self, token: str) -> int:
        """Raise `UnknownAttachment` for a token that is not ours, or has expired."""
        if not _TOKEN.fullmatch(token):
            raise UnknownAttachment
        whole = urlsafe_b64decode(token)
        said, signature = whole[: 2 * _NUMBER_BYTES], whole[2 * _NUMBER_BYTES :]
        if not self._keys.fits(_PURPOSE + said, signature):
            raise UnknownAttachment
        expires = datetime.fromtimestamp(int.from_bytes(said[_NUMBER_BYTES:]), UTC)
        if expires < self._clock.now():
            raise UnknownAttachment
        return int.from_bytes(said[:_NUMBER_BYTES])

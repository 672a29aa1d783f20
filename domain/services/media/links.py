"""Links through which the carrier fetches our pictures: signed, for one file, and for a while."""

from datetime import timedelta

from itsdangerous import BadSignature

from domain.model.picture_errors import UnknownAttachment
from domain.ports.clock import Clock
from domain.services.signing import signer

HOLDS = timedelta(hours=48)
"""Twilio may queue a message for ten hours before it fetches what belongs to it."""


class MediaLinks:
    def __init__(self, *, secret_key: str, public_base_url: str, clock: Clock) -> None:
        self._signer = signer(secret_key, purpose="media")
        self._base_url = public_base_url.rstrip("/")
        self._clock = clock

    def to(self, attachment_id: int) -> str:
        """Whoever holds it may fetch the file until it expires; nobody can guess one."""
        expires = int((self._clock.now() + HOLDS).timestamp())
        return f"{self._base_url}/m/{self._signer.sign(f'{attachment_id}.{expires}').decode()}"

    def attachment_in(self, token: str) -> int:
        """Raise `UnknownAttachment` for a token that is not ours, or has expired."""
        try:
            attachment_id, expires = map(int, self._signer.unsign(token).split(b"."))
        except BadSignature:
            raise UnknownAttachment from None
        if expires < self._clock.now().timestamp():
            raise UnknownAttachment
        return attachment_id

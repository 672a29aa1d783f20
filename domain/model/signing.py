"""Signatures by which this installation knows its own links and forms again."""

import hashlib
import hmac


class SigningKeys:
    """One key, or during rotation the new one and older ones: the first signs, all are good.

    `domain/gateways/settings.py` sees to it that none can be guessed.
    """

    def __init__(self, written: str) -> None:
        self._keys = [key.encode() for key in keys_in(written)]

    def sign(self, message: bytes) -> bytes:
        """32 bytes. What is signed for different purposes must begin differently."""
        return _signature(self._keys[0], message)

    def fits(self, message: bytes, signature: bytes) -> bool:
        """Whether any of the keys made it; compares all, however soon one differs."""
        return any([hmac.compare_digest(_signature(key, message), signature) for key in self._keys])


def keys_in(written: str) -> list[str]:
    """Several are written with commas between them."""
    return [key.strip() for key in written.split(",") if key.strip()]


def _signature(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)

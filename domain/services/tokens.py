"""Unguessable tokens: whoever holds one is believed, so only its hash is ever stored."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Unguessable tokens: whoever holds one is believed, so only its hash is ever stored."""

import hashlib
import secrets
from datetime import timedelta

TOKEN_BYTES = 32
CLOCK_TOLERANCE = timedelta(hours=2)
"""What was begun or made later than this from now was so while the clock was ahead.

It would hold for too long, so it holds no more. Smaller corrections of a clock end nothing.
"""


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Bearer tokens: random, and stored only as a hash."""

import hashlib
import secrets
from datetime import timedelta

TOKEN_BYTES = 32
CLOCK_TOLERANCE = timedelta(hours=2)
"""Tokens that begin later than this from now were made while the clock was ahead.

They would be valid for too long, so they are not valid any more. Smaller corrections end nothing.
"""


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

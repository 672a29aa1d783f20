"""E-mail addresses, which people sign in with."""

import re

from domain.model.errors import NotAnEmailAddress

MAX_LENGTH = 254
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def normalised_email(written: str) -> str:
    """Return the address in lower case. Raise `NotAnEmailAddress`."""
    email = written.strip().casefold()
    if len(email) > MAX_LENGTH or not email.isprintable() or not _ADDRESS.fullmatch(email):
        raise NotAnEmailAddress(written)
    return email

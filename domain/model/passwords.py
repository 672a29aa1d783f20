"""Which passwords are taken: long ones that nobody would guess first.

How soon one is guessed, `Passwords.is_guessable` estimates.
"""

import re
from collections.abc import Iterable

from domain.model.errors import WeakPassword

MIN_LENGTH, MAX_LENGTH = 12, 128
MIN_BESIDES_NAMES = 8
MIN_NAME_LENGTH = 4

PRODUCT = "live conversations chatter"
GUESSED_FIRST = (
    "This password is easy to guess. "
    "A few words of your own in a row are better, and easy to remember."
)

FAMOUS = ("correcthorsebatterystaple", "correct horse battery staple")
"""Hard to guess, were they not known to everybody."""


def validate_password(password: str, *, names: Iterable[str]) -> None:
    """Refuse what is guessed first; `names` are those of the person and the company.

    Any characters may stand in it in any mix: rules about them make passwords worse.
    """
    if len(password) < MIN_LENGTH:
        raise WeakPassword(
            f"Use at least {MIN_LENGTH} characters. A few words in a row are easy to remember."
        )
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"Use at most {MAX_LENGTH} characters.")
    if password.lower() in FAMOUS:
        raise WeakPassword(GUESSED_FIRST)
    if _is_mostly_names(password.lower(), (PRODUCT, *names)):
        raise WeakPassword(
            "The password is little more than a name that others know. Add words of your own."
        )


def _is_mostly_names(password: str, names: Iterable[str]) -> bool:
    rest = password
    for word in _words(names):
        rest = rest.replace(word, "")
    return rest != password and len(rest) < MIN_BESIDES_NAMES


def _words(names: Iterable[str]) -> list[str]:
    """The longest first, so that a short one never spoils a long one that contains it."""
    words = {word for name in names for word in re.split(r"[\W_]+", name.lower())}
    return sorted((word for word in words if len(word) >= MIN_NAME_LENGTH), key=len, reverse=True)

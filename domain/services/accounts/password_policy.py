"""The policy for new passwords."""

from collections.abc import Sequence

from domain.model.errors import WeakPassword
from domain.model.passwords import GUESSED_FIRST, validate_password
from domain.ports.passwords import Passwords


async def ensure_strong(passwords: Passwords, password: str, *, names: Sequence[str]) -> None:
    """Raise `WeakPassword`. `names` are those of the person and the company."""
    validate_password(password, names=names)
    if await passwords.is_guessable(password, names=names):
        raise WeakPassword(GUESSED_FIRST)

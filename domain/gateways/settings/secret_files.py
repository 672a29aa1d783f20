"""Secrets that are made at the first start and kept in files of their own."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from domain.gateways.settings.rules import is_guessable


class UnusableSettings(Exception):
    """What is wrong, in sentences for the operator."""


class DamagedKey(UnusableSettings):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is empty or damaged. Put it back from a backup. Without one, delete the file: "
            "the next start makes a new key. Links to pictures that were made with the old key "
            "then stop working, and users must allow push notifications again."
        )


def load_or_create_secret(path: Path, make: Callable[[], str]) -> str:
    """What was made and kept (0600) at first start.

    Raise `UnusableSettings` if others can read it, or if it is damaged.
    """
    if not path.exists():
        _keep(path, make())
    if path.stat().st_mode & 0o077:
        raise UnusableSettings(f"{path} can be read by others. Run: chmod 600 {path}")
    kept = path.read_text(errors="replace")
    if is_guessable(kept):
        raise DamagedKey(path)
    return kept


def _keep(path: Path, secret: str) -> None:
    """Whole or not at all: a full disk must not leave an empty one behind."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise UnusableSettings(f"{path} could not be made: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)

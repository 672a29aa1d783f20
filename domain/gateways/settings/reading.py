"""Reading the settings: every name and every value that cannot be used is refused in a sentence.

A misspelt name would otherwise be passed over in silence.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.gateways.settings.secret_files import UnusableSettings
from domain.gateways.settings.settings import FILE, Settings, allowed, masked

NOT_SUPPORTED = {
    "MEDIA_URL": "pictures and other files are always kept in DATA_DIR.",
}
KNOWN = [name.upper() for name in Settings.model_fields]
SIMILAR = 0.85
SHORTEST = 6
"""The environment is full of names that have nothing to do with us."""
MAX_SHOWN = 80


def read_settings(**overrides: object) -> Settings:
    """Raise `UnusableSettings` with one line for each name or value that cannot be used."""
    problems = [*_unknown_in_file(), *_unknown_in_environment()]
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems += map(_refusal, error.errors())
    except UnicodeError:
        problems.append(f"{FILE} is not text in UTF-8.")
    except OSError as error:
        problems.append(f"{FILE} cannot be read: {error.strerror}.")
    if problems:
        raise UnusableSettings("\n".join(problems))
    return settings


def _refusal(error: ErrorDetails) -> str:
    """What is said about several settings is a sentence already."""
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0])
    read = masked(name, error["input"])
    read = read if len(read) <= MAX_SHOWN else f"{read[:MAX_SHOWN]}…"
    return f"{name.upper()} is “{read}”. Write {allowed(name)}."


def _unknown_in_file() -> Iterator[str]:
    """All of the file is ours. That it cannot be read is noticed by who reads the values."""
    with suppress(OSError, UnicodeError):
        for line in parse_stream(StringIO(Path(FILE).read_text("utf-8-sig"))):
            name = (line.key or "").upper()
            if line.error or (name in KNOWN and line.value is None):
                yield f"Line {line.original.line} of {FILE} is no setting. Write NAME=value."
            elif name and name not in KNOWN:
                yield from _unknown(name, line.value, FILE)


def _unknown_in_environment() -> Iterator[str]:
    for written, value in os.environ.items():
        name = written.upper()
        is_similar = len(name) >= SHORTEST and get_close_matches(name, KNOWN, cutoff=SIMILAR)
        if name not in KNOWN and (name in NOT_SUPPORTED or is_similar):
            yield from _unknown(name, value, "the environment")


def _unknown(name: str, value: str | None, place: str) -> Iterator[str]:
    if name not in NOT_SUPPORTED:
        nearest = get_close_matches(name, KNOWN, n=1)
        step = (
            f"Did you mean {nearest[0]}?"
            if nearest
            else "All settings are in docs/configuration.md."
        )
        yield f"{name} in {place} is no setting. {step}"
    elif value:
        yield f"{name} is set, but {NOT_SUPPORTED[name]} Remove {name}."

"""Names that are no settings: a misspelt one would otherwise be passed over in silence."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

FILE = ".env"
"""In the folder the program is started from."""
NOT_SUPPORTED = {
    "DATABASE_URL": "only the SQLite database in DATA_DIR is supported.",
    "MEDIA_URL": "pictures and other files are always kept in DATA_DIR.",
}
SIMILAR = 0.85
SHORTEST = 6
"""The environment is full of names that have nothing to do with us."""


def problems(known: Collection[str], environment: Mapping[str, str]) -> list[str]:
    """One sentence for each name that is misspelt, or means what there is not."""
    return [*_in_file(known), *_in_environment(known, environment)]


def _in_file(known: Collection[str]) -> Iterator[str]:
    """All of the file is ours. That it cannot be read is noticed by who reads the values."""
    with suppress(OSError, UnicodeError):
        for line in parse_stream(StringIO(Path(FILE).read_text("utf-8-sig"))):
            name = (line.key or "").upper()
            if line.error or (name in known and line.value is None):
                yield f"Line {line.original.line} of {FILE} is no setting. Write NAME=value."
            elif name in NOT_SUPPORTED and line.value:
                yield _not_supported(name)
            elif name and name not in known and name not in NOT_SUPPORTED:
                nearest = get_close_matches(name, known, n=1) or [""]
                yield _unknown(name, FILE, nearest[0])


def _in_environment(known: Collection[str], environment: Mapping[str, str]) -> Iterator[str]:
    for written, value in environment.items():
        name = written.upper()
        if name in NOT_SUPPORTED and value:
            yield _not_supported(name)
        elif name not in known and len(name) >= SHORTEST:
            for nearest in get_close_matches(name, known, n=1, cutoff=SIMILAR):
                yield _unknown(name, "the environment", nearest)


def _not_supported(name: str) -> str:
    return f"{name} is set, but {NOT_SUPPORTED[name]} Remove {name}."


def _unknown(name: str, place: str, nearest: str) -> str:
    step = f"Did you mean {nearest}?" if nearest else "All settings are in docs/configuration.md."
    return f"{name} in {place} is no setting. {step}"

"""Bring the database file up to this program's schema before anyone is served."""

import sqlite3
from contextlib import closing
from pathlib import Path

from domain.model.errors import DomainError

VERSIONS = Path(__file__).parent / "migrations" / "versions"
REVISION_LENGTH = 4
"""A migration's file begins with its revision."""


class DatabaseIsNewer(DomainError):
    """The file was written by a later version of this program."""

    def __init__(self, database: Path | str) -> None:
        super().__init__(
            f"The database {database} was written by a newer version of Live Conversations. "
            "Start that version, or restore a backup made before the update."
        )


def migrate(path: Path) -> None:
    """Make or update the file, all or nothing. Raise `DatabaseIsNewer` rather than guess."""
    revisions, known = _revisions(path), known_revisions()
    if revisions == {max(known)}:
        return
    if not revisions <= known:
        raise DatabaseIsNewer(path)
    # Alembic would take 10 MB for as long as the server runs, and is needed once in a version.
    from storage.upgrade import upgrade

    upgrade(path)


def revision(path: Path) -> str | None:
    """Which version of the tables it has; `None` for an empty file. Raise `DatabaseIsNewer`."""
    revisions = _revisions(path)
    if not revisions <= known_revisions():
        raise DatabaseIsNewer(path)
    return max(revisions, default=None)


def is_known(path: Path) -> bool:
    """Whether the file is one of ours, and not from the future."""
    revisions = _revisions(path)
    return bool(revisions) and revisions <= known_revisions()


def is_current(path: Path) -> bool:
    """Whether nothing would have to be changed about it."""
    return _revisions(path) == {newest_revision()}


def newest_revision() -> str:
    """Which version of the tables this program has."""
    return max(known_revisions())


def _revisions(path: Path) -> set[str]:
    """None in an empty file. Raise what SQLite raises for one that is no database."""
    if not path.exists():
        path.touch(mode=0o600)
    with closing(sqlite3.connect(path, timeout=5)) as connection:
        noted = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if not connection.execute(noted).fetchone():
            return set()
        return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}


def known_revisions() -> set[str]:
    """Those that this program can bring up to date."""
    return {script.name[:REVISION_LENGTH] for script in VERSIONS.glob("[0-9]*.py")}

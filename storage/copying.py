"""A consistent copy of the database while it is in use, and whether a file is such a copy."""

import io
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from domain.model.backups import NotABackup
from domain.model.errors import DomainError
from storage.dialects.sqlite import is_damage
from storage.migrate import is_known

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PAGES_AT_ONCE = 256
PORTION_BYTES = 1_000_000


class DatabaseUnreadable(DomainError):
    def __init__(self, database: Path) -> None:
        super().__init__(
            f"The database {database} is damaged, or it is no database. Stop the server and put "
            "a backup in its place: uv run main.py restore FILE"
        )


class PacedWriting(io.BufferedIOBase):
    """Writes a file in portions, each to the disk itself, with a pause as long as it took.

    Unless half of the disk's time is left to the server, its commits wait for a second.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0
        self._since = time.perf_counter()

    def write(self, content: "ReadableBuffer") -> int:
        count = self._file.write(content)
        self._written += count
        if self._written >= PORTION_BYTES:
            self._written = 0
            self.rest()
        return count

    def rest(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        time.sleep(time.perf_counter() - self._since)
        self._since = time.perf_counter()


@contextmanager
def writing_file(path: Path) -> Iterator[PacedWriting]:
    """Open a new file that its owner alone can read. All of it is on the disk at the end."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        pace = PacedWriting(file)
        yield pace
        pace.rest()


def copy_database(source: Path, target: Path) -> None:
    """Everything committed before the copy is whole. `target` appears only when it is complete.

    Nobody but the owner can read it. Raise `DatabaseUnreadable`.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        _copy(source, unfinished)
        if not _is_intact(unfinished):
            raise DatabaseUnreadable(source)
        os.replace(unfinished, target)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise DatabaseUnreadable(source) from error
        raise
    finally:
        unfinished.unlink(missing_ok=True)


def refuse_other_files(source: Path, *, called: Path) -> None:
    """Raise `NotABackup` unless the database is ours, intact, and not of a newer version."""
    try:
        if not _is_intact(source) or not is_known(source):
            raise NotABackup(called)
    except sqlite3.DatabaseError as error:
        raise NotABackup(called) from error


def connect(path: Path, *, patience: float = 5) -> sqlite3.Connection:
    """Open a file, or raise an error when it is not there. `patience` is in seconds."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=patience)


def _copy(source: Path, target: Path) -> None:
    with closing(connect(source)) as database, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        # All steps read one moment. Else SQLite would begin anew after each commit of the server.
        database.execute("BEGIN")
        database.execute("SELECT 1 FROM sqlite_master").fetchone()
        with target.open("rb") as written:
            pace = PacedWriting(written)
            database.backup(copy, pages=PAGES_AT_ONCE, progress=lambda *_: pace.rest())
            # A file of its own, without a log beside it: it is copied and moved by people.
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.close()
            pace.rest()


def _is_intact(path: Path) -> bool:
    with closing(connect(path)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))

"""A consistent copy of the database while it is in use, and the way back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.migrate import is_known


class Unrestorable(Exception):
    """Why a backup was not put back; the words are fit for the screen."""


class NotABackup(Unrestorable):
    def __init__(self, source: Path) -> None:
        super().__init__(f"{source} is not a backup of Live Conversations, or it is damaged.")


class DatabaseInUse(Unrestorable):
    def __init__(self, target: Path) -> None:
        super().__init__(f"The database {target} is in use. Stop the server first.")


def backup(source: Path, target: Path) -> None:
    """Everything committed before the copy is whole. `target` appears only when it is complete."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(_connect(source)) as database, closing(sqlite3.connect(unfinished)) as copy:
        database.backup(copy)
        # A file of its own, without a log beside it: it is copied and moved by people.
        copy.execute("PRAGMA journal_mode = DELETE")
    os.replace(unfinished, target)


def restore(source: Path, target: Path) -> None:
    """Put a backup in place of the database.

    Raise `NotABackup` for anything else, also for a newer one than this program understands,
    and `DatabaseInUse` while a server runs on the database.
    """
    _check(source)
    if target.exists():
        _check_unused(target)
    for rest in ("-wal", "-shm"):
        # The log of the old database would be played into the new one.
        target.with_name(target.name + rest).unlink(missing_ok=True)
    backup(source, target)


def _check(source: Path) -> None:
    try:
        with closing(_connect(source)) as database:
            intact = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise NotABackup(source) from error
    if not intact or not is_known(source):
        raise NotABackup(source)


def _check_unused(target: Path) -> None:
    """Only who is alone may leave the write-ahead log. A broken database is nobody's."""
    try:
        with closing(_connect(target, patience=0.5)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise DatabaseInUse(target) from error
    except sqlite3.DatabaseError:
        return


def _connect(path: Path, *, patience: float = 5) -> sqlite3.Connection:
    """Raise an error for a file that is not there, rather than make it. `patience` in seconds."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=patience)

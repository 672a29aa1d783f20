"""Getting the data ready for the server or for a command, before either touches it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from domain.model.errors import DomainError
from domain.model.storage_errors import DatabaseDamaged, NotStored
from storage.copying import DatabaseUnreadable, copy_database
from storage.data_dir import PATIENCE, REPLACED, make_private, replacing, serving, using
from storage.dialects.sqlite import is_damage, is_of_the_disk
from storage.migrate import is_current, migrate, revision

BEFORE = "before-update-from-"
COPIES = 3
"""So many of the copies made before updates are kept, the newest ones."""


class DatabaseIsOlder(DomainError):
    def __init__(self, database: Path) -> None:
        super().__init__(
            f"The database {database} is still that of an earlier version. Stop the server if it "
            "runs, and start it in this version, which updates the database. Then do this again."
        )


class NoRoomForCopy(DomainError):
    def __init__(self, database: Path) -> None:
        super().__init__(
            f"The database {database} has to be updated, and the copy that is made before could "
            "not be saved: the disk is full or out of order. Nothing was changed."
        )


class RestoreInterrupted(DomainError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A restore into {folder} was interrupted. Run it again: uv run main.py restore FILE. "
            f"What was there before is kept in {folder / REPLACED} until it succeeds."
        )


@contextmanager
def opened_for_server(folder: Path, database: Path) -> Iterator[Path | None]:
    """Be the only server, on an updated database. Say where its copy is, if it was updated."""
    with _readable(folder, database), serving(folder):
        copy = None
        if not is_current(database):
            with replacing(folder, patience=PATIENCE):
                copy = _update(database)
        with using(folder):
            yield copy


@contextmanager
def opened_for_command(folder: Path, database: Path) -> Iterator[None]:
    """Use the database beside the server. One of an earlier version is for the server to update."""
    with _readable(folder, database):
        if revision(database) is None:
            with replacing(folder, patience=PATIENCE):
                migrate(database)
        with using(folder):
            if not is_current(database):
                raise DatabaseIsOlder(database)
            yield


@contextmanager
def _readable(folder: Path, database: Path) -> Iterator[None]:
    make_private(folder, database)
    if (folder / REPLACED).exists():
        raise RestoreInterrupted(folder)
    try:
        yield
    except DatabaseDamaged as error:
        raise DatabaseUnreadable(database) from error
    except (sqlite3.DatabaseError, DBAPIError) as error:
        if is_damage(error):
            raise DatabaseUnreadable(database) from error
        if is_of_the_disk(error):
            raise NotStored from error
        raise


def _update(database: Path) -> Path | None:
    """Update the database, once there is a copy of how it was before."""
    before = revision(database)
    if before is None:
        migrate(database)
        return None
    copy = database.with_name(f"{BEFORE}{before}.db")
    try:
        copy_database(database, copy)
    except (OSError, sqlite3.OperationalError) as error:
        raise NoRoomForCopy(database) from error
    migrate(database)
    copies = sorted(database.parent.glob(f"{BEFORE}*.db"), key=lambda path: path.stat().st_mtime)
    for outdated in copies[:-COPIES]:
        outdated.unlink()
    return copy

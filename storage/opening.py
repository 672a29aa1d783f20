"""Getting the data ready for the server or for a command, before either touches it."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from domain.model.errors import DomainError
from domain.model.storage_errors import DatabaseDamaged, NotStored
from storage import migrate_postgresql as postgresql
from storage.copying import DatabaseUnreadable, copy_database
from storage.data_dir import PATIENCE, REPLACED, make_private, replacing, serving, using
from storage.dialects import Address
from storage.dialects.sqlite import is_damage, is_of_the_disk
from storage.migrate import is_current, migrate, newest_revision, revision

BEFORE = "before-update-from-"
COPIES = 3
"""So many of the copies made before updates are kept, the newest ones."""


class DatabaseIsOlder(DomainError):
    def __init__(self, database: Path | str) -> None:
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


class NotAFile(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL is set, and this command works with an SQLite database only. "
            "PostgreSQL is saved with pg_dump, and a company cannot be moved out of it or into it "
            "yet: see docs/postgresql.md."
        )


def file_of(database: Address) -> Path:
    """Raise `NotAFile`."""
    if isinstance(database, str):
        raise NotAFile
    return database


@contextmanager
def opened_for_server(folder: Path, database: Address) -> Iterator[Path | None]:
    """Be the only server, on an updated database. Say where its copy is, if it was updated.

    Of a PostgreSQL database no copy is made: that is for who runs the server of it.
    """
    if isinstance(database, str):
        make_private(folder)
        with serving(folder), postgresql.serving(database), using(folder):
            postgresql.migrate(database)
            yield None
        return
    with _readable(folder, database), serving(folder):
        copy = None
        if not is_current(database):
            with replacing(folder, patience=PATIENCE):
                copy = _update(database)
        with using(folder):
            yield copy


@contextmanager
def opened_for_command(folder: Path, database: Address) -> Iterator[None]:
    """Use the database beside the server. One of an earlier version is for the server to update."""
    if isinstance(database, str):
        make_private(folder)
        with using(folder):
            if postgresql.revision(database) is None:
                postgresql.migrate(database)
            if postgresql.revision(database) != newest_revision():
                raise DatabaseIsOlder(postgresql.named(database))
            yield
        return
    with _readable(folder, database):
        if revision(database) is None:
            with replacing(folder, patience=PATIENCE):
                migrate(database)
        with using(folder):
            if not is_current(database):
                raise DatabaseIsOlder(database)
            yield


def file_opened_for_command(folder: Path, database: Address) -> AbstractContextManager[None]:
    """As `opened_for_command`, for what only a file can be asked. Raise `NotAFile`."""
    return opened_for_command(folder, file_of(database))


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

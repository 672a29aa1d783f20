"""A look at the folder of the data and at the database in it, without changing either."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

from domain.model.diagnostics import DataDirStatus
from storage import migrate_postgresql
from storage.dialects import Address
from storage.migrate import is_current, is_known, newest_revision


def inspect_data_dir(folder: Path, database: Address) -> DataDirStatus:
    """Also while the server runs. Reads all of a file, which takes a while if it is large.

    Raise `DatabaseIsNewer`, `DatabaseUnreachable` of a PostgreSQL database.
    """
    of_database = _of_server(database) if isinstance(database, str) else _of_file(database)
    return DataDirStatus(
        folder=str(folder),
        is_writable=_is_writable(folder),
        free_bytes=shutil.disk_usage(_nearest(folder)).free,
        **of_database,
    )


def _of_file(database: Path) -> dict[str, bool]:
    has_database = database.exists()
    is_intact = has_database and _is_intact(database)
    knows_it = is_intact and is_known(database)
    return {
        "has_database": has_database,
        "is_intact": is_intact,
        "is_newer": is_intact and not knows_it,
        "is_older": knows_it and not is_current(database),
    }


def _of_server(url: str) -> dict[str, bool]:
    revision = migrate_postgresql.revision(url)
    return {
        "has_database": revision is not None,
        "is_intact": revision is not None,
        "is_newer": False,
        "is_older": revision is not None and revision != newest_revision(),
    }


def _nearest(folder: Path) -> Path:
    """The folder, or what is there of the way to it."""
    absolute = folder.absolute()
    return next(each for each in (absolute, *absolute.parents) if each.exists())


def _is_writable(folder: Path) -> bool:
    place = _nearest(folder)
    if place != folder.absolute():
        return os.access(place, os.W_OK)
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError:
        return False
    return True


def _is_intact(database: Path) -> bool:
    try:
        address = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False

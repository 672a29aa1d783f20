"""What is left on the disk of deleted rows and files, and how it goes."""

import asyncio
import sqlite3
import time
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from domain.model.erasure import VacuumFailed
from storage.dialects import Address
from storage.dialects.postgresql import open_engine
from storage.media_files import content_path, thumbnail_of

LEFT_ALONE_SECONDS = 60.0
PATIENCE_SECONDS = 60.0
PAGES_AT_ONCE = 200
"""Of the index, so that the server's own writing waits for milliseconds only."""


class SecureDelete:
    """Removes what deleting rows leaves on the disk, also while a server runs beside."""

    def __init__(
        self,
        database: Address,
        media: Path,
        *,
        left_alone_seconds: float = LEFT_ALONE_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._database = database
        self._media = media
        self._left_alone_seconds = left_alone_seconds
        self._patience_seconds = patience_seconds

    async def remove_files(self, content_hashes: Collection[str]) -> None:
        """With their thumbnails. What was kept a moment ago may be about to be referred to
        again, and is left for the cleanup."""
        await asyncio.to_thread(self._remove_files, content_hashes)

    async def clean_database(self) -> bool:
        """Write it anew without what was deleted. Say whether its log could be emptied, too.

        Raise `VacuumFailed` when there is no room for it, or others hold it for too long.
        """
        if isinstance(self._database, str):
            return await _vacuum(self._database)
        return await asyncio.to_thread(self._clean_database, self._database)

    def _remove_files(self, content_hashes: Collection[str]) -> None:
        before = time.time() - self._left_alone_seconds
        for content_hash in content_hashes:
            path = content_path(self._media, content_hash)
            if path.exists() and path.stat().st_mtime < before:
                thumbnail_of(path).unlink(missing_ok=True)
                path.unlink(missing_ok=True)

    def _clean_database(self, path: Path) -> bool:
        """Deleted rows stay in free pages until VACUUM, and all that was written in the log."""
        try:
            with closing(self._connect(path)) as database:
                _forget_in_the_index(database)
                database.execute("VACUUM")
                return _empty_the_log(database)
        except sqlite3.OperationalError as error:
            raise VacuumFailed from error

    def _connect(self, path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=self._patience_seconds, isolation_level=None)


async def _vacuum(url: str) -> bool:
    """What was deleted is overwritten by what comes; the log of the server is not ours."""
    engine = open_engine(url, connections=1, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("VACUUM")
    except (DBAPIError, OSError) as error:
        raise VacuumFailed from error
    finally:
        await engine.dispose()
    return True


def _forget_in_the_index(database: sqlite3.Connection) -> None:
    """Deleted texts are only struck out there until their pages are written together.

    The first step, with its negative number, takes in all of the index, whatever its age.
    """
    pages = -PAGES_AT_ONCE
    while True:
        before = database.total_changes
        database.execute(
            "INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', ?)", (pages,)
        )
        if database.total_changes - before < 2:
            return
        pages = PAGES_AT_ONCE


def _empty_the_log(database: sqlite3.Connection) -> bool:
    (is_busy, _, _) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy

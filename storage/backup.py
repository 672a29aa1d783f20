"""Backups of all there is, made while it is in use, and the way back."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import OperationalError

from domain.model.backups import BackupContents
from domain.model.errors import DomainError
from storage.archive import DATABASE, put_back_files, read_archive, write_archive
from storage.copying import connect, copy_database, writing_file
from storage.data_dir import KEYS, MEDIA, REPLACED, DataInUse, make_private, replacing, using
from storage.media_files import sync
from storage.migrate import migrate
from storage.repositories.sync_state import RESTORED

STAGED = "restoring"
OF_THE_DISK = (OSError, sqlite3.OperationalError, OperationalError)
_NOTE_RESTORED = "INSERT OR REPLACE INTO moments (name, at) VALUES (?, datetime('now'))"
"""The next start does not send what the database holds as queued."""


class NotSaved(DomainError):
    def __init__(self, file: Path, error: Exception) -> None:
        super().__init__(f"Nothing was saved to {file}: {_reason(error)}.")


class NotChecked(DomainError):
    def __init__(self, file: Path, error: Exception) -> None:
        super().__init__(
            f"{file} could not be checked: {_reason(error)}. It is unpacked for that; TMPDIR says "
            "where."
        )


class NotRestored(DomainError):
    def __init__(self, folder: Path, error: Exception) -> None:
        super().__init__(f"{folder} is as it was, nothing was restored: {_reason(error)}.")


class NothingToSave(DomainError):
    def __init__(self, database: Path) -> None:
        super().__init__(f"There is no database at {database} yet.")


class DataDirBackups:
    """Each refuses with a `DomainError` whose words are for the operator."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = folder / DATABASE

    def backup(self, file: Path) -> BackupContents:
        """Save all there is as `file`, also while the server runs."""
        if not self._database.exists():
            raise NothingToSave(self._database)
        unfinished = file.with_name(f"{file.name}.unfinished")
        copied = file.with_name(f"{file.name}.database")
        try:
            with using(self._folder):
                copy_database(self._database, copied)
                with writing_file(unfinished) as target:
                    write_archive(self._folder, copied, target)
            with TemporaryDirectory(dir=file.parent) as place:
                contents = read_archive(unfinished, Path(place))
            os.replace(unfinished, file)
            sync(file.parent)
            return contents
        except OF_THE_DISK as error:
            raise NotSaved(file, error) from error
        finally:
            for rest in (copied, unfinished):
                rest.unlink(missing_ok=True)

    def check(self, file: Path) -> BackupContents:
        """Read the backup to its last byte, and change nothing."""
        try:
            with TemporaryDirectory() as place:
                return read_archive(file, Path(place))
        except OF_THE_DISK as error:
            raise NotChecked(file, error) from error

    def restore(self, file: Path) -> BackupContents:
        """Put everything of the backup in place of what is here."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(self._folder), self._staging() as staged:
            contents = read_archive(file, staged)
            self._refuse_used()
            migrate(staged / DATABASE)
            with closing(connect(staged / DATABASE)) as database, database:
                database.execute(_NOTE_RESTORED, (RESTORED,))
            put_back_files(file, self._folder / MEDIA, staged=staged)
            self._put_in_place(staged)
        make_private(self._folder, self._database)
        return contents

    def _refuse_used(self) -> None:
        """Raise `DataInUse` also when a program that knows no lock has the database open.

        Only who is alone may leave the write-ahead log. A damaged database is in nobody's use.
        """
        if not self._database.exists():
            return
        try:
            with closing(connect(self._database, patience=0.5)) as database:
                database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise DataInUse(self._folder) from error
        except sqlite3.DatabaseError:
            return

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        staged = self._folder / STAGED
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700)
        try:
            yield staged
        except OF_THE_DISK as error:
            raise NotRestored(self._folder, error) from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def _put_in_place(self, staged: Path) -> None:
        """Keep what was here until all is in place, and put it back when that fails.

        As long as it is kept, no server starts: a power cut may have come in between.
        """
        replaced = self._folder / REPLACED
        replaced.mkdir(mode=0o700, exist_ok=True)
        coming = [name for name in (DATABASE, *KEYS) if (staged / name).exists()]
        # The log of the old database would be played into the new one.
        going = [*coming, f"{DATABASE}-wal", f"{DATABASE}-shm"]
        try:
            for name in going:
                # After a restore that was interrupted, the very first one is what was here.
                if (self._folder / name).exists() and not (replaced / name).exists():
                    os.replace(self._folder / name, replaced / name)
            for name in coming:
                os.replace(staged / name, self._folder / name)
            sync(self._folder)
        except OSError:
            for name in going:
                (self._folder / name).unlink(missing_ok=True)
                if (replaced / name).exists():
                    os.replace(replaced / name, self._folder / name)
            replaced.rmdir()
            raise
        shutil.rmtree(replaced)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(getattr(error, "orig", error))

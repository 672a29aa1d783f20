"""Companies that leave this installation as a file, and that come to it as one."""

import os
import shutil
from pathlib import Path

from domain.model.audit import AuditAction
from domain.model.company_archives import (
    CannotBeExported,
    CompanyContents,
    FileIsThere,
    NoRoomToImport,
    NotACompany,
)
from domain.ports.clock import Clock
from storage.backup import NotSaved
from storage.company_export import company_called, write_company
from storage.company_import import add_company, note_down, put_files, refuse_what_is_here, writing
from storage.company_reading import CompanyArchive, opened_archive
from storage.media_files import SPARE_BYTES, sync
from storage.migrate import newest_revision


class CompanyArchives:
    """Each refuses with a `DomainError` whose words are for the operator.

    Of one data folder, which somebody else has opened before.
    """

    def __init__(self, database: Path, media: Path, *, clock: Clock, version: str) -> None:
        self._database = database
        self._media = media
        self._clock = clock
        self._version = version

    def export_company(self, name: str, file: Path) -> CompanyContents:
        """Save all of this company as `file`, also while the server runs."""
        if os.path.lexists(file):
            raise FileIsThere(file)
        unfinished = file.with_name(f"{file.name}.unfinished")
        try:
            write_company(
                unfinished,
                name,
                database=self._database,
                media=self._media,
                tables=newest_revision(),
                version=self._version,
            )
            contents = self._contents(unfinished, name)
            self._note_export(name)
            if os.path.lexists(file):
                raise FileIsThere(file)
            unfinished.replace(file)
            sync(file.parent)
        except OSError as error:
            raise NotSaved(file, error) from error
        except ValueError as error:  # a moment that is none, say
            raise CannotBeExported(name) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return contents

    def check(self, file: Path) -> CompanyContents:
        """Read `file` to its last byte, and change nothing; raise whatever an import would."""
        with opened_archive(file) as archive:
            self._check(archive)
            return archive.contents

    def import_company(self, file: Path) -> CompanyContents:
        """Add the company of `file` to what is here, all of it or nothing."""
        with opened_archive(file) as archive:
            self._check(archive)
            put_files(archive, self._media)
            with writing(self._database) as connection:
                add_company(connection, archive, at=self._clock.now())
            # What a cleanup has taken away in between.
            put_files(archive, self._media)
            return archive.contents

    def _check(self, archive: CompanyArchive) -> None:
        archive.check(tables=newest_revision())
        if archive.size > shutil.disk_usage(self._database.parent).free - SPARE_BYTES:
            raise NoRoomToImport(archive.source, archive.size)
        with writing(self._database) as connection:
            refuse_what_is_here(connection, archive)

    def _contents(self, file: Path, name: str) -> CompanyContents:
        """Return the contents of what was just written, read as an import would."""
        try:
            with opened_archive(file) as archive:
                archive.check(tables=newest_revision())
                return archive.contents
        except NotACompany as error:
            raise CannotBeExported(name) from error

    def _note_export(self, name: str) -> None:
        with writing(self._database) as connection:
            company_id = company_called(connection, name)
            note_down(connection, AuditAction.COMPANY_EXPORTED, company_id, at=self._clock.now())

"""A backup is one tar file: the database, the keys, the files of messages, and what it holds."""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from domain.model.backups import BackupContents, NotABackup
from storage.copying import (
    PORTION_BYTES,
    PacedWriting,
    connect,
    refuse_other_files,
    writing_file,
)
from storage.data_dir import KEYS, MEDIA
from storage.media_files import MEMBER, content_path

DATABASE = "live-conversations.db"
MANIFEST = "manifest.json"
"""Comes last, so a backup that was cut off has none."""
FORMAT = 1

_SQLITE = b"SQLite format 3\0"
_MOST_KEY_BYTES = 100_000
_NO_ARCHIVE = (
    tarfile.TarError,
    EOFError,
    ValueError,
    LookupError,
    AttributeError,
    FileNotFoundError,
    IsADirectoryError,
)

_REFERRED_TO = (
    "SELECT content_hash FROM attachments WHERE content_hash IS NOT NULL "
    "UNION SELECT working_hash FROM draft_attachments "
    "UNION SELECT lossless_hash FROM draft_attachments WHERE lossless_hash IS NOT NULL"
)


def write_archive(folder: Path, database: Path, target: PacedWriting) -> None:
    """Write all of it. `database` is a copy that nobody changes; files of messages never change."""
    files = 0
    with tarfile.open(fileobj=target, mode="w|") as archive:
        archive.add(database, DATABASE, filter=_private)
        for name in KEYS:
            if (folder / name).exists():
                archive.add(folder / name, name, filter=_private)
        for path in (folder / MEDIA).glob("??/*"):
            name = path.relative_to(folder).as_posix()
            if MEMBER.fullmatch(name):
                # Cleared away since it was listed, as nothing refers to it any more.
                with suppress(FileNotFoundError):
                    archive.add(path, name, filter=_private)
                    files += 1
        manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(), "files": files}
        content = json.dumps(manifest).encode()
        described = tarfile.TarInfo(MANIFEST)
        described.size, described.mode = len(content), 0o600
        archive.addfile(described, io.BytesIO(content))


def read_archive(source: Path, into: Path) -> BackupContents:
    """Check all of it. The database and the keys are put into the folder `into`.

    Raise `NotABackup`.
    """
    with _refusing_what_is_no_archive(source):
        if not _is_database(source):
            return _read(source, into)
        refuse_other_files(source, called=source)
        with closing(connect(source)) as database:
            with closing(sqlite3.connect(into / DATABASE)) as copy:
                database.backup(copy)
            return BackupContents(messages=_messages_in(database), files=0)


def put_back_files(source: Path, media: Path, *, staged: Path) -> None:
    """Put the files that are missing into `media`, each whole or not at all."""
    if _is_database(source):
        return
    with _refusing_what_is_no_archive(source), tarfile.open(source, "r:") as archive:
        for member in archive:
            found = MEMBER.fullmatch(member.name)
            content = archive.extractfile(member)
            if not found or not content:
                continue
            path = content_path(media, found[2])
            if path.exists() and path.stat().st_size == member.size:
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _save(content, staged / found[2])
            os.replace(staged / found[2], path)


def _read(source: Path, into: Path) -> BackupContents:
    reading = _Reading(source, into)
    with tarfile.open(source, "r:") as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None or not reading.takes(member, content):
                raise NotABackup(source)
    return reading.contents()


class _Reading:
    """Holds what was found in an archive so far."""

    def __init__(self, source: Path, into: Path) -> None:
        self._source = source
        self._into = into
        self._hashes: set[str] = set()
        self._keys: list[str] = []
        self._manifest: dict[str, Any] | None = None

    def takes(self, member: tarfile.TarInfo, content: IO[bytes]) -> bool:
        """Say whether a member belongs there, and is what its name says."""
        if self._manifest:
            return False
        if found := MEMBER.fullmatch(member.name):
            self._hashes.add(found[2])
            return _digest(content) == found[2]
        if member.name == MANIFEST:
            self._manifest = json.load(content)
            return True
        if member.name in KEYS and 0 < member.size < _MOST_KEY_BYTES:
            self._keys.append(member.name)
        elif member.name != DATABASE:
            return False
        _save(content, self._into / member.name)
        return True

    def contents(self) -> BackupContents:
        manifest = self._manifest or {}
        if (manifest.get("format"), manifest.get("files")) != (FORMAT, len(self._hashes)):
            raise NotABackup(self._source)
        database = self._into / DATABASE
        refuse_other_files(database, called=self._source)
        with closing(connect(database)) as opened:
            return BackupContents(
                messages=_messages_in(opened),
                files=len(self._hashes),
                missing_files=_missing(opened, self._hashes),
                keys=tuple(self._keys),
                made_at=str(manifest["made_at"]),
            )


@contextmanager
def _refusing_what_is_no_archive(source: Path) -> Iterator[None]:
    try:
        yield
    except _NO_ARCHIVE as error:
        raise NotABackup(source) from error


def _is_database(source: Path) -> bool:
    """Say whether it is a database alone, as earlier versions saved it, without keys and files."""
    with source.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Tell nothing of the machine it was made on, and let its owner alone read it."""
    member.mode = 0o600
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _save(content: IO[bytes], path: Path) -> None:
    with writing_file(path) as file:
        copyfileobj(content, file, PORTION_BYTES)


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while portion := content.read(PORTION_BYTES):
        digest.update(portion)
    return digest.hexdigest()


def _messages_in(database: sqlite3.Connection) -> int:
    """Count the messages; the first versions had no table for them."""
    if not _has_table(database, "messages"):
        return 0
    return int(database.execute("SELECT count(*) FROM messages").fetchone()[0])


def _missing(database: sqlite3.Connection, hashes: set[str]) -> int:
    if not _has_table(database, "draft_attachments"):
        return 0
    return sum(1 for (each,) in database.execute(_REFERRED_TO) if each not in hashes)


def _has_table(database: sqlite3.Connection, name: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
    return found.fetchone() is not None

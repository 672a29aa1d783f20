"""Reading the archive of a company: all of it is checked before any of it is believed."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson
from sqlalchemy import Table

from domain.model.company_archives import CompanyContents, ExportIsNewer, ExportIsOlder, NotACompany
from domain.model.text import is_readable
from storage.company_export import FORMAT, KIND, MANIFEST, media_member, table_member
from storage.company_rows import Ids, anew, row_in
from storage.company_tables import CARRIED
from storage.copying import PORTION_BYTES
from storage.media_files import MEMBER
from storage.tables.attachments import attachments
from storage.tables.conversations import conversations
from storage.tables.messages import messages
from storage.tables.people import companies, points_of_contact, users

_TABLES = frozenset(table_member(table) for table in CARRIED)
_MOST_MANIFEST_BYTES = 100_000_000
"""A manifest has about 200 bytes for each file."""
_MOST_ROW_BYTES = 10_000_000
_ENCRYPTED = 1
_DAMAGED = (
    BadZipFile,
    EOFError,
    zlib.error,
    struct.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    NotImplementedError,
)


@contextmanager
def opened_archive(source: Path) -> Iterator["CompanyArchive"]:
    """Raise `NotACompany` for a file that is none."""
    with source.open("rb") as file:
        with _refusing_damage(source):
            archive = ZipFile(file)
        yield CompanyArchive(source, archive)


class CompanyArchive:
    """Rows and files may be asked for once `check` has let it pass."""

    def __init__(self, source: Path, archive: ZipFile) -> None:
        self.source = source
        self.ids = {table: Ids() for table in CARRIED if "id" in table.c}
        self._archive = archive
        self._manifest: dict[str, Any] = {}
        self._members: dict[str, dict[str, Any]] = {}
        self._referred_to = set[str]()

    def check(self, *, tables: str) -> None:
        """Read all of it; `tables` is the version of our own.

        Raise `NotACompany`, `ExportIsNewer`, `ExportIsOlder`.
        """
        with _refusing_damage(self.source):
            self._manifest = _manifest_in(self._archive)
            self._refuse_other_versions(tables)
            self._members = self._manifest["members"]
            self._check_members()
            for table in CARRIED:
                self._check_rows(table)
            self._check_files()

    @property
    def size(self) -> int:
        """The size in bytes, unpacked."""
        return sum(member["size"] for member in self._members.values())

    @property
    def contents(self) -> CompanyContents:
        def count(table: Table) -> int:
            return int(self._members[table_member(table)]["rows"])

        return CompanyContents(
            company=self._manifest["company"],
            users=count(users),
            points_of_contact=count(points_of_contact),
            conversations=count(conversations),
            messages=count(messages),
            files=len(self.hashes),
            missing_files=self._manifest["missing_files"],
            unclear=self._manifest["unclear"],
        )

    @property
    def hashes(self) -> list[str]:
        """The hashes of the files."""
        return [name.rpartition("/")[2] for name in self._members if name not in _TABLES]

    def size_of(self, content_hash: str) -> int:
        return int(self._members[media_member(content_hash)]["size"])

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        with _refusing_damage(self.source), self._opened(table_member(table)) as member:
            for line in _lines(member):
                yield row_in(table, line)

    def content(self, content_hash: str) -> Iterator[bytes]:
        """Yield it in portions. Raise `NotACompany` at the end when its name says another hash."""
        digest = hashlib.sha256()
        name = media_member(content_hash)
        with _refusing_damage(self.source), self._opened(name) as member:
            while portion := member.read(PORTION_BYTES):
                digest.update(portion)
                yield portion
            if digest.hexdigest() != content_hash:
                raise ValueError(name)

    def _refuse_other_versions(self, tables: str) -> None:
        theirs, version = self._manifest["tables"], self._manifest["version"]
        if self._manifest["format"] > FORMAT or theirs > tables:
            raise ExportIsNewer(self.source, version)
        if self._manifest["format"] < FORMAT or theirs < tables:
            raise ExportIsOlder(self.source, version)

    def _check_members(self) -> None:
        """Let pass exactly the members of the manifest, in the sizes it says."""
        described = {info.filename: info for info in self._archive.infolist()}
        del described[MANIFEST]
        _require(described.keys() == self._members.keys() >= _TABLES)
        for name, info in described.items():
            _require(name in _TABLES or MEMBER.fullmatch(name) is not None)
            _require(info.file_size == self._members[name]["size"])
            _require(_can_be_read(info))

    def _check_rows(self, table: Table) -> None:
        name, count, digest = table_member(table), 0, hashlib.sha256()
        with self._opened(name) as member:
            for line in _lines(member):
                digest.update(line)
                self._check_row(table, row_in(table, line))
                count += 1
        _require(self._members[name]["rows"] == count)
        _require(self._members[name]["sha256"] == digest.hexdigest())

    def _check_row(self, table: Table, row: dict[str, Any]) -> None:
        if table in self.ids:
            self.ids[table].add(row["id"])
        anew(table, row, self.ids)
        if table is companies:
            _require(row["name"] == self._manifest["company"])
        if table is attachments and row["content_hash"]:
            self._referred_to.add(row["content_hash"])

    def _check_files(self) -> None:
        _require(self._members[table_member(companies)]["rows"] == 1)
        hashes = set(self.hashes)
        _require(hashes <= self._referred_to)
        _require(len(self._referred_to - hashes) == self._manifest["missing_files"])
        for content_hash in hashes:
            _require(self._members[media_member(content_hash)]["sha256"] == content_hash)
            for _ in self.content(content_hash):
                pass

    def _opened(self, name: str) -> BufferedReader:
        return BufferedReader(self._archive.open(name))  # type: ignore[arg-type]


def _manifest_in(archive: ZipFile) -> dict[str, Any]:
    """Return the manifest, once it has the members it must have, each of its kind."""
    names = [info.filename for info in archive.infolist()]
    _require(len(names) == len(set(names)))
    described = archive.getinfo(MANIFEST)
    _require(described.file_size <= _MOST_MANIFEST_BYTES)
    _require(_can_be_read(described))
    manifest = orjson.loads(archive.read(described))
    _require(isinstance(manifest, dict) and manifest["kind"] == KIND)
    for name in ("format", "missing_files", "unclear"):
        _require(type(manifest[name]) is int)
    for name in ("tables", "version", "company"):
        _require(isinstance(manifest[name], str) and is_readable(manifest[name]))
    for member in manifest["members"].values():
        _require(type(member["size"]) is int and isinstance(member["sha256"], str))
    return dict(manifest)


def _can_be_read(info: ZipInfo) -> bool:
    is_packed_as_ours = info.compress_type in (ZIP_STORED, ZIP_DEFLATED)
    return is_packed_as_ours and not info.flag_bits & _ENCRYPTED


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    while line := member.readline(_MOST_ROW_BYTES):
        _require(line.endswith(b"\n"))
        yield line


def _require(is_so: object) -> None:
    if not is_so:
        raise ValueError


@contextmanager
def _refusing_damage(source: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise NotACompany(source) from error

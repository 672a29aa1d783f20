"""Writing one company to a file: its rows as lines of JSON, its files, and what all that is."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from sqlalchemy import Connection, Table, select

from domain.model.errors import UnknownCompany
from storage.company_tables import CARRIED, at_rest, columns_of, is_in_hand, is_of
from storage.copying import PORTION_BYTES, writing_file
from storage.dialects.sqlite import open_engine
from storage.media_files import content_path
from storage.tables.attachments import attachments
from storage.tables.messages import messages
from storage.tables.people import companies

KIND = "a company of Live Conversations"
FORMAT = 1
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 500


def table_member(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def media_member(content_hash: str) -> str:
    return f"media/{content_hash[:2]}/{content_hash}"


def company_called(connection: Connection, name: str) -> int:
    """Return the id of the company. Raise `UnknownCompany`."""
    found = connection.scalar(select(companies.c.id).where(companies.c.name == name))
    if found is None:
        raise UnknownCompany(name)
    return int(found)


def write_company(
    target: Path, name: str, *, database: Path, media: Path, tables: str, version: str
) -> None:
    """Write rows that are all of one moment. `tables` says which version of them it is.

    Raise `UnknownCompany`.
    """
    with one_moment(database) as connection:
        company_id = company_called(connection, name)
        with writing_file(target) as file, ZipFile(file, "w") as archive:
            writing = _Writing(archive)
            for table in CARRIED:
                writing.add_rows(connection, table, company_id)
            for content_hash in _files_of(connection, company_id):
                writing.add_file(media, content_hash)
            writing.add_manifest(company=name, tables=tables, version=version)


@contextmanager
def one_moment(database: Path) -> Iterator[Connection]:
    """Read what was stored when it began, whatever is written meanwhile."""
    with closing(open_engine(database, read_only=True).connect()) as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection


class _Writing:
    """Holds what has been put into an archive so far."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, dict[str, Any]] = {}
        self._missing_files = 0
        self._unclear = 0

    def add_rows(self, connection: Connection, table: Table, company_id: int) -> None:
        count = 0
        with self._member(table_member(table), ZIP_DEFLATED) as member:
            for row in _rows_of(connection, table, company_id):
                if table is messages and is_in_hand(table, row):
                    self._unclear += 1
                member.write(orjson.dumps(at_rest(table, row)) + b"\n")
                count += 1
        self._members[table_member(table)]["rows"] = count

    def add_file(self, media: Path, content_hash: str) -> None:
        try:
            with content_path(media, content_hash).open("rb") as content:
                self._copy(content, content_hash)
        except FileNotFoundError:
            self._missing_files += 1

    def _copy(self, content: BufferedReader, content_hash: str) -> None:
        """Copy a file; one that is damaged counts as missing."""
        if hashlib.file_digest(content, "sha256").hexdigest() != content_hash:
            self._missing_files += 1
            return
        content.seek(0)
        with self._member(media_member(content_hash), ZIP_STORED) as member:
            copyfileobj(content, member, PORTION_BYTES)

    def add_manifest(self, *, company: str, tables: str, version: str) -> None:
        manifest = {
            "kind": KIND,
            "format": FORMAT,
            "tables": tables,
            "version": version,
            "company": company,
            "made_at": datetime.now(UTC),
            "missing_files": self._missing_files,
            "unclear": self._unclear,
            "members": self._members,
        }
        self._archive.writestr(_described(MANIFEST, ZIP_DEFLATED), orjson.dumps(manifest))

    @contextmanager
    def _member(self, name: str, compression: int) -> Iterator["_Measured"]:
        with self._archive.open(_described(name, compression), "w", force_zip64=True) as file:
            measured = _Measured(file)
            yield measured
        self._members[name] = {"size": measured.size, "sha256": measured.digest.hexdigest()}


class _Measured:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self.digest.update(content)
        self.size += len(content)


def _rows_of(connection: Connection, table: Table, company_id: int) -> Iterator[dict[str, Any]]:
    """Yield the rows in the order of their ids, by which the new ones are given."""
    chosen = select(*columns_of(table)).where(is_of(table, company_id))
    portions = connection.execution_options(yield_per=ROWS_AT_ONCE)
    names = [str(column.name) for column in columns_of(table)]
    for row in portions.execute(chosen.order_by(*table.primary_key)):
        yield dict(zip(names, row, strict=True))


def _files_of(connection: Connection, company_id: int) -> list[str]:
    content_hash = attachments.c.content_hash
    chosen = select(content_hash).where(is_of(attachments, company_id), content_hash.is_not(None))
    return list(connection.scalars(chosen.distinct().order_by(content_hash)))


def _described(name: str, compression: int) -> ZipInfo:
    """Describe a member that its owner alone can read wherever it is unpacked."""
    described = ZipInfo(name, date_time=datetime.now(UTC).timetuple()[:6])
    described.compress_type = compression
    described.external_attr = 0o600 << 16
    return described

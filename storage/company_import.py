"""Adding the company of an archive to a database: its files first, then all rows at once."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from domain.model.audit import AuditAction
from domain.model.company_archives import NotAlone
from domain.model.errors import AlreadyTaken
from storage.company_export import ROWS_AT_ONCE
from storage.company_reading import CompanyArchive
from storage.company_rows import anew
from storage.company_tables import CARRIED
from storage.copying import writing_file
from storage.dialects.sqlite import open_engine
from storage.media_files import content_path, sync
from storage.tables.audit import audit_log
from storage.tables.people import companies, points_of_contact, users


def refuse_what_is_here(connection: Connection, archive: CompanyArchive) -> None:
    """Raise `AlreadyTaken`: a name, an address and a number is one company's alone."""
    for company in archive.rows(companies):
        if _is_there(connection, companies.c.name, company["name"]):
            raise AlreadyTaken(f"The name “{company['name']}”")
        _refuse_number(connection, company["notification_number"])
    for user in archive.rows(users):
        if _is_there(connection, users.c.email, user["email"]):
            raise AlreadyTaken(f"The address {user['email']}")
    for place in archive.rows(points_of_contact):
        _refuse_number(connection, place["app_number"])


def put_files(archive: CompanyArchive, media: Path) -> None:
    """Put the files that are missing, each whole or not at all.

    Those that are there count as new, so that no cleanup removes them before rows refer to them.
    """
    for content_hash in archive.hashes:
        path = content_path(media, content_hash)
        if path.exists() and path.stat().st_size == archive.size_of(content_hash):
            os.utime(path)
        else:
            _put(archive, content_hash, path)


def add_company(connection: Connection, archive: CompanyArchive, *, at: datetime) -> None:
    """Add the company in one transaction. Raise `NotAlone`, `AlreadyTaken`."""
    with _all_or_nothing(connection):
        refuse_what_is_here(connection, archive)
        for table, ids in archive.ids.items():
            ids.first = _next_id(connection, table)
        try:
            for table in CARRIED:
                _add_rows(connection, archive, table)
        except IntegrityError as error:
            raise NotAlone(archive.source) from error
        note_down(connection, AuditAction.COMPANY_IMPORTED, archive.ids[companies].first, at=at)


def note_down(connection: Connection, deed: AuditAction, company_id: int, *, at: datetime) -> None:
    """Note the import in the audit log, as done by the operator."""
    connection.execute(
        insert(audit_log).values(
            company_id=company_id, at=at, by_id=None, deed=deed, object_id=company_id
        )
    )


@contextmanager
def writing(database: Path) -> Iterator[Connection]:
    with closing(open_engine(database).connect()) as connection:
        yield connection


def _add_rows(connection: Connection, archive: CompanyArchive, table: Table) -> None:
    rows = archive.rows(table)
    while portion := [anew(table, row, archive.ids) for row in islice(rows, ROWS_AT_ONCE)]:
        connection.execute(insert(table), portion)


def _next_id(connection: Connection, table: Table) -> int:
    """Return the next id as the table itself would give it: some never give one again."""
    default: Any = table.c.id.default
    after_all: Any = func.coalesce(func.max(table.c.id), 0) + 1
    return int(connection.scalar(select(default.arg if default else after_all)) or 1)


def _refuse_number(connection: Connection, number: str | None) -> None:
    if number is None:
        return
    for column in (points_of_contact.c.app_number, companies.c.notification_number):
        if _is_there(connection, column, number):
            raise AlreadyTaken(f"The number {number}")


def _is_there(connection: Connection, column: Any, value: str) -> bool:
    return connection.scalar(select(column).where(column == value).limit(1)) is not None


def _put(archive: CompanyArchive, content_hash: str, path: Path) -> None:
    """Write one file. What a crash leaves of it is removed with what nothing refers to."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{content_hash}.{token_hex(8)}")
    try:
        with writing_file(unfinished) as file:
            for portion in archive.content(content_hash):
                file.write(portion)
        unfinished.replace(path)
        sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _all_or_nothing(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise

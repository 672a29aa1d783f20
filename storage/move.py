"""Moving all rows from the SQLite file into a PostgreSQL database, while no server runs."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.model.errors import DomainError
from storage.copying import DatabaseUnreadable
from storage.data_dir import replacing
from storage.dialects.postgresql import PostgreSQL
from storage.dialects.sqlite import is_damage, open_engine
from storage.migrate import is_current, newest_revision
from storage.migrate_postgresql import (
    MOVING,
    NOTED,
    DatabaseUnreachable,
    migrate,
    named,
    noted_revisions,
    serving,
)
from storage.opening import DatabaseIsOlder
from storage.schema import METADATA
from storage.tables.people import companies

ROWS_AT_ONCE = 1_000


class NothingToMove(DomainError):
    def __init__(self, database: Path) -> None:
        super().__init__(f"There is no database at {database}.")


class NotEmpty(DomainError):
    def __init__(self, url: str) -> None:
        super().__init__(
            f"The database {named(url)} holds data of its own. Nothing was changed: move into a "
            "new one."
        )


class MovedWrongly(DomainError):
    def __init__(self, url: str, table: str) -> None:
        super().__init__(
            f"The table {table} in {named(url)} is not what it is in the file, so the database "
            "cannot be used. The file is as it was: move into a new database."
        )


class DatabaseMove:
    """From the file to the server. Each refuses with a `DomainError` for the operator."""

    def __init__(self, folder: Path, database: Path, url: str) -> None:
        self._folder = folder
        self._database = database
        self._url = url

    def run(self) -> Mapping[str, int]:
        """Copy what is not there yet, compare all of it, and say how many rows each table has.

        It can be run again after it was interrupted, and goes on where it was.
        """
        if not self._database.exists():
            raise NothingToMove(self._database)
        with replacing(self._folder):
            if not is_current(self._database):
                raise DatabaseIsOlder(self._database)
            with self._source() as source, serving(self._url):
                return asyncio.run(self._move(source))

    @contextmanager
    def _source(self) -> Iterator[Connection]:
        try:
            with closing(open_engine(self._database, read_only=True).connect()) as source:
                source.exec_driver_sql("BEGIN")
                yield source.execution_options(yield_per=ROWS_AT_ONCE)
        except (sqlite3.DatabaseError, DBAPIError) as error:
            if is_damage(error):
                raise DatabaseUnreadable(self._database) from error
            raise

    async def _move(self, source: Connection) -> Mapping[str, int]:
        engine = PostgreSQL(self._url).writing()
        try:
            await self._begin(engine)
            for table in METADATA.sorted_tables:
                await _copy(source, engine, table)
            async with engine.begin() as target:
                counts = {
                    table.name: await self._compared(source, target, table)
                    for table in METADATA.sorted_tables
                }
                await _count_on(source, target)
                await _note(target, newest_revision())
            return counts
        except (DBAPIError, OSError) as error:
            raise DatabaseUnreachable(self._url, error) from error
        finally:
            await engine.dispose()

    async def _begin(self, engine: AsyncEngine) -> None:
        """No server takes the database until all is there."""
        async with engine.begin() as target:
            noted = await target.run_sync(noted_revisions)
        if noted == {MOVING}:
            return
        await asyncio.to_thread(migrate, self._url)
        async with engine.begin() as target:
            if await target.scalar(select(companies.c.id).limit(1)) is not None:
                raise NotEmpty(self._url)
            await _note(target, MOVING)

    async def _compared(self, source: Connection, target: AsyncConnection, table: Table) -> int:
        here = _sum(source.execute(select(table)))
        there = _Sum()
        async for row in await target.stream(select(table)):
            there.add(row)
        if here != there:
            raise MovedWrongly(self._url, table.name)
        return here.count


class _Sum:
    """How many rows there are and what they say, in whatever order they come."""

    def __init__(self) -> None:
        self.count = self._digest = 0

    def add(self, row: Row[Any]) -> None:
        content = orjson.dumps(tuple(row))
        self.count += 1
        self._digest += int.from_bytes(sha256(content).digest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sum) and vars(self) == vars(other)


def _sum(rows: Iterable[Row[Any]]) -> _Sum:
    total = _Sum()
    for row in rows:
        total.add(row)
    return total


async def _copy(source: Connection, engine: AsyncEngine, table: Table) -> None:
    """In the order of their keys, so what an interrupted move has left are the first ones."""
    async with engine.begin() as target:
        there = await target.scalar(select(func.count()).select_from(table))
    rows = source.execute(select(table).order_by(*table.primary_key).offset(there))
    for portion in rows.mappings().partitions():
        async with engine.begin() as target:
            await target.execute(insert(table), [dict(row) for row in portion])


async def _count_on(source: Connection, target: AsyncConnection) -> None:
    """New rows get the ids that they would have got in the file."""
    given = {row.name: row.seq for row in source.execute(text("SELECT * FROM sqlite_sequence"))}
    for table in METADATA.sorted_tables:
        name = {"name": table.name}
        if "id" not in table.c:
            continue
        counter = await target.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), name)
        last = given.get(table.name) or source.scalar(select(func.max(table.c.id)))
        if counter and last:
            await target.execute(
                text("SELECT setval(:counter, :last)"), {"counter": counter, "last": last}
            )


async def _note(target: AsyncConnection, revision: str) -> None:
    await target.execute(update(NOTED).values(version_num=revision))

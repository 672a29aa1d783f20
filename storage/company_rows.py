"""Rows as they stand in the archive of a company: their shape, and the ids they get anew."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Column, Table

from storage.column_types import sanitise
from storage.company_tables import at_rest, columns_of, kind_of, positions_of, references_of
from storage.tables.attachments import attachments

_HASH = re.compile(r"[0-9a-f]{64}")
_LARGEST_NUMBER = 2**63 - 1


class Ids:
    """Knows the ids of a table's rows in an archive. New ones are given in the same order."""

    def __init__(self) -> None:
        self._old = array("q")
        self.first = 1
        """The new id of the first row."""

    def add(self, old: int) -> None:
        """Add an id. Raise `ValueError` unless it is larger than all before."""
        if old <= (self._old[-1] if self._old else 0):
            raise ValueError(old)
        self._old.append(old)

    def new(self, old: int) -> int:
        """Return the new id for an old one. Raise `LookupError` when no row has it."""
        place = bisect_left(self._old, old)
        if place == len(self._old) or self._old[place] != old:
            raise LookupError(old)
        return self.first + place

    def reached(self, position: int) -> int:
        """Return the new id of the last row up to this position; 0 before all of them."""
        place = bisect_right(self._old, position)
        return self.first + place - 1 if place else 0


def row_in(table: Table, line: bytes) -> dict[str, Any]:
    """Return the row of a line. Raise `ValueError` unless columns and kinds are the table's."""
    row = orjson.loads(line)
    columns = _columns(table)
    if not isinstance(row, dict) or row.keys() != columns.keys():
        raise ValueError(table.name)
    return {name: _value(column, row[name]) for name, column in columns.items()}


def anew(table: Table, row: Mapping[str, Any], ids: Mapping[Table, Ids]) -> dict[str, Any]:
    """Return the row with new ids in place of all that it has. Raise `LookupError`."""
    new = dict(row)
    if table in ids:
        new["id"] = ids[table].new(row["id"])
    for name, to in references_of(table).items():
        if row[name] is not None:
            new[name] = ids[to].new(row[name])
    for name, to in positions_of(table).items():
        if row[name] is not None:
            new[name] = ids[to].reached(row[name])
    return at_rest(table, new)


@cache
def _columns(table: Table) -> Mapping[str, Column[Any]]:
    return {column.name: column for column in columns_of(table)}


def _value(column: Column[Any], value: object) -> object:
    if value is None:
        if not column.nullable:
            raise ValueError(column.name)
        return None
    kind = _kind(column)
    if kind in (datetime, time):
        return _moment(kind, value)
    if type(value) is not kind:
        raise ValueError(column.name)
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise ValueError(column.name)
    if column is attachments.c.content_hash and not _HASH.fullmatch(str(value)):
        # It names a file.
        raise ValueError(column.name)
    return sanitise(value) if isinstance(value, str) else value


def _moment(kind: type[Any], value: object) -> datetime | time:
    if not isinstance(value, str):
        raise ValueError(value)
    if kind is time:
        return time.fromisoformat(value).replace(tzinfo=None)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


@cache
def _kind(column: Column[Any]) -> type[Any]:
    return kind_of(column)

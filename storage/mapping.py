"""Dataclasses as they lie in a table: a column for every field."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Row, Table, Update
from sqlalchemy.exc import IntegrityError

from domain.model.errors import AlreadyTaken
from domain.model.log_once import log_once
from storage.connection import DatabaseConnection
from storage.dialects import insert

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

logger = logging.getLogger(__name__)

Word = TypeVar("Word", bound=StrEnum)


def columns_of(record: "type[DataclassInstance]", table: Table) -> list[Column[Any]]:
    return [table.c[field.name] for field in fields(record)]


def values_of(record: "DataclassInstance") -> dict[str, Any]:
    """Return the values of all fields but the id, which never changes."""
    names = (field.name for field in fields(record))
    return {name: getattr(record, name) for name in names if name != "id"}


def word_in(kind: type[Word], stored: str, *, otherwise: Word, row_id: int) -> Word:
    """Read a word. One that we do not know, such as a later version's, must not hide its row."""
    try:
        return kind(stored)
    except ValueError:
        log_once(
            logger, f"No {kind.__name__} is called {stored!r}, so {otherwise!r} is shown", row_id
        )
        return otherwise


async def save_unique(connection: DatabaseConnection, change: Update, *, called: str) -> int:
    """Say how many rows it changed; raise `AlreadyTaken` when another has what it asks for.

    Only for changes that break no other constraint. Either way the transaction goes on.
    """
    try:
        return await connection.try_execute(change)
    except IntegrityError:
        raise AlreadyTaken(called) from None


async def add_unique(
    connection: DatabaseConnection,
    table: Table,
    values: Mapping[str, Any],
    *,
    unique: tuple[str, ...],
    called: str,
    returning: Sequence[Column[Any]],
) -> Row[Any]:
    """Return the new row; raise `AlreadyTaken` when one has these `unique` columns already."""
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=unique)
    row = await connection.fetch_one(statement.returning(*returning))
    if row is None:
        raise AlreadyTaken(called)
    return row

"""Dataclasses as they lie in a table: a column for every field."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Row, Table, Update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from domain.model.errors import AlreadyTaken
from storage.line import Line

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def columns_of(record: "type[DataclassInstance]", table: Table) -> list[Column[Any]]:
    return [table.c[field.name] for field in fields(record)]


def values_of(record: "DataclassInstance") -> dict[str, Any]:
    """All but the id, which never changes."""
    names = (field.name for field in fields(record))
    return {name: getattr(record, name) for name in names if name != "id"}


async def save_unique(line: Line, change: Update, *, called: str) -> int:
    """Say how many rows it changed; raise `AlreadyTaken` when another has what it asks for.

    Only for changes that break no other constraint.
    """
    try:
        return await line.change(change)
    except IntegrityError:
        raise AlreadyTaken(called) from None


async def add_unique(
    line: Line,
    table: Table,
    values: Mapping[str, Any],
    *,
    unique: tuple[str, ...],
    called: str,
    returning: Sequence[Column[Any]],
) -> Row[Any]:
    """Return the new row; raise `AlreadyTaken` when one has these `unique` columns already."""
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=unique)
    row = await line.row(statement.returning(*returning))
    if row is None:
        raise AlreadyTaken(called)
    return row

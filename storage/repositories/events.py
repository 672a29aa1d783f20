"""News, kept beside what it is about."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert

from domain.model.events import Event
from storage.connection import DatabaseConnection
from storage.tables.events import events

_NEW = insert(events)


async def add_events(connection: DatabaseConnection, recorded: Sequence[Event]) -> None:
    if recorded:
        rows = [{"name": type(one).__name__, "ids": json.dumps(asdict(one))} for one in recorded]
        await connection.execute(_NEW, rows)

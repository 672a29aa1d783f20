"""The demo's data, made once and copied for each server that is measured."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from domain.gateways.clock import SystemClock
from domain.model.carrier import InboundText
from domain.services.messaging.inbound import InboundService
from storage.database import Database
from tests.benchmarks.programs import ACCOUNT, temporary_folder
from tests.servers import Server

EMAIL, PASSWORD = "amira@demo.test", "demo-password"
QUEEN_STREET, MAYA = "+14165550100", "+14165550137"
FULL_LOG = 60
"""Messages of Maya's: more than are loaded when a conversation is opened."""

DATABASE = "live-conversations.db"


@contextmanager
def furnished() -> Iterator[Path]:
    with temporary_folder() as folder:
        demo = Server("demo", folder)
        try:
            demo.start(within_seconds=60)
        finally:
            demo.stop()
        data = folder / "demo"
        asyncio.run(_let_maya_write(data / DATABASE))
        yield data


def page_of_maya(data: Path) -> str:
    return f"/live-conversations/{id_of_maya(data)}"


def id_of_maya(data: Path) -> int:
    """Of her conversation; it is the same in copies of the data."""
    chosen = "SELECT id FROM conversations WHERE app_number = ? AND customer_number = ?"
    with closing(sqlite3.connect(data / DATABASE)) as database:
        (number,) = database.execute(chosen, (QUEEN_STREET, MAYA)).fetchone()
    return int(number)


async def _let_maya_write(path: Path) -> None:
    store = Database(path)
    inbound = InboundService(store=store, clock=SystemClock())
    try:
        for number in range(FULL_LOG):
            await inbound.receive(
                InboundText(
                    account=ACCOUNT,
                    carrier_id=f"SM{number:032x}",
                    sender=MAYA,
                    recipient=QUEEN_STREET,
                    text=f"And one more thing, the {number}th: could you hold the coat for me?",
                )
            )
    finally:
        await store.close()

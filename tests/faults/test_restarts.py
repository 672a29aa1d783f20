"""What people notice of a server that is stopped, killed or kept waiting: nothing but time."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.model.messages import Delivery
from tests.faults.house import CUSTOMERS, PLACES
from tests.simulator.rig import eventually

MAYA, DANA = CUSTOMERS[:2]
QUEEN_STREET = PLACES["Queen Street"]
SENDS = 40


async def test_stopping_the_server_among_sends_loses_nothing_and_leaves_no_doubt(house):
    await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
    await house.twilio.bring("Is my coat ready?", customer=DANA, to=QUEEN_STREET)
    amira = await house.agent("amira")

    async def send(number: int) -> None:
        conversation = house.conversations[number % 2]
        await amira.send(conversation, key=f"press-{number}", text=f"Answer {number}")

    async with asyncio.TaskGroup() as sending:
        for number in range(SENDS):
            sending.create_task(send(number))
        await eventually(lambda: house.taken_by_the_carrier)
        await asyncio.to_thread(house.server.stop)
        assert house.count(Delivery.SENDING, Delivery.UNKNOWN) == 0
        await house.restart()

    await eventually(lambda: house.count(Delivery.SENT, Delivery.DELIVERED) == SENDS, seconds=20)
    taken = [message for message, _ in house.taken_by_the_carrier]
    assert len(taken) == len(set(taken)) == SENDS


async def test_a_page_that_was_open_comes_back_and_shows_what_came_meanwhile(house):
    await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
    [conversation] = house.conversations
    amira = await house.agent("amira", path=f"/live-conversations/{conversation}")
    await amira.sees("Are you open?")

    house.server.kill()
    brought = asyncio.create_task(house.twilio.bring("Hello?", customer=MAYA, to=QUEEN_STREET))
    sent = asyncio.create_task(amira.send(conversation, key="press-1", text="Until six."))
    await house.restart()

    await asyncio.gather(brought, sent, amira.sees("Hello?"), amira.sees("Until six."))
    shown = [bubble.message["text"] for bubble in amira.log.values()]
    assert sorted(shown) == ["Are you open?", "Hello?", "Until six."]


async def test_a_locked_database_makes_webhooks_late_but_loses_none(house):
    began = time.monotonic()
    with locked(house.database):
        bringing = [
            asyncio.create_task(
                house.twilio.bring(f"Question {number}", customer=MAYA, to=QUEEN_STREET)
            )
            for number in range(8)
        ]
        await asyncio.sleep(3)
        assert house.twilio.acknowledged == []

    await asyncio.gather(*bringing)
    assert time.monotonic() - began > 3
    assert len(house.twilio.acknowledged) == len(bringing)
    stored = house.rows("SELECT carrier_id FROM messages")
    assert sorted(sid for (sid,) in stored) == sorted(house.twilio.acknowledged)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process is in the middle of a long write."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()

"""What customers write: never lost, never twice, always taken in quickly."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.faults.crowd import crowd
from tests.faults.house import CUSTOMERS, PASSWORD, PLACES, House
from tests.faults.measuring import (
    at_a_rate,
    percentile,
    slowest,
    timed,
    until_it_holds,
)
from tests.faults.promises import Figure, Stage, at_least, at_most, none, promise
from tests.faults.webhooks import parameters

MAYA, DANA = CUSTOMERS[:2]
QUEEN_STREET = PLACES["Queen Street"]

POISON = (
    "nul \0 inside",
    "half an emoji \ud83d",
    "x" * 10_000,
    "\u202egnp.exe\u202c right to left",
    "zero\u200bwidth\u200d\ufeff",
    "👩‍👩‍👧‍👦" * 50,
    "Z̷̨͕̈́a̸l̵g̶o̷" * 40,
    "<script>alert(1)</script>{{ 7*7 }}",
    "",
    "\r\n\t\x1b[31m",
)
TAKEN_IN = "SELECT count(*) FROM messages WHERE text GLOB '[0-9][0-9][0-9]'"
IN_ORDER = "SELECT text FROM messages WHERE conversation_id"
AT_ITS_TIME = "AND text GLOB '[0-9][0-9][0-9]' ORDER BY at, id"
ODD_SENDERS = ("32665", "Parcelly", "+266696687", "", "whatsapp:+14165550137", "+1" + "9" * 40)


@promise("R1", "An acknowledged text is never lost, however often the power fails")
async def kills_while_customers_write(stage: Stage) -> list[Figure]:
    kills, texts, rate = stage.of(50, 3), stage.of(5000, 120), 30
    async with stage.house() as house:
        brought = asyncio.create_task(at_a_rate(rate, text_in(house, texts)))
        broken = 0
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.3, 1.7) * texts / rate / (kills + 1))
            house.server.kill()
            broken += house.rows("PRAGMA integrity_check") != [("ok",)]
            await house.restart()
        await brought
        stored = [sid for (sid,) in house.rows("SELECT carrier_id FROM messages")]
        return [
            at_least(texts, "texts acknowledged in the end", len(house.twilio.acknowledged)),
            none("of them lost", len(set(house.twilio.acknowledged) - set(stored))),
            none("stored twice", len(stored) - len(set(stored))),
            none(f"databases broken by {kills} kills", broken),
        ]


def text_in(house: House, number: int, *, late: list[float] | None = None) -> Iterator:
    """So many texts of any customer to any place; `late` gets how long each took."""

    async def bring(body: str) -> None:
        to = random.choice([*PLACES.values()])
        took = await timed(house.twilio.bring(body, customer=random.choice(CUSTOMERS), to=to))
        if late is not None:
            late.append(took)

    for each in range(number):
        yield lambda each=each: bring(f"Question {each}")


@promise("R2", "A webhook that comes five times is one message")
async def repeated_webhooks(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        form = parameters("SM" + "5" * 32, "Once", customer=MAYA, to=QUEEN_STREET)
        twilio = house.twilio
        await asyncio.gather(*(twilio.deliver(form) for _ in range(5)))
        house.server.kill()
        await house.restart()
        await twilio.deliver(form, token="another try of the same")
        rows = house.rows("SELECT id FROM messages")
        unread = house.rows("SELECT last_inbound_id FROM conversations")
        return [
            at_most(1, "messages stored", len(rows), ""),
            at_most(1, "conversations begun", len(unread), ""),
        ]


@promise("R7", "Webhooks are answered quickly with the whole team on the line", in_short=False)
async def webhooks_at_a_rate(stage: Stage) -> list[Figure]:
    agents, seconds, rate = 50, 180, 20
    async with stage.house() as house:
        late: list[float] = []
        async with crowd(house.server.url, PASSWORD, pages=agents):
            await at_a_rate(rate, text_in(house, rate * seconds, late=late))
        return [
            at_least(rate * seconds, "texts taken in", len(late)),
            at_most(0.5, f"99 of 100, {agents} pages open", percentile(0.99, late)),
            at_most(5, "the slowest", slowest(late)),
        ]


@promise("R9", "What customers wrote while we were down is taken in at the next start")
async def downtime(stage: Stage) -> list[Figure]:
    texts = stage.of(200, 40)
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        await asyncio.to_thread(house.server.stop)
        for number in range(texts):
            customer = CUSTOMERS[number % len(CUSTOMERS)]
            house.carrier.text(f"{number:03}", customer_number=customer, app_number=QUEEN_STREET)
        await until_it_holds(lambda: has_given_up(house))
        began = time.perf_counter()
        await house.restart()
        await until_it_holds(lambda: house.rows(TAKEN_IN) == [(texts,)])
        seconds = time.perf_counter() - began
        logs = [house.rows(f"{IN_ORDER} = {each} {AT_ITS_TIME}") for each in house.conversations]
        return [
            at_most(30, f"until all {texts} were there", seconds),
            none("of them missing", texts - house.rows(TAKEN_IN)[0][0]),
            none("conversations out of order", sum(log != sorted(log) for log in logs)),
        ]


def has_given_up(house: House) -> bool:
    """The carrier calls us no more: nobody answered."""
    return all(text.is_settled for text in house.carrier.texts)


@promise("R18", "A database that another process holds makes webhooks late, and loses none")
async def locked_database(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        late: list[float] = []
        with locked(house.database):
            bringing = asyncio.create_task(at_a_rate(20, text_in(house, 8, late=late)))
            await asyncio.sleep(3)
            early = len(house.twilio.acknowledged)
        await bringing
        stored = {sid for (sid,) in house.rows("SELECT carrier_id FROM messages")}
        return [
            none("acknowledged before they could be stored", early),
            none("lost", len(set(house.twilio.acknowledged) - stored)),
            at_least(8, "acknowledged after 3 s of waiting", len(late)),
            at_most(4, "the slowest", slowest(late)),
        ]


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


@promise("R24", "Whatever a phone sends is stored and shown")
async def poison(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        numbers = count(1)
        forms = [
            parameters(f"SM{next(numbers):032}", body, customer=MAYA, to=QUEEN_STREET)
            for body in POISON
        ]
        forms += [
            parameters(f"SM{next(numbers):032}", "Hi", customer=sender, to=QUEEN_STREET)
            for sender in ODD_SENDERS
        ]
        forms += [{**forms[0], "MessageSid": f"SM{next(numbers):032}", "NumMedia": "99999999999"}]
        forms += [{**forms[0], "MessageSid": f"SM{next(numbers):032}", "NumMedia": "many"}]
        answers = [await house.twilio.answer_to(form) for form in forms]
        agents = [
            await house.agent("amira", path=f"/live-conversations/{number}")
            for number in house.conversations
        ]
        shown = sum(len(agent.log) for agent in agents)
        return [
            none("webhooks refused", sum(answer != 200 for answer in answers)),
            none("texts missing", len(forms) - house.rows("SELECT count(*) FROM messages")[0][0]),
            none("texts not shown on a page", len(forms) - shown),
            none("faults in the log", house.server.log.count("Traceback")),
        ]

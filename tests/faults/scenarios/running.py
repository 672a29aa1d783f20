"""The process itself: started, stopped, starved, and hurt from within."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit

import httpx

from domain.model.messages import DeliveryStatus
from domain.simulator import NetworkTiming
from tests.agents import NotAccepted
from tests.faults.house import CUSTOMERS, PASSWORD, PLACES, House
from tests.faults.measuring import timed, until_it_holds
from tests.faults.promises import Figure, Stage, at_least, at_most, none, promise
from tests.faults.rush import AT_ONCE, rush
from tests.servers import Server
from tests.ui.visitors import Visitor, longest_wait_while

MAYA, DANA = CUSTOMERS[:2]
QUEEN_STREET = PLACES["Queen Street"]
SLOW = NetworkTiming(until_taken=0.8, until_sent=0.05, until_delivered=0.05, retry_pauses=(0.1,))
ENTERED = "SELECT address FROM sign_ins ORDER BY id DESC LIMIT 1"


@promise("R11", "A restart is a matter of seconds, and open pages come back by themselves")
async def restarts(stage: Stage) -> list[Figure]:
    sends, pages = stage.of(40, 8), stage.of(20, 3)
    async with stage.house(pace=SLOW, kind=Server) as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        path = f"/live-conversations/{conversation}"
        agents = [await house.agent(("amira", "jonas")[n % 2], path=path) for n in range(pages)]
        for number in range(sends):
            await agents[0].send(conversation, key=f"press-{number}", text=f"Answer {number}")
        await until_it_holds(lambda: house.count(DeliveryStatus.SENDING))
        stopped = await timed(asyncio.to_thread(house.server.stop))
        doubts = house.count(DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
        started = await timed(house.restart())
        house.server.kill()
        began = time.perf_counter()
        await house.restart()
        after_kill = time.perf_counter() - began
        await house.twilio.bring("Hello again", customer=MAYA, to=QUEEN_STREET)
        await asyncio.gather(*(agent.sees("Hello again", within_seconds=30) for agent in agents))
        back = time.perf_counter() - began
        return [
            at_most(5, "a stop with texts on their way", stopped),
            none("texts in doubt after it", doubts),
            at_most(3, "a start", started),
            at_most(5, "a start after a kill", after_kill),
            at_most(10, f"until {pages} open pages were back", back),
        ]


@promise("R15", "A full disk refuses, loses nothing, and is over as soon as there is room")
async def full_disk(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        amira = await house.agent("amira", path=f"/live-conversations/{conversation}")
        reader = Visitor(house.server.url)
        await reader.sign_in("jonas@bright.test")
        with no_room_for(house.server.pid):
            bringing = asyncio.create_task(
                house.twilio.bring("Hello?", customer=MAYA, to=QUEEN_STREET)
            )
            await until_it_holds(lambda: house.twilio.put_off)
            early = len(house.twilio.acknowledged) - 1
            refusal = await said_to(amira.send(conversation, key="press-1", text="Until six."))
            red = await until_it_holds(lambda: health_of(house) == 503)
            page = (await reader.get(f"/live-conversations/{conversation}")).status_code
        await reader.leave()
        began = time.perf_counter()
        await bringing
        await amira.send(conversation, key="press-2", text="Until six.")
        healed = time.perf_counter() - began
        gone = await until_it_holds(
            lambda: house.count(DeliveryStatus.SENT, DeliveryStatus.DELIVERED)
        )
        return [
            at_least(1, "webhooks answered 503", house.twilio.put_off),
            none("acknowledged without being stored", early),
            none("refusals without plain words", "disk" not in refusal),
            at_most(3, "until the health check was red", red),
            at_least(200, "a page loaded meanwhile", page),
            at_most(5, "until all worked again", healed),
            at_most(10, "until the text was sent", gone),
        ]


def health_of(house: House) -> int:
    return httpx.get(f"{house.server.url}/healthz").status_code


@contextmanager
def no_room_for(pid: int) -> Iterator[None]:
    """No file of this process may grow any more, nor be written to behind its first byte."""
    prlimit(pid, RLIMIT_FSIZE, (1, RLIM_INFINITY))
    try:
        yield
    finally:
        prlimit(pid, RLIMIT_FSIZE, (RLIM_INFINITY, RLIM_INFINITY))


async def said_to(sending: object) -> str:
    try:
        await sending
    except NotAccepted as refusal:
        return str(refusal)
    return ""


@promise("R25", "What works in the background comes back from anything")
async def wounded_tables(stage: Stage) -> list[Figure]:
    """Each table is taken away from under the running program for a while."""
    tables = stage.of(
        ("attempts", "attachments", "moments", "read_marks", "points_of_contact"),
        ("attempts",),
    )
    figures = []
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        amira = await house.agent("amira", path=f"/live-conversations/{conversation}")
        for number, table in enumerate(tables):
            with taken_away(house.database, table):
                await asyncio.sleep(6)
            text = f"Answer {number}"
            await amira.send(conversation, key=f"press-{number}", text=text)
            await house.twilio.bring(f"Question {number}", customer=MAYA, to=QUEEN_STREET)
            await amira.sees(f"Question {number}", within_seconds=20)
            sent = await until_it_holds(lambda n=number: ended(house) > n)
            figures.append(at_most(10, f"until texts went out again without “{table}”", sent))
        noted = "failed and is restarted" in house.server.log
        return [*figures, none("stumbles that the log keeps to itself", not noted)]


def ended(house: House) -> int:
    return house.count(DeliveryStatus.SENT, DeliveryStatus.DELIVERED)


@contextmanager
def taken_away(database: Path, table: str) -> Iterator[None]:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
        try:
            yield
        finally:
            connection.execute(f"ALTER TABLE {table}_gone RENAME TO {table}")


@promise("R26", "Heavy work for some keeps nobody else waiting", in_short=False)
async def heavy_work(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        for number in range(500):
            await house.twilio.bring(f"Question {number}", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        looking_on = Visitor(house.server.url)
        heavy = asyncio.gather(
            rush(house.server.url, PASSWORD, conversation=conversation),
            house.administered("backup", str(house.folder / "saved.db")),
        )
        longest = await longest_wait_while(looking_on, heavy)
        await looking_on.leave()
        pictures = house.rows("SELECT count(*) FROM draft_attachments")
        return [
            at_least(AT_ONCE, "photographs that were made ready", pictures[0][0]),
            at_most(0.1, "the longest wait of somebody else meanwhile", longest),
        ]


@promise("2.3-57", "Nobody says for themselves where they come from")
async def forged_addresses(stage: Stage) -> list[Figure]:
    async with stage.house(TRUSTED_PROXIES="192.0.2.1") as house:
        liar = Visitor(house.server.url, **{"X-Forwarded-For": "203.0.113.7"})
        await liar.sign_in("amira@bright.test")
        direct = house.rows(ENTERED)
        await liar.leave()
    async with stage.house(TRUSTED_PROXIES="127.0.0.1") as house:
        proxied = Visitor(house.server.url, **{"X-Forwarded-For": "203.0.113.7"})
        await proxied.sign_in("amira@bright.test")
        through_proxy = house.rows(ENTERED)
        await proxied.leave()
    return [
        none("believed without a proxy", direct != [("127.0.0.1",)]),
        none("not believed of the configured proxy", through_proxy != [("203.0.113.7",)]),
    ]

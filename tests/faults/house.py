"""Bright Home as it is served, with what can be known of it from outside of its process."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from domain.gateways.clock import SystemClock
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.messages import DeliveryStatus
from domain.services.admin.operator import OperatorService
from domain.simulator import AppNumber, NetworkTiming, Simulator
from domain.simulator.journal import Journal
from storage.database import Database
from storage.migrate import migrate
from tests.agents import BrowserlessAgent
from tests.faults.interference import Interference
from tests.faults.warm_server import WarmServer
from tests.faults.webhooks import Twilio
from tests.servers import ROOT, Server, free_port
from tests.simulator.rig import ACCOUNT, TOKEN, serving

PASSWORD = "a winter coat on hold"
PLACES = {
    "Queen Street": "+14165550100",
    "Harbour": "+14165550101",
    "Workshop": "+14165550102",
    "Delivery": "+14165550103",
}
CUSTOMERS = ("+14165550137", "+14165550162", "+14165550175", "+14165550188")

SLOW_TO_ANSWER = NetworkTiming(
    until_taken=0.05,
    until_sent=0.05,
    until_delivered=0.05,
    retry_pauses=(0.1,),
)
"""A carrier that has taken a message a good while before it says so."""


@dataclass
class House:
    server: Server
    twilio: Twilio
    carrier: Simulator
    between: Interference
    folder: Path
    database: Path
    ledger: Path
    _agents: list[BrowserlessAgent] = field(default_factory=list)

    async def agent(
        self, name: str, *, path: str = "/live-conversations", address: str = ""
    ) -> BrowserlessAgent:
        """Somebody who has signed in and looks at this page; `address` is a line of their own."""
        agent = BrowserlessAgent(address or self.server.url)
        self._agents.append(agent)
        await agent.sign_in(f"{name}@bright.test", PASSWORD)
        await agent.open(path)
        return agent

    async def restart(self) -> None:
        await asyncio.to_thread(self.server.start)

    async def administered(self, *command: str) -> None:
        """By the operator, at a terminal beside it."""
        done = subprocess.run
        program = [sys.executable, str(ROOT / "main.py"), *command]
        environment = self.server.environment
        await asyncio.to_thread(done, program, env=environment, check=True, capture_output=True)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read beside the server, as another process would."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    @property
    def conversations(self) -> list[int]:
        return [number for (number,) in self.rows("SELECT id FROM conversations")]

    def count(self, *deliveries: DeliveryStatus) -> int:
        """How many messages have got so far and no further."""
        states = Counter(state for (state,) in self.rows("SELECT delivery FROM messages"))
        return sum(states[delivery] for delivery in deliveries)

    @property
    def taken_by_the_carrier(self) -> list[tuple[int, str]]:
        """Of each text in its ledger on the disk: which message of ours it is, and its own id."""
        texts = [text for text in Journal(self.ledger).texts() if not text.is_inbound]
        return [(message_in(text.status_callback), text.sid) for text in texts]

    async def close(self) -> None:
        for agent in self._agents:
            await agent.close()
        await self.twilio.hang_up()
        self.server.kill()


def message_in(status_callback: str) -> int:
    return int(parse_qs(urlsplit(status_callback).query)["message"][0])


@asynccontextmanager
async def served_house(
    folder: Path,
    *,
    pace: NetworkTiming = SLOW_TO_ANSWER,
    kind: type[Server] = WarmServer,
    database: Path | None = None,
    **settings: str,
) -> AsyncIterator[House]:
    """The carrier lives in this process, which nobody kills. `database` is to begin with."""
    port = free_port()
    carrier_url = f"http://127.0.0.1:{port}"
    usual = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": carrier_url,
        "MESSAGES_PER_SECOND": "1000",
    }
    server = kind("serve", folder, **(usual | settings))
    house = built(folder, server, carrier_url=carrier_url, pace=pace)
    if database:
        shutil.copy(database, house.database)
    else:
        await furnish(house.database)
    try:
        async with serving(house.between, port=port):
            await house.carrier.start()
            try:
                await house.restart()
                yield house
            finally:
                await house.close()
    finally:
        await house.carrier.stop()  # what it was asked before is answered by now


def built(folder: Path, server: Server, *, carrier_url: str, pace: NetworkTiming) -> House:
    """With a carrier that writes down what it took; nothing of it runs yet."""
    ledger = folder / "carrier.jsonl"
    carrier = Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=server.url,
        api_base_url=carrier_url,
        app_numbers=app_numbers,
        journal_path=ledger,
        fsync=True,
        timing=pace,
    )
    return House(
        server,
        Twilio(server.url),
        carrier,
        Interference(carrier.app),
        folder=folder,
        database=folder / "live-conversations.db",
        ledger=ledger,
    )


async def app_numbers() -> Sequence[AppNumber]:
    return [AppNumber(number, name) for name, number in PLACES.items()]


async def furnish(database: Path) -> None:
    """Four places, each with a number; Amira and Jonas work at all of them."""
    migrate(database)
    store = Database(database)
    administration = OperatorService(
        store=store, clock=SystemClock(), passwords=Argon2Passwords(), phones=PhoneNumbers()
    )
    await administration.create_company("Bright Home", live_conversations=True)
    for name, number in PLACES.items():
        await administration.create_point_of_contact(name, number=number, company="Bright Home")
    for name in ("Amira Benali", "Jonas Cole"):
        await administration.create_user(
            f"{name.split()[0].lower()}@bright.test",
            name=name,
            company="Bright Home",
            points_of_contact=tuple(PLACES),
            password=PASSWORD,
        )
    await store.close()

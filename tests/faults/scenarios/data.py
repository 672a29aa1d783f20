"""The database: backed up in the middle of it all, restored, and brought up to date."""

import asyncio
import hashlib
import json
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

from domain.model.messages import DeliveryStatus
from tests.faults.dying_updates import Outcome, rows
from tests.faults.house import CUSTOMERS, PLACES, House
from tests.faults.measuring import at_a_rate, percentile, until_it_holds
from tests.faults.promises import Figure, Stage, at_least, at_most, none, promise
from tests.faults.scenarios.inbound import text_in
from tests.servers import ROOT

KEPT = (
    "companies",
    "users",
    "points_of_contact",
    "conversations",
    "messages",
    "timeline",
)


@promise(
    "R22",
    "A backup under load is whole, and what it holds comes back to the last digit",
    in_short=False,
)
async def backup_under_load(stage: Stage) -> list[Figure]:
    rate = 20
    async with stage.house() as house:
        before: list[float] = []
        during: list[float] = []
        await at_a_rate(rate, text_in(house, rate * 10, late=before))
        texts = text_in(house, rate * 20, late=during)
        coming = asyncio.create_task(at_a_rate(rate, texts))
        await asyncio.sleep(0.5)
        acknowledged = set(house.twilio.acknowledged)
        backup = house.folder / "saved"
        await house.administered("backup", str(backup))
        await coming
        saved = database_in(backup)
        held = {sid for (sid,) in rows(saved, "SELECT carrier_id FROM messages")}
        digest, back = digest_of(saved), await restored(house, backup)
        return [
            none("of what was acknowledged before, missing", len(acknowledged - held)),
            none("broken", rows(saved, "PRAGMA integrity_check") != [("ok",)]),
            at_most(
                max(0.25, 2 * percentile(0.99, before)),
                "99 of 100 webhooks meanwhile",
                percentile(0.99, during),
            ),
            none("digits that differ after it was restored", back != digest),
        ]


async def restored(house: House, saved: Path) -> str:
    """The digest of a server that was begun anew with the backup, and with nothing else to hear."""
    await asyncio.to_thread(house.server.stop)
    await house.administered("restore", str(saved))
    await house.restart()
    return digest_of(house.database)


# FAULT: S-14
@promise("R29", "After a restore nothing is sent twice, and what was sent is known to be")
async def restored_while_texts_wait(stage: Stage) -> list[Figure]:
    texts = stage.of(8, 3)
    async with stage.house(MESSAGES_PER_SECOND="0.001") as house:
        await house.twilio.bring("Are you open?", customer=CUSTOMERS[0], to=PLACES["Harbour"])
        [conversation] = house.conversations
        amira = await house.agent("amira")
        for number in range(texts):
            await amira.send(conversation, key=f"press-{number}", text=f"Answer {number}")
        backup = house.folder / "saved"
        await house.administered("backup", str(backup))
        await asyncio.to_thread(house.server.stop)
        house.server.set(MESSAGES_PER_SECOND="1")
        await house.restart()
        await until_it_holds(lambda: house.count(DeliveryStatus.DELIVERED) == texts)
        await restored(house, backup)
        await until_it_holds(lambda: house.count(DeliveryStatus.DELIVERED) == texts)
        times = Counter(message for message, _ in house.taken_by_the_carrier)
        waited = "SELECT count(*) FROM messages WHERE delivery = 'queued'"
        return [
            at_least(1, "texts that waited in the backup", rows(database_in(backup), waited)[0][0]),
            none(
                f"of {texts} texts not delivered in the end",
                texts - house.count(DeliveryStatus.DELIVERED),
            ),
            none("texts the carrier got twice", sum(many > 1 for many in times.values())),
            none("texts the carrier never got", texts - len(times)),
        ]


def database_in(backup: Path) -> Path:
    with tarfile.open(backup) as archive:
        archive.extract("live-conversations.db", backup.parent / "unpacked", filter="data")
    return backup.parent / "unpacked" / "live-conversations.db"


def digest_of(path: Path) -> str:
    """Of all that people wrote and did."""
    digest = hashlib.sha256()
    for table in KEPT:
        digest.update(repr((table, rows(path, f"SELECT * FROM {table} ORDER BY id"))).encode())
    return digest.hexdigest()


@promise("R23", "An update that is killed at any statement is finished by the next start")
async def killed_updates(stage: Stage) -> list[Figure]:
    found = await asyncio.to_thread(dying_updates, stage.folder, step=stage.of(1, 40))
    return [
        at_least(50, "statements of an update", found.statements),
        none(f"of {found.kills} kills that did not happen", found.survived),
        none("databases broken", found.broken),
        none("updates not finished by the next start", found.unfinished),
    ]


def dying_updates(folder: Path, *, step: int) -> Outcome:
    folder.mkdir(parents=True, exist_ok=True)
    program = [sys.executable, "-m", "tests.faults.dying_updates", str(folder), str(step)]
    ended = subprocess.run(program, cwd=ROOT, check=True, capture_output=True)
    return Outcome(**json.loads(ended.stdout))

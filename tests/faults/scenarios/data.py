"""The database: backed up in the middle of it all, restored, and brought up to date."""

import asyncio
import hashlib
import json
import subprocess
import sys
from pathlib import Path

from tests.faults.dying_updates import Outcome, rows
from tests.faults.house import House
from tests.faults.measuring import at_a_rate, percentile
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
    "events",
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
        saved = house.folder / "saved.db"
        await house.administered("backup", str(saved))
        await coming
        held = {sid for (sid,) in rows(saved, "SELECT carrier_id FROM messages")}
        digest, back = digest_of(saved), await restored(house, saved)
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

"""Pictures and other files: whole or not there, whatever cuts them off."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx

from tests.fakes import noise, photo
from tests.faults.house import CUSTOMERS, PLACES
from tests.faults.measuring import until_it_holds
from tests.faults.promises import Figure, Stage, at_least, at_most, none, promise
from tests.ui.visitors import Visitor

MAYA, QUEEN_STREET = CUSTOMERS[0], PLACES["Queen Street"]
PNG = "image/png"


@promise("R8", "A customer's file arrives whole, though the power fails while it is fetched")
async def kills_while_fetching(stage: Stage) -> list[Figure]:
    kills = files = stage.of(10, 2)
    contents = {noise(200, 150 + number) for number in range(files)}
    async with stage.house() as house:
        house.between.between_pieces_seconds = 0.1
        for content in contents:
            house.carrier.text(
                "Look",
                customer_number=MAYA,
                app_number=QUEEN_STREET,
                files=[(content, "image/png")],
            )
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.3, 0.8))
            house.server.kill()
            await house.restart()
        house.between.between_pieces_seconds = 0
        ready = "SELECT count(*) FROM attachments WHERE state = 'ready'"
        seconds = await until_it_holds(lambda: house.rows(ready) == [(files,)])
        kept = [path for path in (house.folder / "media").glob("??/*") if "." not in path.name]
        half = [path for path in kept if sha256(path.read_bytes()) != path.name]
        whole = {path.read_bytes() for path in kept}
        return [
            at_most(60, f"until {files} files were there", seconds),
            none("of them missing", len(contents - whole)),
            none("half ones", len(half)),
        ]


@promise("R17", "An upload that is cut leaves nothing behind and spoils nothing else")
async def cut_uploads(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        await house.twilio.bring("Send me a picture", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        amira = Visitor(house.server.url)
        await amira.sign_in("amira@bright.test")
        await upload(amira, conversation, "the-one-that-is-there", photo())
        picture = noise(600, 400)
        for number in range(stage.of(10, 2)):
            for part in (0.1, 0.5, 0.9):
                with suppress(httpx.HTTPError, LineCut):
                    await upload(amira, conversation, f"cut-{number}-{part}", picture, until=part)
        incoming = house.folder / "media" / "incoming"
        swept = await until_it_holds(lambda: not [*incoming.iterdir()])
        uploading = asyncio.create_task(
            upload(amira, conversation, "killed-in-between", picture, until=0.5, holds=5)
        )
        await until_it_holds(lambda: [*incoming.iterdir()])
        house.server.kill()
        await asyncio.wait([uploading])
        await house.restart()
        left = [*incoming.iterdir()]
        again = await upload(amira, conversation, "killed-in-between", picture)
        kept = house.rows("SELECT client_key FROM draft_attachments ORDER BY id")
        await amira.leave()
        uploading.exception()
        return [
            at_most(5, "until nothing was left of cut uploads", swept),
            none("pieces left after a restart", len(left)),
            at_least(201, "the answer to the same upload once more", again.status_code),
            none(
                "rows besides the two whole pictures",
                len(kept) - 2 if len(kept) >= 2 else float("inf"),
            ),
        ]


class LineCut(Exception):
    """In the middle of what was being sent."""


async def upload(
    visitor: Visitor,
    conversation: int,
    key: str,
    content: bytes,
    *,
    until: float = 1,
    holds: float = 0,
) -> httpx.Response:
    """The line breaks `until` that part of it was sent, after so many seconds of silence."""

    async def pieces() -> AsyncIterator[bytes]:
        end = int(len(content) * until)
        for start in range(0, end, 8192):
            yield content[start : min(end, start + 8192)]
        if until < 1:
            await asyncio.sleep(holds)
            raise LineCut

    return await visitor.send_up(pieces(), conversation=conversation, key=key)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

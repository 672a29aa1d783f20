"""Everybody wants something heavy at once, from a process of its own: see `crowd`."""

import asyncio
import os
import sys

from PIL import Image

from tests.fakes import jpeg
from tests.servers import ROOT
from tests.ui.visitors import Visitor

AT_ONCE = 10
TWELVE_MEGAPIXELS = (4000, 3000)
GRAIN = 40


async def rush(url: str, password: str, *, conversation: int) -> None:
    """Return when all have what they wanted.

    They stand back: visitors have machines of their own, and must not be waited for on this one.
    """
    arguments = ("-m", "tests.faults.rush", url, password, str(conversation))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, preexec_fn=lambda: os.nice(10)
    )
    assert await process.wait() == 0, "somebody did not get what they wanted"


async def want(url: str, password: str, conversation: int) -> None:
    picture = jpeg(Image.effect_noise(TWELVE_MEGAPIXELS, GRAIN).convert("RGB"))
    visitors = [Visitor(url) for _ in range(AT_ONCE)]
    await asyncio.gather(*(sign_in(each, password) for each in visitors))
    await asyncio.gather(
        *(add(each, conversation, nth, picture) for nth, each in enumerate(visitors)),
        *(search(each) for each in visitors),
    )
    for each in visitors:
        await each.leave()


async def sign_in(visitor: Visitor, password: str) -> None:
    answer = await visitor.sign_in("amira@bright.test", password)
    assert answer.status_code == 303, answer.text


async def add(visitor: Visitor, conversation: int, nth: int, picture: bytes) -> None:
    answer = await visitor.send_up(picture, conversation=conversation, key=f"rush-{nth:03}")
    assert answer.status_code == 201, answer.text


async def search(visitor: Visitor) -> None:
    answer = await visitor.get("/live-conversations?message=question")
    assert answer.status_code == 200, answer.text


if __name__ == "__main__":
    asyncio.run(want(sys.argv[1], sys.argv[2], int(sys.argv[3])))

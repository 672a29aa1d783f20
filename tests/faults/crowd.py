"""A team with open pages, in a process of its own: it must take no time from who measures."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.agents import BrowserlessAgent
from tests.servers import ROOT

READY = b"open\n"


@asynccontextmanager
async def crowd(url: str, password: str, *, pages: int) -> AsyncIterator[None]:
    """Amira and Jonas, with so many pages together."""
    arguments = ("-m", "tests.faults.crowd", url, password, str(pages))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        assert await process.stdout.readline() == READY, "the team could not open its pages"
        yield
    finally:
        process.kill()
        await process.wait()


async def look_on(url: str, password: str, pages: int) -> None:
    for number in range(pages):
        agent = BrowserlessAgent(url)
        await agent.sign_in(f"{('amira', 'jonas')[number % 2]}@bright.test", password)
        await agent.open()
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(look_on(sys.argv[1], sys.argv[2], int(sys.argv[3])))

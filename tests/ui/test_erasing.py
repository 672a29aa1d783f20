"""The operator erases a customer while the team has her conversation open."""

import asyncio
import sys

import pytest

from tests.agents import BrowserlessAgent
from tests.servers import ROOT, Server
from tests.support.simulated_phone import texts_in
from tests.ui.visitors import until

PASSWORD = "demo-password"
CUSTOMER = "+14165550177"
SAID = "Zitronenfalter"
AT = ("--company", "Bright Home")


@pytest.fixture
def demo(tmp_path):
    server = Server("demo", tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def erase_customer(demo):
    """As typed at a terminal beside the server; answers with the exit code and what it printed."""

    async def erase_customer(*words, typed=""):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "main.py"), "erase-customer", *words),
            env=demo.environment | {"DATA_DIR": str(demo.data_dir / "demo")},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await process.communicate(typed.encode())
        return process.returncode, told.decode()

    return erase_customer


# TRUST: 2.3-58
async def test_an_open_page_says_that_it_is_gone_and_goes_on(demo, erase_customer):
    amira = BrowserlessAgent(demo.url)
    await amira.sign_in("amira@demo.test", PASSWORD)
    await amira.open()
    await texts_in(demo, SAID, customer=CUSTOMER)
    await until(lambda: row_with(SAID, amira))
    await amira.report("shell", "navigate", f"/live-conversations/{row_with(SAID, amira)}", 0)
    await amira.sees(SAID)

    asked = await erase_customer(CUSTOMER, *AT, typed="n\n")
    done = await erase_customer(CUSTOMER, *AT, "--yes")

    assert asked[0] == 1
    for told in (asked, done):
        assert f"Of {CUSTOMER} there is 1 conversation, 1 message at Bright Home." in told[1]
    assert done[0] == 0, done[1]
    assert "Erased." in done[1]
    assert "-wal" not in done[1]
    for name in ("live-conversations.db", "live-conversations.db-wal"):
        assert SAID.encode() not in (demo.data_dir / "demo" / name).read_bytes()
    await until(lambda: is_told_that_it_is_gone(amira))

    await texts_in(demo, "Hello again", customer=CUSTOMER)
    await until(lambda: any("Hello again" in str(frame.details) for frame in amira.frames))
    assert SAID not in demo.log
    assert "Traceback" not in demo.log
    await amira.close()


def row_with(text, amira):
    """The id of the conversation whose row in the list shows this."""
    return next(
        (
            frame.details[0]["id"]
            for frame in amira.frames
            if frame.element == "conversation_list" and text in str(frame.details)
        ),
        None,
    )


def is_told_that_it_is_gone(amira):
    return any(
        frame.method == "clear" and "does not exist" in str(frame.details) for frame in amira.frames
    )

"""What the network has taken is never forgotten, whatever happens to its process."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from domain.model.messages import Direction
from domain.simulator import NetworkTiming, PastText, Simulator
from domain.simulator.journal import Journal
from tests.simulator.rig import (
    ACCOUNT,
    BRISK,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    Inbox,
    app_numbers,
    eventually,
    free_port,
    serving,
)

NEVER = 3600.0
ASLEEP = NetworkTiming(until_sent=NEVER, retry_pauses=(NEVER,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo" / "simulator.jsonl"


@pytest.fixture
async def app(inbox: Inbox) -> AsyncIterator[str]:
    """Where the app is called; its server outlives the simulators of a test."""
    async with serving(inbox.app) as address:
        yield address


def simulator_on(
    path: Path, app: str, *, pace: NetworkTiming = BRISK, fsync: bool = False
) -> Simulator:
    return Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=app,
        app_numbers=app_numbers,
        journal_path=path,
        timing=pace,
        fsync=fsync,
    )


async def send(address: str, callback: str) -> None:
    http = AsyncTwilioHttpClient()
    client = Client(ACCOUNT, TOKEN, http_client=http)
    client.api.base_url = address
    try:
        await client.messages.create_async(
            to=MAYA, from_=QUEEN_STREET, body="Hello", status_callback=callback
        )
    finally:
        await http.close()


@pytest.mark.parametrize("fsync", [False, True])
async def test_what_was_taken_is_there_after_a_restart(
    path: Path, inbox: Inbox, app: str, fsync: bool
) -> None:
    before = simulator_on(path, app, fsync=fsync)
    before.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: before.texts[0].is_settled)
    await before.stop()

    after = simulator_on(path, app)
    await after.start()

    assert after.texts == before.texts
    await after.stop()
    assert inbox.texts == ["Hello?"]


async def test_an_accepted_message_is_in_the_file_before_its_sender_hears_of_it(
    path: Path, app: str
) -> None:
    simulator = simulator_on(path, app, pace=ASLEEP)

    async with serving(simulator.app) as address:
        await send(address, "")
        written = Journal(path).texts()

    assert [text.body for text in written] == ["Hello"]
    await simulator.stop()


async def test_messages_go_on_where_a_crash_left_them(path: Path, inbox: Inbox, app: str) -> None:
    before = simulator_on(path, app, pace=ASLEEP)
    async with serving(before.app) as address:
        await send(address, f"{app}/status?message=1&attempt=1")
    await before.stop()

    after = simulator_on(path, app)
    await after.start()
    await eventually(lambda: after.texts[0].is_settled)
    await after.stop()

    assert inbox.statuses == ["sent", "delivered"]


async def test_a_text_the_app_was_not_told_of_is_told_after_a_restart(
    path: Path, inbox: Inbox, app: str
) -> None:
    before = simulator_on(path, f"http://127.0.0.1:{free_port()}", pace=ASLEEP)
    before.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await before.stop()

    after = simulator_on(path, app)
    await after.start()
    await eventually(lambda: inbox.came)
    await after.stop()

    assert inbox.texts == ["Hello?"]


async def test_a_line_cut_short_by_a_crash_never_happened(path: Path, app: str) -> None:
    before = simulator_on(path, app)
    before.text("One", customer_number=MAYA, app_number=QUEEN_STREET)
    await before.stop()
    with path.open("ab") as file:
        file.write(b'{"text": {"sid": "SM1", "bo')

    after = simulator_on(path, app)
    after.text("Two", customer_number=MAYA, app_number=QUEEN_STREET)
    await after.stop()

    assert [text.body for text in Journal(path).texts()] == ["One", "Two"]


async def test_stop_still_holds_after_a_restart(path: Path, app: str) -> None:
    before = simulator_on(path, app)
    before.text("STOP", customer_number=MAYA, app_number=QUEEN_STREET)
    await before.stop()

    after = simulator_on(path, app)
    async with serving(after.app) as address:
        with pytest.raises(TwilioRestException) as refusal:
            await send(address, "")
    await after.stop()

    assert refusal.value.code == 21610


async def test_the_past_is_remembered_once_and_nobody_is_told(
    path: Path, inbox: Inbox, app: str
) -> None:
    for _ in range(2):
        simulator = simulator_on(path, app)
        await simulator.start()
        simulator.import_history(
            PastText(
                body="Where is my parcel?",
                sid="SM" + "1" * 32,
                direction=Direction.INBOUND,
                app_number=QUEEN_STREET,
                customer_number=MAYA,
                at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
            )
        )
        await simulator.stop()

    remembered = Journal(path).thread(QUEEN_STREET, MAYA)
    assert [text.body for text in remembered] == ["Where is my parcel?"]
    assert inbox.came == []

"""Settings that only show in the program as it runs: they reach the parts that heed them."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from hashlib import sha256

import httpx
import pytest
from aiosmtpd.controller import Controller

from tests.agents import BrowserlessAgent
from tests.servers import Server, free_port
from tests.support.simulated_phone import texts_in
from tests.ui.visitors import until

PASSWORD = "demo-password"
CUSTOMER = "+14165550178"
ACCOUNT = "AC" + "d0" * 16
BETWEEN_MESSAGES = timedelta(seconds=4)
"""The carrier's times have whole seconds, so of these four at least three show."""
FOLD_SECONDS = 3


class Postbox:
    def __init__(self) -> None:
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - as aiosmtpd calls it
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"


@pytest.fixture
def postbox():
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    postbox.address = f"smtp://127.0.0.1:{controller.port}"
    yield postbox
    controller.stop()


@pytest.fixture
def demo(tmp_path, postbox):
    """One message in four seconds, one e-mail in three; Amira is told by e-mail."""
    server = Server(
        "demo",
        tmp_path,
        MESSAGES_PER_SECOND=str(1 / BETWEEN_MESSAGES.total_seconds()),
        NOTIFY_FOLD_SECONDS=str(FOLD_SECONDS),
        SMTP_URL=postbox.address,
        MAIL_FROM="inbox@demo.test",
    )
    server.start()
    with closing(sqlite3.connect(tmp_path / "demo" / "live-conversations.db")) as connection:
        amira = "(SELECT id FROM users WHERE email = 'amira@demo.test')"
        connection.execute(f"UPDATE assignments SET by_email = 1 WHERE user_id = {amira}")
        connection.commit()
    yield server
    server.stop()


async def taken_at(demo):
    """When the carrier took each message to the customer, as its own list says."""
    key = (demo.data_dir / "demo" / "secret-key").read_text()
    credentials = ACCOUNT, sha256(key.encode()).hexdigest()[:32]
    path = f"/simulator/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    async with httpx.AsyncClient(base_url=demo.url, auth=credentials) as carrier:
        answer = await carrier.get(path, params={"To": CUSTOMER})
    assert answer.is_success, answer.text
    return sorted(
        parsedate_to_datetime(message["date_created"]) for message in answer.json()["messages"]
    )


# FAULT: T-4
# SPEC: CAR-2
async def test_messages_leave_a_number_no_faster_than_the_operator_says(demo):
    await texts_in(demo, "Is it ready?", customer=CUSTOMER)
    amira = BrowserlessAgent(demo.url)
    await amira.sign_in("amira@demo.test", PASSWORD)
    await amira.open("/live-conversations")
    with closing(sqlite3.connect(demo.data_dir / "demo" / "live-conversations.db")) as database:
        query = "SELECT id FROM conversations WHERE customer_number = ?"
        ((conversation,),) = database.execute(query, [CUSTOMER]).fetchall()

    for text in ("It is.", "Come by until six."):
        await amira.send(conversation, key=text, text=text)

    async def both_are_taken():
        return len(await taken_at(demo)) == 2

    await until(both_are_taken, seconds=30)
    first, second = await taken_at(demo)
    assert second - first >= BETWEEN_MESSAGES - timedelta(seconds=1)
    await amira.close()


# FAULT: T-4
# SPEC: NOT-2
async def test_a_burst_is_told_again_after_the_time_that_the_operator_says(demo, postbox):
    """The default of five minutes would be much too late."""
    for text in ("Hello?", "Anybody there?"):
        await texts_in(demo, text, customer=CUSTOMER)
        await until(lambda: postbox.letters, seconds=30)

    await until(lambda: len(postbox.letters) == 2, seconds=60)

    first, second = (letter.get_body(("plain",)).get_content() for letter in postbox.letters)
    assert "Hello?" in first
    assert "Anybody there?" in second

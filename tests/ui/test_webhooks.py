"""What Twilio reports: stored before it is acknowledged, once, and only when it is Twilio's."""

import asyncio
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from domain.gateways.metrics import Metrics
from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.model.messages import DeliveryStatus
from domain.services.live.hub import EventHub
from domain.services.operations.health import HealthService
from domain.services.operations.monitor import SystemMonitor
from tests.domain.conftest import ACCOUNT, MAYA, QUEEN_STREET
from tests.faults.webhooks import parameters
from tests.storage.damage import damage_table
from ui.http import twilio

TOKEN = "token-of-today"
PUBLIC = "https://inbox.bright.test"
INBOUND = "/webhooks/twilio/inbound"


class Twilio:
    """Posts webhooks to the routes, over HTTP but without a network."""

    def __init__(self, site: FastAPI) -> None:
        transport = httpx.ASGITransport(site)
        self._line = httpx.AsyncClient(transport=transport, base_url="http://behind-a-proxy")
        self._validator = RequestValidator(TOKEN)

    async def post(self, path, form, *, signature=None, **headers):
        if signature is None:
            signature = self._validator.compute_signature(PUBLIC + path, form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        headers["X-Twilio-Signature"] = signature
        return await self._line.post(path, content=urlencode(form), headers=headers)

    async def text(self, body, *, sid="SM" + "a" * 32, sender=MAYA, **more):
        form = parameters(sid, body, customer=sender, to=QUEEN_STREET)
        return await self.post(INBOUND, {**form, "AccountSid": ACCOUNT}, **more)

    async def report(self, message, status, *, sid, attempt=1, **more):
        path = f"/webhooks/twilio/status?message={message}&attempt={attempt}"
        form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "To": MAYA}
        return await self.post(path, form | more)


@pytest.fixture
def webhooks(house):
    """What the routes need of the services."""
    house.webhooks = TwilioWebhooks(
        TwilioAccount(sid=ACCOUNT, auth_tokens=(TOKEN,), public_base_url=PUBLIC)
    )
    house.metrics = Metrics()
    parts = {"store": house.store, "clock": house.clock, "metrics": house.metrics}
    house.monitor = SystemMonitor(**parts, hub=EventHub(), unknown_outcomes=house.unknown_outcomes)
    return house


@pytest.fixture
def carrier(webhooks):
    site = FastAPI()
    site.include_router(twilio.routes(webhooks))
    return Twilio(site)


# SPEC: CAR-1
async def test_a_text_is_stored_before_it_is_acknowledged_and_nothing_is_texted_back(
    carrier, webhooks
):
    answer = await carrier.text("Is it ready?")

    [listed] = await webhooks.listed()
    assert listed.preview.text == "Is it ready?"
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")


# SPEC: CAR-1
# TRUST: 2.3-52 R2
async def test_a_repeated_webhook_is_acknowledged_and_changes_nothing(carrier, webhooks):
    answers = await asyncio.gather(*(carrier.text("Once") for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    [listed] = await webhooks.listed()
    assert len(await webhooks.log(listed.conversation)) == 1


# SPEC: CAR-1
@pytest.mark.parametrize("signature", ["", "nonsense", "L/OH5YylLD5NRKLltdqwSvS0BnU="])
async def test_a_wrong_signature_is_403_and_stores_nothing(carrier, webhooks, signature):
    answer = await carrier.text("Forged", signature=signature)

    assert answer.status_code == 403
    assert await webhooks.listed() == []


# TRUST: 2.3-53
async def test_a_body_that_is_no_form_or_too_large_is_403(carrier, webhooks):
    json = await carrier.text("Hi", **{"Content-Type": "application/json"})
    large = await carrier.text("x" * 70_000)

    assert (json.status_code, large.status_code) == (403, 403)
    assert await webhooks.listed() == []


@pytest.mark.parametrize(
    "body", ["🙂 emoji", "nul \x00 inside", "x" * 1600, " spaces at the ends ", "a+b & c=d %41"]
)
async def test_whatever_the_body_holds_is_stored_as_it_was_signed(carrier, webhooks, body):
    answer = await carrier.text(body)

    [listed] = await webhooks.listed()
    [message] = await webhooks.log(listed.conversation)
    assert answer.status_code == 200
    assert message.text == body.replace("\x00", "\N{REPLACEMENT CHARACTER}")


# FAULT: A-9
@pytest.mark.parametrize(
    "number", ["9" * 30, "9" * 5000, str(2**63), "-1", "٣", "²", "1.5", "", " 1"]
)
@pytest.mark.parametrize("name", ["message", "attempt"])
async def test_a_report_about_a_number_that_cannot_be_has_no_effect(carrier, name, number):
    query = urlencode({"message": 1, "attempt": 1} | {name: number})
    form = {"MessageSid": "SM1", "MessageStatus": "sent", "AccountSid": ACCOUNT, "To": MAYA}

    answer = await carrier.post(f"/webhooks/twilio/status?{query}", form)

    assert answer.status_code == 200


# SPEC: CLO-6
@pytest.mark.parametrize("sender", ["32665", "Parcelly", "+266696687"])
async def test_odd_senders_are_stored(carrier, webhooks, sender):
    answer = await carrier.text("Your code is 1234", sender=sender)

    assert answer.status_code == 200
    assert (await webhooks.listed())[0].conversation.customer_number == sender


# FAULT: A-17
async def test_a_damaged_database_has_twilio_try_again_and_olga_and_the_supervisor_told(
    carrier, webhooks, database_path
):
    conversation = await webhooks.conversation_with()
    await webhooks.send(conversation, "Hello")
    await webhooks.deliver()
    sent = await webhooks.last(conversation)
    damage_table(database_path, "messages")

    text = await carrier.text("Is it ready?")
    report = await carrier.report(sent.id, "delivered", sid=f"SM{1:032}")

    assert (text.status_code, report.status_code) == (503, 503)
    await webhooks.monitor.check()
    told = webhooks.monitor.status(by=webhooks.olga).alerts
    assert any("damaged" in each and "restore" in each for each in told)
    assert not await HealthService(store=webhooks.store, clock=webhooks.clock).can_write()


@pytest.fixture
async def sent(webhooks):
    """A message that Twilio has taken."""
    conversation = await webhooks.conversation_with()
    await webhooks.send(conversation, "Hello")
    await webhooks.deliver()
    return await webhooks.last(conversation)


# SPEC: CAR-5
async def test_reports_repeated_and_out_of_order_only_move_forward(carrier, webhooks, sent):
    sid = f"SM{1:032}"

    for status in ("delivered", "sent", "queued", "undelivered", "delivered"):
        answer = await carrier.report(sent.id, status, sid=sid)
        assert answer.status_code == 200

    [listed] = await webhooks.listed()
    assert (await webhooks.last(listed.conversation)).delivery is DeliveryStatus.DELIVERED


async def test_a_report_of_failure_brings_its_code(carrier, webhooks, sent):
    await carrier.report(sent.id, "undelivered", sid=f"SM{1:032}", ErrorCode="30003")

    [listed] = await webhooks.listed()
    last = await webhooks.last(listed.conversation)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, "30003")


# SPEC: CAR-1
# TRUST: 2.3-52
async def test_a_report_on_a_message_that_is_not_ours_changes_nothing(carrier, webhooks, sent):
    """Twilio is not bothered with an error: it would log each one as ours."""
    unknown = await carrier.report(4711, "undelivered", sid="SM" + "f" * 32)
    foreign = await carrier.report(sent.id, "undelivered", sid="SM" + "f" * 32)
    nameless = await carrier.report("x", "undelivered", sid="SM" + "f" * 32)

    assert [each.status_code for each in (unknown, foreign, nameless)] == [200, 200, 200]
    [listed] = await webhooks.listed()
    assert (await webhooks.last(listed.conversation)).delivery is DeliveryStatus.SENT


# FAULT: M-15
async def test_a_report_that_names_no_message_at_all_is_answered_and_has_no_effect(carrier, sent):
    call = {"CallSid": "CA" + "1" * 32, "CallStatus": "completed", "AccountSid": ACCOUNT}

    assert (await carrier.post("/webhooks/twilio/status", call)).status_code == 200


# FAULT: M-21
# SPEC: CAR-5
async def test_a_report_at_the_bare_address_finds_its_message_by_its_id(carrier, webhooks, sent):
    form = {
        "MessageSid": f"SM{1:032}",
        "MessageStatus": "undelivered",
        "ErrorCode": "30003",
        "AccountSid": ACCOUNT,
    }

    answer = await carrier.post("/webhooks/twilio/status", form)

    assert answer.status_code == 200
    [listed] = await webhooks.listed()
    last = await webhooks.last(listed.conversation)
    assert (last.delivery, last.error) == (DeliveryStatus.FAILED, "30003")


# FAULT: A-9
async def test_numbers_that_no_message_has_are_answered_and_have_no_effect(carrier, sent):
    long = "9" * 30
    for message, attempt in ((long, 1), (sent.id, long)):
        answer = await carrier.report(message, "sent", sid="SM" + "f" * 32, attempt=attempt)
        assert answer.status_code == 200


# TRUST: R15
async def test_what_cannot_be_stored_is_503_so_that_twilio_comes_again(carrier, webhooks):
    async with webhooks.store.transaction() as tx:
        await tx.connection.run(lambda line: line.exec_driver_sql("PRAGMA max_page_count = 1"))
    for number in range(40):
        answer = await carrier.text("x" * 1600, sid=f"SM{number:032}")
        if answer.status_code != 200:
            break

    assert answer.status_code == 503
    assert "disk" in answer.text
    async with webhooks.store.transaction() as tx:
        await tx.connection.run(lambda line: line.exec_driver_sql("PRAGMA max_page_count = 999999"))
    assert (await carrier.text("x" * 1600, sid=f"SM{number:032}")).status_code == 200


# TRUST: 2.3-51
async def test_a_text_to_a_number_in_a_messaging_service_is_stored(carrier, webhooks):
    """US numbers are registered that way as a rule; others have lost messages over it."""
    form = parameters("SM" + "b" * 32, "Pooled", customer=MAYA, to=QUEEN_STREET)
    more = {"AccountSid": ACCOUNT, "MessagingServiceSid": "MG" + "1" * 32}

    answer = await carrier.post(INBOUND, form | more)

    assert answer.status_code == 200
    assert [listed.preview.text for listed in await webhooks.listed()] == ["Pooled"]


# TRUST: 2.3-53
async def test_a_webhook_gets_no_cookie(carrier, webhooks):
    answer = await carrier.text("Hi")

    assert "set-cookie" not in answer.headers

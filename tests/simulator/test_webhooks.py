"""What the simulator calls the app with, read by the app's own gateway."""

from dataclasses import replace

import pytest
from starlette.responses import Response

from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.simulator import Controls, Simulator
from tests.simulator.rig import (
    ACCOUNT,
    BRISK,
    DANA,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    Inbox,
    app_numbers,
    eventually,
    free_port,
    serving,
)

FULL_SET = {
    "ToCountry",
    "ToState",
    "ToCity",
    "ToZip",
    "FromCountry",
    "FromState",
    "FromCity",
    "FromZip",
    "SmsMessageSid",
    "SmsSid",
    "MessageSid",
    "AccountSid",
    "SmsStatus",
    "NumMedia",
    "NumSegments",
    "Body",
    "From",
    "To",
    "ApiVersion",
}


@pytest.mark.parametrize(
    "body", ["Could I get a refund?", "👩‍👩‍👧 ça va?\x00 €", "x" * 1600, " \n ", "a=b&c=%20+"]
)
async def test_a_text_from_the_phone_reaches_the_app_as_twilio_would_send_it(
    simulator: Simulator, inbox: Inbox, house: TwilioWebhooks, body: str
) -> None:
    text = simulator.text(body, customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: inbox.came)

    [webhook] = inbox.came
    assert webhook.path == "/webhooks/twilio/inbound"
    assert set(webhook.fields) == FULL_SET
    assert webhook.headers["content-type"] == "application/x-www-form-urlencoded"
    assert webhook.headers["i-twilio-idempotency-token"]
    house.verify(webhook.path, webhook.form, webhook.headers["x-twilio-signature"])
    read = house.inbound(webhook.form)
    assert (read.carrier_id, read.sender, read.recipient) == (text.sid, MAYA, QUEEN_STREET)
    assert read.text == body


async def test_the_texts_of_a_customer_come_in_the_order_they_were_written(
    simulator: Simulator, inbox: Inbox
) -> None:
    inbox.answers.append(Response(status_code=503))
    said = [f"Number {number}" for number in range(8)]

    for body in said:
        simulator.text(body, customer_number=MAYA, app_number=QUEEN_STREET)
    simulator.text("Me too", customer_number=DANA, app_number=QUEEN_STREET)
    await eventually(lambda: len(inbox.came) == len(said) + 2)

    assert [text for text in inbox.texts if text != "Me too"] == [said[0], *said]
    assert inbox.texts.index("Me too") < 3


@pytest.mark.parametrize("sender", ["32665", "QUEENBANK", "+266696687"])
async def test_odd_senders_can_text_too(
    simulator: Simulator, inbox: Inbox, house: TwilioWebhooks, sender: str
) -> None:
    simulator.text("Your code is 1234", customer_number=sender, app_number=QUEEN_STREET)
    await eventually(lambda: inbox.came)

    assert house.inbound(inbox.came[0].form).sender == sender


async def test_texts_from_the_phone_can_come_twice(simulator: Simulator, inbox: Inbox) -> None:
    simulator.control(Controls(webhooks_twice=True))

    text = simulator.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: len(inbox.came) == 2)

    assert [webhook.fields["MessageSid"] for webhook in inbox.came] == [text.sid] * 2


# SPEC: CAR-3
async def test_stop_is_told_to_the_app_and_answered_by_the_carrier(
    simulator: Simulator, inbox: Inbox
) -> None:
    simulator.text("STOP", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: inbox.came)

    assert inbox.texts == ["STOP"]
    assert "unsubscribed" in simulator.texts[-1].body


async def test_yes_to_a_question_gets_no_answer_from_the_carrier(
    simulator: Simulator, inbox: Inbox
) -> None:
    simulator.text("Yes", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: inbox.came)

    assert [text.body for text in simulator.texts] == ["Yes"]


@pytest.mark.parametrize(
    ("answer", "texted"),
    [
        (Response("OK", media_type="text/plain"), ["OK"]),
        (Response("<Response/>", media_type="text/xml"), []),
        (
            Response("<Response><Message>Hi!</Message></Response>", media_type="text/xml"),
            ["Hi!"],
        ),
        (Response('{"ok": true}', media_type="application/json"), []),
        (Response(status_code=204), []),
    ],
    ids=["plain text", "empty TwiML", "a message in TwiML", "JSON", "nothing"],
)
async def test_what_the_app_answers_may_be_texted_to_the_customer(
    simulator: Simulator, inbox: Inbox, answer: Response, texted: list[str]
) -> None:
    inbox.answers.append(answer)

    simulator.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert [text.body for text in simulator.texts[1:]] == texted


async def test_an_app_in_trouble_is_called_again_with_the_same_text(
    simulator: Simulator, inbox: Inbox
) -> None:
    inbox.answers += [Response(status_code=500), Response(status_code=503)]

    text = simulator.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert [webhook.fields["MessageSid"] for webhook in inbox.came] == [text.sid] * 3
    assert len({webhook.headers["i-twilio-idempotency-token"] for webhook in inbox.came}) == 1


async def test_a_text_is_given_up_after_three_more_tries(
    simulator: Simulator, inbox: Inbox
) -> None:
    inbox.answers += [Response(status_code=500) for _ in range(9)]

    simulator.text("Hello?", customer_number=MAYA, app_number=QUEEN_STREET)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert len(inbox.came) == 4


async def test_an_app_that_was_not_there_is_called_again() -> None:
    port, inbox = free_port(), Inbox()
    simulator = Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=f"http://127.0.0.1:{port}",
        app_numbers=app_numbers,
        timing=replace(BRISK, retry_pauses=(0.3,)),
    )

    simulator.text("Anybody there?", customer_number=DANA, app_number=QUEEN_STREET)
    async with serving(inbox.app, port=port):
        await eventually(lambda: inbox.came)
        await simulator.stop()

    assert inbox.texts == ["Anybody there?"]

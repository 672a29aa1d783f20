"""What the simulator reports of messages, and in which order."""

import pytest
from starlette.responses import Response
from twilio.rest import Client

from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.simulator import Controls, Simulator
from tests.simulator.rig import MAYA, QUEEN_STREET, Inbox, eventually


@pytest.fixture
def callback(inbox_address: str) -> str:
    return f"{inbox_address}/webhooks/twilio/status?message=71&attempt=1"


async def send(twilio: Client, callback: str, body: str = "Your refund is on its way") -> str:
    message = await twilio.messages.create_async(
        to=MAYA, from_=QUEEN_STREET, body=body, status_callback=callback
    )
    return str(message.sid)


async def test_a_message_of_the_team_is_reported_step_by_step(
    twilio: Client, inbox: Inbox, house: TwilioWebhooks, callback: str
) -> None:
    sid = await send(twilio, callback)
    await eventually(lambda: len(inbox.came) == 2)

    for webhook, word in zip(inbox.came, ["sent", "delivered"], strict=True):
        house.verify(webhook.path, webhook.form, webhook.headers["x-twilio-signature"])
        report = house.status(webhook.path, webhook.form)
        assert (report.message_id, report.attempt, report.carrier_id) == (71, 1, sid)
        assert report.status == word
    assert "RawDlrDoneDate" in inbox.came[1].fields


@pytest.mark.parametrize(
    ("code", "statuses"), [("30005", ["sent", "undelivered"]), ("30500", ["failed"])]
)
async def test_a_failure_on_the_way_is_reported_with_its_code(
    twilio: Client,
    simulator: Simulator,
    inbox: Inbox,
    callback: str,
    code: str,
    statuses: list[str],
) -> None:
    simulator.control(Controls(next_message=code))

    await send(twilio, callback)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert inbox.statuses == statuses
    assert inbox.came[-1].fields["ErrorCode"] == code
    assert not simulator.texts[0].is_on_the_phone


async def test_what_was_chosen_holds_for_one_message(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str
) -> None:
    simulator.control(Controls(next_message="30005"))

    await send(twilio, callback)
    await send(twilio, callback)
    await eventually(lambda: all(text.is_settled for text in simulator.texts))

    assert [text.status for text in simulator.texts] == ["undelivered", "delivered"]


async def test_a_late_message_comes_after_a_later_one(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str
) -> None:
    simulator.control(Controls(next_message="late"))

    await send(twilio, callback + "&it=late")
    await send(twilio, callback)
    await eventually(lambda: inbox.statuses.count("delivered") == 2)

    assert inbox.came[-1].path.endswith("late")


@pytest.mark.parametrize(
    "controls", [Controls(next_message="reordered"), Controls(callbacks_out_of_order=True)]
)
async def test_reports_can_come_in_the_wrong_order(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str, controls: Controls
) -> None:
    simulator.control(controls)

    await send(twilio, callback)
    await eventually(lambda: len(inbox.came) == 2)

    assert inbox.statuses == ["delivered", "sent"]


@pytest.mark.parametrize(
    "controls", [Controls(next_message="twice"), Controls(webhooks_twice=True)]
)
async def test_reports_can_come_twice(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str, controls: Controls
) -> None:
    simulator.control(controls)

    await send(twilio, callback)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert inbox.statuses == ["sent", "sent", "delivered", "delivered"]


async def test_the_reports_arrive_even_when_the_answer_was_lost(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str
) -> None:
    simulator.control(Controls(lose_answer_once=True))

    with pytest.raises(Exception, match="error"):
        await send(twilio, callback)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert inbox.statuses == ["sent", "delivered"]


async def test_the_phone_can_answer_by_itself(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str
) -> None:
    simulator.control(Controls(answers_itself=True))

    await send(twilio, callback)
    await eventually(lambda: inbox.texts)

    assert inbox.came[-1].fields["From"] == MAYA
    assert inbox.came[-1].fields["To"] == QUEEN_STREET


async def test_a_report_is_not_repeated_for_a_server_error(
    twilio: Client, simulator: Simulator, inbox: Inbox, callback: str
) -> None:
    inbox.answers += [Response(status_code=500)]

    await send(twilio, callback)
    await eventually(lambda: simulator.texts[0].is_settled)

    assert inbox.statuses == ["sent", "delivered"]

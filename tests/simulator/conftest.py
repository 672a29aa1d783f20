"""The simulator and the app it calls, in one server as in the demo, and Twilio's own client."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.simulator import Simulator
from tests.simulator.rig import ACCOUNT, BRISK, TOKEN, Inbox, app_numbers, free_port, serving


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def inbox_address() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
async def simulator(inbox: Inbox, inbox_address: str) -> AsyncIterator[Simulator]:
    simulator = Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=inbox_address,
        app_numbers=app_numbers,
        timing=BRISK,
    )
    both = Starlette(routes=[Mount("/simulator", simulator.app), Mount("/", inbox.app)])
    async with serving(both, port=int(inbox_address.rpartition(":")[2])):
        await simulator.start()
        yield simulator
        await simulator.stop()


@pytest.fixture
def address(simulator: Simulator, inbox_address: str) -> str:
    return f"{inbox_address}/simulator"


@pytest.fixture
async def twilio(address: str) -> AsyncIterator[Client]:
    http = AsyncTwilioHttpClient()
    client = Client(ACCOUNT, TOKEN, http_client=http)
    client.api.base_url = address
    yield client
    await http.close()


@pytest.fixture
def house(inbox_address: str) -> TwilioWebhooks:
    account = TwilioAccount(sid=ACCOUNT, auth_tokens=(TOKEN,), public_base_url=inbox_address)
    return TwilioWebhooks(account)

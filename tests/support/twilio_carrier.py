"""Our side of the line to Twilio, and a refund that is to be sent over it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.carrier import TwilioCarrier
from domain.model.messages import OutboundAttempt
from domain.simulator import Simulator
from tests.simulator.rig import (
    ACCOUNT,
    BRISK,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    Behaviour,
    Wire,
    app_numbers,
    free_port,
    serving,
    wired,
)

AT_TWILIO = TwilioAccount(
    sid=ACCOUNT, auth_tokens=(TOKEN,), public_base_url="https://chat.example.com"
)
REFUND = OutboundAttempt(
    company_id=1,
    point_of_contact_id=1,
    message_id=71,
    conversation_id=3,
    attempt=2,
    app_number=QUEEN_STREET,
    customer_number=MAYA,
    body="Your refund is on its way 💜",
    started_at=datetime.now(UTC),
)
TAKEN = json.dumps({"sid": "SM" + "a" * 32, "status": "queued"})


@asynccontextmanager
async def carrier_at(
    address: str, account: TwilioAccount = AT_TWILIO, *, timeout_seconds: float = 5
) -> AsyncIterator[TwilioCarrier]:
    account = replace(account, api_base_url=address)
    carrier = TwilioCarrier(account, timeout_seconds=timeout_seconds)
    try:
        yield carrier
    finally:
        await carrier.close()


async def send_over(
    behaviour: Behaviour, account: TwilioAccount = AT_TWILIO, *, timeout_seconds: float = 5
) -> Wire:
    """Have the refund sent to a server that does as told; what it heard."""
    async with (
        wired(behaviour) as wire,
        carrier_at(wire.address, account, timeout_seconds=timeout_seconds) as carrier,
    ):
        await carrier.send(REFUND)
    return wire


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        webhook_base_url=f"http://127.0.0.1:{free_port()}",
        app_numbers=app_numbers,
        timing=BRISK,
    )
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def carrier(simulator: Simulator) -> AsyncIterator[TwilioCarrier]:
    """The carrier of a house that nobody reports back to."""
    account = replace(AT_TWILIO, public_base_url=f"http://127.0.0.1:{free_port()}")
    async with serving(simulator.app) as address, carrier_at(address, account) as carrier:
        yield carrier

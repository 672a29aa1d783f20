"""Bright Home's server and its Twilio, which Olga's check-up looks at."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount

from domain.gateways.clock import SystemClock
from domain.gateways.metrics import Metrics
from domain.gateways.public_url_probe import PublicUrlProbe
from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.account_api import TwilioAccountApi
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.ports.diagnostics import AccountStatus, CarrierAccount, CarrierNumber
from domain.services.operations.diagnostics.public_url import PublicUrlCheck
from domain.services.operations.diagnostics.runner import Diagnostics
from domain.services.operations.diagnostics.twilio import AccountCheck
from domain.simulator import Simulator
from tests.simulator.rig import ACCOUNT as ACCOUNT_SID
from tests.simulator.rig import BRISK, QUEEN_STREET, TOKEN, app_numbers, free_port, serving
from ui.http import public_url_check, twilio

KEY_OF_THE_HOUSE = "a key for tests that is long enough to be one"
ELSEWHERE = "https://old.bright.test/sms"


class Premises:
    """Bright Home's server, and the simulator as its Twilio, on one port."""

    def __init__(self, house, address):
        self.house = house
        self.address = address
        self.account = TwilioAccount(
            sid=ACCOUNT_SID,
            auth_tokens=(TOKEN,),
            public_base_url=address,
            api_base_url=f"{address}/simulator",
        )
        self.simulator = Simulator(
            account_sid=ACCOUNT_SID,
            auth_token=TOKEN,
            webhook_base_url=address,
            app_numbers=app_numbers,
            timing=BRISK,
        )
        self.answers_otherwise = None
        self.services = SimpleNamespace(
            webhooks=TwilioWebhooks(self.account),
            inbound=house.inbound,
            diagnostics=self.check_up(),
            metrics=Metrics(),
            monitor=SimpleNamespace(record_forged_webhook=lambda: None),
        )
        site = FastAPI(openapi_url=None)
        for module in (twilio, public_url_check):
            site.include_router(module.routes(self.services))
        site.add_route("/healthz", lambda _: Response("ok"))
        self.app = Starlette(routes=[Mount("/simulator", self.simulator.app), Mount("/", site)])

    def check_up(
        self, *, public=None, patience=60.0, pace=1.0, is_called=False, desk=None, **other
    ):
        account = replace(self.account, **other)
        if public:
            account = replace(account, public_base_url=public)
        desk = desk or TwilioAccountApi(account, timeout_seconds=30)
        clock = SystemClock()
        return Diagnostics(
            store=self.house.store,
            clock=clock,
            account=desk,
            account_check=AccountCheck(desk, clock=clock, public_base_url=self.address),
            public_url_check=PublicUrlCheck(
                PublicUrlProbe(account, local_url=self.address, timeout_seconds=5),
                secret_key=KEY_OF_THE_HOUSE,
                is_called=is_called,
            ),
            messages_per_second=pace,
            timeout_seconds=patience,
        )

    async def finds(self, **differing):
        """Each subject once, by its name."""
        findings = await self.check_up(**differing).run(by=self.house.olga)
        assert len({finding.subject for finding in findings}) == len(findings)
        return {finding.subject: finding for finding in findings}


@pytest.fixture
async def premises(house):
    port = free_port()
    premises = Premises(house, f"http://127.0.0.1:{port}")
    async with serving(premises.app, port=port):
        await premises.simulator.start()
        yield premises
        await premises.simulator.stop()


class ScriptedDesk(CarrierAccount):
    is_real = False
    has_key = False
    messaging_service = ""

    def __init__(self, *, standing=None, numbers=(), failure=None):
        self._standing, self._numbers, self._failure = standing, numbers, failure
        self.led = []

    async def status(self):
        if self._failure:
            raise self._failure
        return self._standing or standing()

    async def numbers(self):
        if self._failure:
            raise self._failure
        return list(self._numbers)

    async def set_inbound_webhook(self, number, *, to):
        if self._failure:
            raise self._failure
        self.led.append(to)


def standing(**more):
    now = SystemClock().now()
    return AccountStatus(**{"status": "active", "is_trial": False, "answered_at": now} | more)


def number_at_twilio(**more):
    usual = {
        "carrier_id": "PN1",
        "number": QUEEN_STREET,
        "can_sms": True,
        "can_mms": True,
        "inbound_url": "",
        "inbound_method": "POST",
        "fallback_url": "",
        "has_application": False,
    }
    return CarrierNumber(**usual | more)

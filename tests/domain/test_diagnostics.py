"""Stories about Olga, who wants to know why nothing arrives, and is told how to mend it."""

import asyncio
import os
import sys
from asyncio import create_subprocess_exec, subprocess
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from twilio.request_validator import RequestValidator
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from domain.gateways.clock import SystemClock
from domain.gateways.metrics import Metrics
from domain.gateways.public_url_probe import PublicUrlProbe
from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.account_api import TwilioAccountApi
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.model.diagnostics import CheckStatus
from domain.model.errors import NotPermitted, UnknownPointOfContact
from domain.model.settings_errors import CarrierUnavailable, NumberNotAtCarrier
from domain.ports.diagnostics import (
    AccountStatus,
    CarrierAccount,
    CarrierNumber,
    CarrierQueryFailed,
    HttpResponse,
    PublicAddress,
)
from domain.services.admin.audit import AuditLogService
from domain.services.operations.diagnostics.public_url import (
    CLIENT_ADDRESSES,
    PICTURES,
    SIGNATURE,
    PublicUrlCheck,
)
from domain.services.operations.diagnostics.runner import SENDING_RATE, Diagnostics
from domain.services.operations.diagnostics.twilio import ACCOUNT, CLOCK, KEY, SERVICE, AccountCheck
from domain.simulator import Simulator
from storage.copying import copy_database
from tests.servers import LEFT_BEHIND, ROOT
from tests.simulator.rig import ACCOUNT as ACCOUNT_SID
from tests.simulator.rig import (
    BRISK,
    HARBOUR,
    MAYA,
    QUEEN_STREET,
    TOKEN,
    answering,
    app_numbers,
    dropping,
    eventually,
    free_port,
    serving,
    wired,
)
from ui.routes import check_up as asked_of_us
from ui.routes import twilio

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
        for module in (twilio, asked_of_us):
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


# SPEC: ACC-9
async def test_where_all_is_well_olga_reads_so_of_each_thing(premises):
    found = await premises.finds()

    assert {finding.status for finding in found.values()} == {CheckStatus.OK}
    assert list(found) == [
        ACCOUNT,
        CLOCK,
        f"{HARBOUR} (Harbour)",
        f"Webhook of {HARBOUR}",
        f"{QUEEN_STREET} (Queen Street)",
        f"Webhook of {QUEEN_STREET}",
        SIGNATURE,
        PICTURES,
        SENDING_RATE,
    ]
    assert all(finding.fix == "" for finding in found.values())


async def test_asking_changes_nothing(premises):
    await premises.finds()

    assert await premises.house.listed() == []
    assert premises.simulator.texts == []


# SPEC: ACC-9
async def test_a_webhook_that_leads_elsewhere_is_set_right_by_a_button(premises):
    house, simulator = premises.house, premises.simulator
    simulator.set_inbound_webhook(HARBOUR, to=ELSEWHERE)

    finding = (await premises.finds())[f"Webhook of {HARBOUR}"]
    assert finding.status is CheckStatus.FAILED
    assert ELSEWHERE in finding.message
    assert finding.settable_at == house.harbour.id

    await premises.check_up().set_webhook(house.harbour.id, by=house.olga)

    assert (await premises.finds())[f"Webhook of {HARBOUR}"].status is CheckStatus.OK
    simulator.text("Is it ready?", customer_number=MAYA, app_number=HARBOUR)
    await eventually(lambda: premises.simulator.texts[-1].told)
    assert len(await house.listed()) == 1
    entries, _ = await AuditLogService(store=house.store).page(by=house.olga)
    assert [(entry.deed, entry.object_id) for entry in entries] == [
        ("webhook set", house.harbour.id)
    ]


@pytest.mark.parametrize(
    ("led_to", "verdict", "words"),
    [
        ("", CheckStatus.FAILED, "led nowhere"),
        ("{here}/webhooks/twilio/inbound/", CheckStatus.FAILED, "is led to"),
        ("{here}/webhooks/twilio/inbound", CheckStatus.WARNING, "give up at once"),
        ("{here}/webhooks/twilio/inbound#rc=0&rp=all", CheckStatus.WARNING, "give up at once"),
        ("{here}/webhooks/twilio/inbound#rc=1&rp=ct,rt", CheckStatus.OK, "led here"),
    ],
)
async def test_the_address_at_twilio_must_be_ours_to_the_letter(premises, led_to, verdict, words):
    premises.simulator.set_inbound_webhook(HARBOUR, to=led_to.format(here=premises.address))

    finding = (await premises.finds())[f"Webhook of {HARBOUR}"]

    assert finding.status is verdict
    assert words in finding.message


async def test_a_number_that_twilio_does_not_have_is_named(premises):
    house = premises.house
    async with house.store.transaction() as tx:
        await tx.companies.add_point_of_contact(
            house.company.id,
            "Workshop",
            app_number="+14165550177",
            is_default=True,
            at=house.clock.now(),
        )
        places = await tx.companies.points_of_contact(house.olga.scope)
    workshop = next(place for place in places if place.name == "Workshop")

    finding = (await premises.finds())["+14165550177 (Workshop)"]

    assert finding.status is CheckStatus.FAILED
    assert "not in your account" in finding.message
    with pytest.raises(NumberNotAtCarrier):
        await premises.check_up().set_webhook(workshop.id, by=house.olga)


async def test_credentials_that_do_not_fit_are_told_apart(premises):
    token = await premises.finds(auth_tokens=("guessed",))
    key = await premises.finds(api_key="SK1", api_secret="guessed")

    assert token[ACCOUNT].status is CheckStatus.FAILED
    assert "TWILIO_AUTH_TOKEN" in token[ACCOUNT].fix
    assert token[CLOCK].status is CheckStatus.WARNING
    assert token[SIGNATURE].status is CheckStatus.FAILED
    assert token[PICTURES].status is CheckStatus.OK
    assert key[ACCOUNT].status is CheckStatus.OK
    assert key[KEY].status is CheckStatus.FAILED
    assert "TWILIO_API_KEY" in key[KEY].fix


async def test_a_messaging_service_and_a_high_pace_are_to_be_looked_at(premises):
    found = await premises.finds(messaging_service_sid="MG1", pace=20)

    assert found[SERVICE].status is CheckStatus.WARNING
    assert "Defer to sender's webhook" in found[SERVICE].fix
    assert found[SENDING_RATE].message == "At most 20 a second leave each number."
    assert found[SENDING_RATE].status is CheckStatus.WARNING


# The public address


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (answering(200, "It works!"), "Something else answers"),
        (answering(401, "Who are you?"), "A password is asked for"),
        (answering(403, "No."), "refused"),
        (answering(404, "Not here."), "answers 404"),
        (answering(502, "Bad gateway"), "does not reach this server"),
        (dropping, "breaks off"),
    ],
)
async def test_what_stands_in_the_way_of_twilio_is_named(premises, behaviour, words):
    async with wired(behaviour) as wire:
        found = await premises.finds(public=wire.address)

    for subject in (SIGNATURE, PICTURES):
        assert found[subject].status is CheckStatus.FAILED
        assert words in found[subject].message
        assert found[subject].fix


async def test_a_redirect_is_told_with_where_it_leads(premises):
    async def redirect(scope, receive, send):
        await RedirectResponse("https://www.bright.test/", status_code=301)(scope, receive, send)

    async with serving(redirect) as address:
        found = await premises.finds(public=address)

    assert "leads on to https://www.bright.test/" in found[SIGNATURE].message


async def test_nobody_at_the_public_address_is_told_apart_from_a_server_that_does_not_run(
    premises, monkeypatch
):
    nobody = f"http://127.0.0.1:{free_port()}"
    refused = await premises.finds(public=nobody)
    unknown = await premises.finds(public="http://nowhere.invalid")
    monkeypatch.setattr(PublicUrlProbe, "is_served", is_not_served)
    stopped = await premises.finds(public=nobody)

    assert "Nobody answers" in refused[SIGNATURE].message
    assert "not known" in unknown[SIGNATURE].message
    assert stopped[SIGNATURE].status is CheckStatus.WARNING
    assert "does not run now" in stopped[SIGNATURE].message


async def is_not_served(self):
    return False


async def test_an_address_of_ones_own_network_is_no_address_for_twilio(premises):
    found = await premises.finds(is_called=True)

    assert found[SIGNATURE].status is CheckStatus.FAILED
    assert "PUBLIC_BASE_URL" in found[SIGNATURE].fix


async def test_another_installation_at_the_public_address_is_not_taken_for_this_one(premises):
    probe = PublicUrlProbe(premises.account, local_url=premises.address)
    look = PublicUrlCheck(probe, secret_key="another house", is_called=False)

    (found,) = await look.signature()

    assert "Something else answers" in found.message


async def test_a_request_that_nobody_signed_learns_nothing(premises):
    async with httpx.AsyncClient(base_url=premises.address) as stranger:
        answer = await stranger.post("/webhooks/twilio/check", data={"Nonce": "1"})

    assert answer.status_code == 403
    assert premises.check_up().proof("1") not in answer.text


# Who seems to be asking


class BehindProxy(PublicAddress):
    """This server at a public address, behind a proxy that says `forwarded` of who asks."""

    url = "https://inbox.bright.test"

    def __init__(self, premises, *, trusted, forwarded):
        believing = ProxyHeadersMiddleware(premises.app, trusted)
        self._line = httpx.ASGITransport(believing, client=("10.0.0.2", 1234))
        self._forwarded = forwarded
        self._inside = PublicUrlProbe(premises.account, local_url=premises.address)

    async def post_signed(self, path, form, headers):
        said = self._forwarded(headers["X-Forwarded-For"])
        fields = {"AccountSid": ACCOUNT_SID, **form}
        signer = RequestValidator(TOKEN)
        signature = signer.compute_signature(f"{self._inside.url}{path}", fields)
        headers = {"X-Twilio-Signature": signature} | ({"X-Forwarded-For": said} if said else {})
        async with httpx.AsyncClient(transport=self._line, base_url="http://inside") as client:
            came = await client.post(path, data=fields, headers=headers)
        return HttpResponse(status=came.status_code, body=came.content)

    async def get(self, path, *, head=False):
        return await self._inside.get(path, head=head)

    async def is_served(self):
        return True


# FAULT: S-5
# TRUST: 2.3-57
@pytest.mark.parametrize(
    ("trusted", "forwarded", "verdict", "words"),
    [
        ("10.0.0.2", lambda claimed: "203.0.113.9", CheckStatus.OK, "from 203.0.113.9"),
        ("10.0.0.2", lambda claimed: f"{claimed}, 203.0.113.9", CheckStatus.OK, "from 203.0.113.9"),
        (
            "10.0.0.2",
            lambda claimed: claimed,
            CheckStatus.FAILED,
            "whatever address a visitor claims",
        ),
        (
            "10.0.0.2",
            lambda claimed: "",
            CheckStatus.FAILED,
            "all visitors seem to come from 10.0.0.2",
        ),
        ("127.0.0.1", lambda claimed: "203.0.113.9", CheckStatus.FAILED, "proxy is not believed"),
    ],
)
async def test_the_check_up_says_whom_the_proxy_names_as_visitor(
    premises, trusted, forwarded, verdict, words
):
    address = BehindProxy(premises, trusted=trusted, forwarded=forwarded)
    look = PublicUrlCheck(address, secret_key=KEY_OF_THE_HOUSE, is_called=False)

    found = {finding.subject: finding for finding in await look.signature()}

    assert found[SIGNATURE].status is CheckStatus.OK
    assert found[CLIENT_ADDRESSES].status is verdict
    assert words in found[CLIENT_ADDRESSES].message


# Trouble at Twilio


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


@pytest.mark.parametrize(
    ("told", "subject", "verdict", "words"),
    [
        ({"status": "suspended"}, ACCOUNT, CheckStatus.FAILED, "“suspended”"),
        ({"is_trial": True}, ACCOUNT, CheckStatus.FAILED, "trial account"),
        ({"answered_at": None}, CLOCK, CheckStatus.WARNING, "did not say"),
        (
            {"answered_at": SystemClock().now() - timedelta(hours=1)},
            CLOCK,
            CheckStatus.FAILED,
            "off",
        ),
    ],
)
async def test_what_twilio_says_of_the_account_is_passed_on(
    premises, told, subject, verdict, words
):
    found = await premises.finds(desk=ScriptedDesk(standing=standing(**told)))

    assert (found[subject].status, words in found[subject].message) == (verdict, True)


@pytest.mark.parametrize(
    ("can", "verdict", "words"),
    [
        ({"can_sms": False}, CheckStatus.FAILED, "no texts"),
        ({"can_mms": False}, CheckStatus.WARNING, "no pictures"),
        ({}, CheckStatus.OK, "texts and pictures"),
    ],
)
async def test_what_a_number_can_do_is_told(premises, can, verdict, words):
    found = await premises.finds(desk=ScriptedDesk(numbers=[number_at_twilio(**can)]))

    finding = found[f"{QUEEN_STREET} (Queen Street)"]
    assert (finding.status, words in finding.message) == (verdict, True)


async def test_a_number_of_an_application_is_set_free_by_the_button(premises):
    found = await premises.finds(
        desk=ScriptedDesk(numbers=[number_at_twilio(has_application=True)])
    )

    finding = found[f"Webhook of {QUEEN_STREET}"]
    assert "TwiML app" in finding.message
    assert finding.settable_at == premises.house.queen_street.id


@pytest.mark.parametrize(
    ("failure", "verdict", "words"),
    [
        (CarrierQueryFailed(None), CheckStatus.FAILED, "cannot be reached"),
        (CarrierQueryFailed(401), CheckStatus.FAILED, "does not accept"),
        (CarrierQueryFailed(503), CheckStatus.WARNING, "answered 503"),
        (RuntimeError("a bug"), CheckStatus.WARNING, "could not be looked at"),
    ],
)
async def test_a_twilio_that_does_not_tell_takes_nothing_else_along(
    premises, failure, verdict, words
):
    found = await premises.finds(desk=ScriptedDesk(failure=failure))

    assert (found[ACCOUNT].status, words in found[ACCOUNT].message) == (verdict, True)
    assert found[SIGNATURE].status is CheckStatus.OK


async def test_a_twilio_that_never_answers_holds_nobody_up(premises):
    never_ends = asyncio.Event()

    async def never(writer):
        await never_ends.wait()

    async with wired(never) as wire:
        found = await premises.finds(api_base_url=wire.address, patience=0.3)
        with pytest.raises(CarrierUnavailable):
            await premises.check_up(api_base_url=wire.address, patience=0.3).set_webhook(
                premises.house.harbour.id, by=premises.house.olga
            )
        never_ends.set()

    assert "no answer within" in found[ACCOUNT].message
    assert found[SIGNATURE].status is CheckStatus.OK


# Who may


# SPEC: ACC-6 ACC-9
async def test_only_administrators_look_and_only_at_their_own_numbers(premises, clock):
    house = premises.house
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
    check_up = premises.check_up()

    assert not any("Kitchen" in subject for subject in await premises.finds())
    assert any("Kitchen" in each.subject for each in await check_up.run_for_all())
    for attempt in (
        check_up.run(by=house.amira),
        check_up.set_webhook(house.harbour.id, by=house.amira),
    ):
        with pytest.raises(NotPermitted):
            await attempt
    with pytest.raises(UnknownPointOfContact):
        await check_up.set_webhook(kitchen.id, by=house.olga)


async def test_without_a_place_olga_is_told_where_to_begin(store, clock, premises):
    found = {each.subject: each for each in await premises.check_up().run_checks([])}

    assert "no point of contact yet" in found["Numbers"].message


# The command line


async def check(data_dir, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_BEHIND)}
    process = await create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        "check",
        env=kept | {"DATA_DIR": str(data_dir)} | settings,
        cwd=data_dir,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    told, _ = await process.communicate()
    return process.returncode, told.decode()


# SPEC: OPS-1 OPS-2
async def test_the_operator_reads_the_same_on_the_command_line(premises, database_path, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    copy_database(database_path, folder / "live-conversations.db")
    settings = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": f"{premises.address}/simulator",
        "PUBLIC_BASE_URL": premises.address.replace("//", "//proxy:pass@"),
        "PORT": premises.address.rpartition(":")[2],
        "SECRET_KEY": KEY_OF_THE_HOUSE,
    }
    premises.simulator.set_inbound_webhook(HARBOUR, to=ELSEWHERE)

    wrong, told = await check(folder, **settings)

    assert wrong == 1
    assert f"WRONG Webhook of {HARBOUR}" in told
    assert f"ok    {SIGNATURE}" in told
    assert "ok    Database: Intact and up to date." in told
    assert f"TWILIO_ACCOUNT_SID = {ACCOUNT_SID}" in told
    for secret in (TOKEN, KEY_OF_THE_HOUSE, "proxy:pass"):
        assert secret not in told
    premises.simulator.set_inbound_webhook(
        HARBOUR, to=f"{premises.address}/webhooks/twilio/inbound#rc=3&rp=all"
    )


# SPEC: OPS-2
async def test_before_the_first_start_the_operator_reads_what_is_missing(tmp_path):
    wrong, told = await check(tmp_path)

    assert wrong == 1
    assert "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PUBLIC_BASE_URL" in told
    assert "There is none yet; the first start makes it." in told
    assert list(tmp_path.iterdir()) == []

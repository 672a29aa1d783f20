"""Stories about what Olga is told of her numbers and her account at Twilio."""

import asyncio
from datetime import timedelta

import pytest

from domain.gateways.clock import SystemClock
from domain.model.diagnostics import CheckStatus
from domain.model.settings_errors import CarrierUnavailable, NumberNotAtCarrier
from domain.ports.diagnostics import CarrierQueryFailed
from domain.services.admin.audit import AuditLogService
from domain.services.operations.diagnostics.public_url import PICTURES, SIGNATURE
from domain.services.operations.diagnostics.runner import SENDING_RATE
from domain.services.operations.diagnostics.twilio import ACCOUNT, CLOCK, KEY, SERVICE
from tests.simulator.rig import HARBOUR, MAYA, QUEEN_STREET, eventually, wired
from tests.support.diagnostics import ELSEWHERE, ScriptedDesk, number_at_twilio, standing
from tests.support.diagnostics import premises as premises


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
        ("", CheckStatus.FAILED, "sent nowhere"),
        ("{here}/webhooks/twilio/inbound/", CheckStatus.FAILED, "Incoming texts are sent to"),
        ("{here}/webhooks/twilio/inbound", CheckStatus.WARNING, "give up at once"),
        ("{here}/webhooks/twilio/inbound#rc=0&rp=all", CheckStatus.WARNING, "give up at once"),
        ("{here}/webhooks/twilio/inbound#rc=1&rp=ct,rt", CheckStatus.OK, "reach this server"),
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
    assert found[SENDING_RATE].message == "Each number sends at most 20 messages per second."
    assert found[SENDING_RATE].status is CheckStatus.WARNING


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
        ({"can_sms": False}, CheckStatus.FAILED, "cannot send texts"),
        ({"can_mms": False}, CheckStatus.WARNING, "no photos"),
        ({}, CheckStatus.OK, "texts and photos"),
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

"""Stories about Olga, who is told when the work behind the screens does not go on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.gateways.metrics import Metrics
from domain.model.carrier_errors import NotSent, OutcomeUnknown
from domain.model.events import SystemStatusChanged
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from domain.services.messaging.unknown_outcomes import UnknownOutcomePolicy
from domain.services.operations.monitor import SystemMonitor
from storage.database import Database
from tests.domain.conftest import MAYA
from tests.simulator.rig import eventually
from tests.ui.visitors import until


class CatchingUp:
    """Compares the carrier's list with ours; a colleague of the watch."""

    def __init__(self):
        self.is_failing = False
        self.at = None

    async def synced_until(self):
        return self.at


@pytest.fixture
def measures():
    return Metrics()


@pytest.fixture
def catching_up():
    return CatchingUp()


@pytest.fixture
def watch(house, hub, measures, catching_up):
    return SystemMonitor(
        store=house.store,
        clock=house.clock,
        hub=hub,
        metrics=measures,
        unknown_outcomes=house.unknown_outcomes,
        inbound_sync=catching_up,
    )


@pytest.fixture
def troubles(house, watch):
    """What Olga reads after the next look."""

    async def troubles(*, by=None):
        await watch.check()
        return list(watch.status(by=by or house.olga).alerts)

    return troubles


# SPEC: CAR-4
async def test_where_all_goes_well_olga_reads_nothing(house, troubles):
    conversation = await house.conversation_with(MAYA)
    await house.send(conversation, "Hello")
    assert await troubles() == []

    await house.deliver()

    house.clock.pass_by(hours=1)
    assert await troubles() == []


# SPEC: CAR-4
async def test_a_message_that_waits_for_too_long_is_alerted_until_it_is_sent(house, troubles):
    conversation = await house.conversation_with(MAYA)
    await house.send(conversation, "Hello")
    house.clock.pass_by(minutes=3)

    assert await troubles() == ["1 message waits to be sent for longer than usual."]
    assert await troubles(by=house.amira) == []

    await house.deliver()
    assert await troubles() == []


# SPEC: CAR-4
async def test_an_unresolved_outcome_is_alerted_with_its_reason(house, troubles):
    house.unknown_outcomes._policy = UnknownOutcomePolicy(conclusive_after=10_000)
    conversation = await house.conversation_with(MAYA)
    house.carrier.troubles = [OutcomeUnknown()]
    house.carrier.trouble_listing = NotSent()
    await house.send(conversation, "Hello")
    await house.deliver()
    await house.unknown_outcomes.resolve_all()
    house.clock.pass_by(minutes=3)

    told = await troubles()

    assert told[0].startswith("Nobody can say yet whether 1 message went out")
    assert told[1] == "Twilio could not be asked when a lost answer was to be looked up."

    house.carrier.trouble_listing = None
    await house.unknown_outcomes.resolve_all()
    assert len(await troubles()) == 1


# SPEC: CAR-4
# TRUST: 2.3-51
async def test_forged_webhooks_are_alerted_for_an_hour(house, watch, troubles):
    watch.record_forged_webhook()
    watch.record_forged_webhook()

    (told,) = await troubles()
    assert told.startswith("2 requests in Twilio's name did not carry its signature")

    house.clock.pass_by(hours=1, seconds=1)
    assert await troubles() == []


# SPEC: CAR-4
async def test_the_page_says_up_to_when_nothing_is_missing(house, watch, catching_up, troubles):
    assert watch.status(by=house.amira).synced_until is None
    catching_up.at = house.clock.now()

    assert await troubles() == []
    assert watch.status(by=house.amira).synced_until == catching_up.at

    catching_up.is_failing = True
    assert await troubles() == [
        "Twilio could not be asked when its messages were to be compared with ours."
    ]


# SPEC: CAR-4 ACC-6
async def test_pages_get_a_change_of_status_once_and_of_their_own_company_only(
    house, watch, clock, hub, troubles
):
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
    announced = []
    hub.publish_transient = announced.append
    await house.send(await house.conversation_with(MAYA), "Hello")
    house.clock.pass_by(minutes=3)
    dana = replace(house.olga, company_id=fork.id)

    for _ in range(3):
        await watch.check()

    assert announced == [SystemStatusChanged(company_id=house.company.id)]
    assert await troubles(by=dana) == []
    assert house.amira.may_receive(announced[0])
    assert not dana.may_receive(announced[0])


async def test_a_forged_webhook_is_alerted_without_waiting_for_the_next_check(house, watch):
    looking = asyncio.create_task(watch.run())
    await asyncio.sleep(0)

    watch.record_forged_webhook()

    await eventually(lambda: watch.status(by=house.olga).alerts)
    looking.cancel()


# SPEC: OPS-3
async def test_the_figures_say_how_much_and_how_long_and_never_what(
    house, watch, measures, database_path
):
    conversation = await house.conversation_with(MAYA, text="A secret recipe")
    await house.send(conversation, "Another secret")
    house.clock.pass_by(seconds=90)
    store = Database(database_path, observe=measures.database)
    parts = {"store": store, "clock": house.clock}
    delivery = DeliveryService(
        **parts,
        carrier=house.carrier,
        delivery_tracker=house.delivery_tracker,
        links=house.links,
        policy=DeliveryPolicy(pause_per_number=0),
        metrics=measures,
    )
    measures.webhook("inbound", "taken")
    before = (await watch.render_metrics()).decode()

    await delivery.send_due()
    await delivery.drain()
    pulse = asyncio.create_task(watch.measure_loop_lag())

    async def was_felt():
        return figure(
            (await watch.render_metrics()).decode(), "live_conversations_loop_lag_seconds_count"
        )

    await until(was_felt)
    pulse.cancel()

    told = (await watch.render_metrics()).decode()
    assert 'live_conversations_messages{state="queued"} 1.0' in before
    waited = figure(before, "live_conversations_oldest_due_seconds")
    assert timedelta(seconds=90) <= timedelta(seconds=waited) < timedelta(seconds=95)
    assert 'live_conversations_webhooks_total{kind="inbound",result="taken"} 1.0' in told
    assert 'live_conversations_sends_total{result="taken"} 1.0' in told
    assert 'live_conversations_messages{state="queued"} 0.0' in told
    assert figure(told, 'live_conversations_database_seconds_count{kind="read"}') > 0
    assert figure(told, "live_conversations_loop_lag_seconds_count") > 0
    assert "live_conversations_open_pages 0.0" in told
    for secret in ("secret", MAYA, MAYA[1:], "Bright"):
        assert secret not in told


def figure(told, name):
    return float(next(line for line in told.splitlines() if line.startswith(name)).split()[-1])

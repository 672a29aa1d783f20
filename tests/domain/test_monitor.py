"""Stories about Olga, who is told when the work behind the screens does not go on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.gateways.metrics import Metrics
from domain.model.carrier_errors import NotSent, OutcomeUnknown
from domain.model.events import SystemStatusChanged
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from domain.services.messaging.reconciliation.unknown_outcomes import UnknownOutcomePolicy
from domain.services.operations.monitor import SystemMonitor
from storage.database import Database
from tests.domain.conftest import MAYA
from tests.simulator.rig import eventually
from tests.ui.visitors import until


class FakeInboundSync:
    """Stands in for the worker that compares the carrier's list with ours."""

    def __init__(self):
        self.is_failing = False
        self.at = None

    async def synced_until(self):
        return self.at


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def inbound_sync():
    return FakeInboundSync()


@pytest.fixture
def monitor(house, hub, metrics, inbound_sync):
    return SystemMonitor(
        store=house.store,
        clock=house.clock,
        hub=hub,
        metrics=metrics,
        unknown_outcomes=house.unknown_outcomes,
        inbound_sync=inbound_sync,
    )


@pytest.fixture
def alerts(house, monitor):
    """What Olga reads after the next look."""

    async def alerts(*, by=None):
        await monitor.check()
        return list(monitor.status(by=by or house.olga).alerts)

    return alerts


# SPEC: CAR-4
async def test_where_all_goes_well_olga_reads_nothing(house, alerts):
    conversation = await house.conversation_with(MAYA)
    await house.send(conversation, "Hello")
    assert await alerts() == []

    await house.deliver()

    house.clock.pass_by(hours=1)
    assert await alerts() == []


# SPEC: CAR-4
async def test_a_message_that_waits_for_too_long_is_alerted_until_it_is_sent(house, alerts):
    conversation = await house.conversation_with(MAYA)
    await house.send(conversation, "Hello")
    house.clock.pass_by(minutes=3)

    assert await alerts() == ["1 message waits to be sent for longer than usual."]
    assert await alerts(by=house.amira) == []

    await house.deliver()
    assert await alerts() == []


# SPEC: CAR-4
async def test_an_unresolved_outcome_is_alerted_with_its_reason(house, alerts):
    house.unknown_outcomes._policy = UnknownOutcomePolicy(conclusive_after=10_000)
    conversation = await house.conversation_with(MAYA)
    house.carrier.troubles = [OutcomeUnknown()]
    house.carrier.trouble_listing = NotSent()
    await house.send(conversation, "Hello")
    await house.deliver()
    await house.unknown_outcomes.resolve_all()
    house.clock.pass_by(minutes=3)

    told = await alerts()

    assert told[0].startswith("Nobody can say yet whether 1 message went out")
    assert told[1] == "Twilio could not be asked when a lost answer was to be looked up."

    house.carrier.trouble_listing = None
    await house.unknown_outcomes.resolve_all()
    assert len(await alerts()) == 1


# SPEC: CAR-4
# TRUST: 2.3-51
async def test_forged_webhooks_are_alerted_for_an_hour(house, monitor, alerts):
    monitor.record_forged_webhook()
    monitor.record_forged_webhook()

    (told,) = await alerts()
    assert told.startswith("2 requests in Twilio's name did not carry its signature")

    house.clock.pass_by(hours=1, seconds=1)
    assert await alerts() == []


# SPEC: CAR-4
async def test_the_page_says_up_to_when_nothing_is_missing(house, monitor, inbound_sync, alerts):
    assert monitor.status(by=house.amira).synced_until is None
    inbound_sync.at = house.clock.now()

    assert await alerts() == []
    assert monitor.status(by=house.amira).synced_until == inbound_sync.at

    inbound_sync.is_failing = True
    assert await alerts() == [
        "Twilio could not be asked when its messages were to be compared with ours."
    ]


# SPEC: CAR-4 ACC-6
async def test_pages_get_a_change_of_status_once_and_of_their_own_company_only(
    house, monitor, clock, hub, alerts
):
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
    announced = []
    hub.publish_transient = announced.append
    await house.send(await house.conversation_with(MAYA), "Hello")
    house.clock.pass_by(minutes=3)
    dana = replace(house.olga, company_id=fork.id)

    for _ in range(3):
        await monitor.check()

    assert announced == [SystemStatusChanged(company_id=house.company.id)]
    assert await alerts(by=dana) == []
    assert house.amira.may_receive(announced[0])
    assert not dana.may_receive(announced[0])


async def test_a_forged_webhook_is_alerted_without_waiting_for_the_next_check(house, monitor):
    looking = asyncio.create_task(monitor.run())
    await asyncio.sleep(0)

    monitor.record_forged_webhook()

    await eventually(lambda: monitor.status(by=house.olga).alerts)
    looking.cancel()


# SPEC: OPS-3
async def test_the_figures_say_how_much_and_how_long_and_never_what(
    house, monitor, metrics, observed_store
):
    conversation = await house.conversation_with(MAYA, text="A secret recipe")
    await house.send(conversation, "Another secret")
    house.clock.pass_by(seconds=90)
    delivery = measured_delivery(house, metrics, observed_store)
    metrics.webhook("inbound", "taken")
    before = (await monitor.render_metrics()).decode()

    await delivery.start_due()
    await delivery.drain()
    pulse = asyncio.create_task(monitor.measure_loop_lag())

    async def was_felt():
        return figure(
            (await monitor.render_metrics()).decode(), "live_conversations_loop_lag_seconds_count"
        )

    await until(was_felt)
    pulse.cancel()

    told = (await monitor.render_metrics()).decode()
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


@pytest.fixture
async def observed_store(database_address, metrics):
    """The database once more, with its seconds in the figures."""
    store = Database(database_address, observe=metrics.database)
    yield store
    await store.close()


def measured_delivery(house, metrics, store):
    """The outbox worker of the house, of whose work the figures tell."""
    return DeliveryService(
        store=store,
        clock=house.clock,
        carrier=house.carrier,
        delivery_tracker=house.delivery_tracker,
        links=house.links,
        policy=DeliveryPolicy(pause_per_number=0),
        metrics=metrics,
    )


def figure(told, name):
    return float(next(line for line in told.splitlines() if line.startswith(name)).split()[-1])

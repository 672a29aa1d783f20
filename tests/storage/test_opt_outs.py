"""Opt-outs as they are stored."""

import pytest

from domain.model.carrier import InboundText
from domain.model.opt_outs import ConsentChange, OptOutSource
from storage.repositories import unrouted
from tests.storage.conftest import ACCOUNT, DANA, HARBOUR, MAYA, QUEEN_STREET


@pytest.fixture
def record(office):
    async def record(wish, source=OptOutSource.WORD):
        async with office.store.transaction() as tx:
            return await tx.opt_outs.record(
                wish,
                company_id=office.company.id,
                app_number=QUEEN_STREET,
                customer_number=MAYA,
                source=source,
                at=office.clock.now(),
            )

    return record


# SPEC: CAR-3
async def test_an_opt_out_stands_for_that_customer_and_number_until_it_is_lifted(office, record):
    async def stands(app_number=QUEEN_STREET, customer=MAYA):
        async with office.store.reading() as stored:
            return await stored.opt_outs.source(app_number, customer, company_id=office.company.id)

    assert await record(ConsentChange.STOP)
    assert not await record(ConsentChange.STOP)
    assert await stands()
    assert not await stands(HARBOUR)
    assert not await stands(customer=DANA)

    assert await record(ConsentChange.START)
    assert not await record(ConsentChange.START)
    assert not await stands()


# SPEC: CAR-3
async def test_a_users_mark_gives_way_to_the_customers_word_and_never_the_other_way(office, record):
    async def source():
        async with office.store.reading() as stored:
            return await stored.opt_outs.source(QUEEN_STREET, MAYA, company_id=office.company.id)

    assert await source() is None
    assert await record(ConsentChange.STOP, OptOutSource.AGENT)
    assert not await record(ConsentChange.STOP, OptOutSource.AGENT)
    assert await source() is OptOutSource.AGENT
    assert await record(ConsentChange.STOP, OptOutSource.CARRIER)
    for later in (OptOutSource.WORD, OptOutSource.AGENT):
        assert not await record(ConsentChange.STOP, later)
    assert await source() is OptOutSource.CARRIER


# SPEC: CLO-6
async def test_a_text_to_nobodys_number_is_kept_once(office):
    inbound = InboundText(
        account=ACCOUNT, carrier_id="SM1", sender="22395", recipient="+14165550199", text="Hi\0"
    )
    for _ in range(2):
        async with office.store.transaction() as tx:
            await tx.unrouted.add(inbound, at=office.clock.now())

    async with office.store.reading() as stored:
        assert await stored.unrouted.count() == 1


# FAULT: M-11
async def test_texts_to_nobodys_numbers_are_let_go_beyond_a_limit(office, monkeypatch):
    monkeypatch.setattr(unrouted, "MOST", 3)

    async def keep(number):
        inbound = InboundText(
            account=ACCOUNT, carrier_id=f"SM{number}", sender=MAYA, recipient="+1", text=f"{number}"
        )
        async with office.store.transaction() as tx:
            await tx.unrouted.add(inbound, at=office.clock.now())

    async def kept():
        async with office.store.reading() as stored:
            return [each.text for each in await stored.unrouted.page(to=None)]

    for number in range(5):
        await keep(number)
    assert await kept() == ["4", "3", "2"]

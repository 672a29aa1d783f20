"""Stories about the very first start, and the link that makes Olga the administrator."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.model.errors import LinkExpired, NotAPhoneNumber
from domain.services.accounts.tokens import hashed
from domain.services.admin.setup import PURPOSE, SetupForm
from tests.support.operator import PASSWORD, QUEEN_STREET, audit_log
from tests.support.operator import accounts as accounts
from tests.support.operator import administration as administration
from tests.support.operator import bright_home as bright_home
from tests.support.operator import parts as parts
from tests.support.operator import set_up as set_up
from tests.support.operator import sign_in as sign_in

FOUNDING = SetupForm(
    company="Bright Home", name="Olga Lindqvist", email="olga@bright.test", password=PASSWORD
)


# TRUST: 2.3-6
async def test_the_first_start_makes_olga_the_administrator(set_up, sign_in, store):
    link = await set_up.link()

    await set_up.complete(link, FOUNDING)

    _, olga = await sign_in("olga@bright.test", PASSWORD)
    assert olga.is_admin
    assert olga.may_converse
    assert olga.company == "Bright Home"


async def test_the_first_point_of_contact_may_come_with_the_company(set_up, store):
    link = await set_up.link()

    await set_up.complete(link, at_queen_street("(416) 555-0100"))

    async with store.reading() as stored:
        (place,) = await stored.companies.points_of_contact_for(QUEEN_STREET)
    assert (place.name, place.is_default) == ("Queen Street", True)


def at_queen_street(number):
    return SetupForm(
        company="Bright Home",
        name="Olga Lindqvist",
        email="olga@bright.test",
        password=PASSWORD,
        point_of_contact="Queen Street",
        number=number,
    )


async def test_a_refused_founding_stores_nothing_and_leaves_the_link_good(set_up, store):
    link = await set_up.link()

    with pytest.raises(NotAPhoneNumber):
        await set_up.complete(link, at_queen_street("hello"))

    async with store.reading() as stored:
        assert not await stored.companies.exist()
    await set_up.complete(link, FOUNDING)


# TRUST: 2.3-6
async def test_the_link_works_once(set_up):
    link = await set_up.link()
    await set_up.complete(link, FOUNDING)

    with pytest.raises(LinkExpired):
        await set_up.check(link)
    with pytest.raises(LinkExpired):
        await set_up.complete(link, FOUNDING)


async def test_a_link_that_was_used_is_marked_so(set_up, store, clock):
    link = await set_up.link()
    await set_up.complete(link, FOUNDING)

    async with store.reading() as stored:
        now = clock.now()
        until = now + timedelta(days=2)
        with pytest.raises(LinkExpired):
            await stored.users.link_user(hashed(link), purpose=PURPOSE, at=now, until=until)


# TRUST: 2.3-6
async def test_the_link_works_for_a_day(set_up, clock):
    link = await set_up.link()
    clock.pass_by(hours=24, seconds=1)

    with pytest.raises(LinkExpired):
        await set_up.check(link)


async def test_a_new_link_is_the_end_of_the_one_before(set_up):
    old, new = await set_up.link(), await set_up.link()

    await set_up.check(new)
    with pytest.raises(LinkExpired):
        await set_up.check(old)


async def test_there_is_no_link_once_there_is_a_company(set_up, bright_home):
    assert await set_up.link() is None


async def test_a_link_dies_when_the_operator_opens_a_company_by_hand(set_up, administration):
    link = await set_up.link()
    await administration.create_company("Bright Home", live_conversations=True)

    with pytest.raises(LinkExpired):
        await set_up.complete(link, FOUNDING)


# FAULT: A-2
async def test_the_first_start_is_in_the_audit_log(set_up, store):
    await set_up.complete(
        await set_up.link(), replace(FOUNDING, point_of_contact="Queen Street", number=QUEEN_STREET)
    )

    assert [(by, deed) for by, deed, _ in await audit_log(store, 1)] == [
        ("Olga Lindqvist", "company created"),
        ("Olga Lindqvist", "point of contact added"),
    ]

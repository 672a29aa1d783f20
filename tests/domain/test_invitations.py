"""Stories about links: Kim is invited, and others choose a new password."""

import asyncio
from dataclasses import replace

import pytest

from domain.model.errors import LinkExpired, WeakPassword
from domain.model.users import Channel
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink
from tests.support.users import PASSWORD, kim
from tests.support.users import accounts as accounts
from tests.support.users import deeds as deeds
from tests.support.users import edit as edit
from tests.support.users import invitations as invitations
from tests.support.users import people as people


# SPEC: ACC-4 ACC-5 ACC-8
async def test_olga_invites_kim_who_joins_and_works_at_the_harbour(
    house, people, invitations, accounts, deeds
):
    places = {house.harbour.id: frozenset({Channel.EMAIL, Channel.SOUND})}
    kim_id, link = await people.invite(kim(assignments=places), by=house.olga)
    assert not (await people.get(kim_id, by=house.olga)).user.is_activated

    email = await invitations.use(link, name="Kim  Abe-Sato", password=PASSWORD)
    _, member = await accounts.sign_in(email, PASSWORD, address="192.0.2.1", device="Firefox")

    assert (member.name, member.points_of_contact) == ("Kim Abe-Sato", {house.harbour.id})
    assert (await people.get(kim_id, by=house.olga)).assignments == places
    assert await deeds() == [
        ("Olga Lindqvist", "user invited", kim_id),
        ("Kim Abe-Sato", "user joined", kim_id),
        ("Kim Abe-Sato", "signed in", member.sign_in_id),
    ]


async def test_an_invitation_works_once_and_for_a_day(house, people, invitations, clock):
    kim_id, first = await people.invite(kim(), by=house.olga)
    second = await people.link(kim_id, by=house.olga)
    with pytest.raises(LinkExpired):  # the second one took its place
        await invitations.get_owner(first)
    with pytest.raises(WeakPassword):
        await invitations.use(second, name="Kim Abe", password="short")

    clock.pass_by(hours=24)

    with pytest.raises(LinkExpired):
        await invitations.use(second, name="Kim Abe", password=PASSWORD)
    third = await people.link(kim_id, by=house.olga)
    await invitations.use(third, name="Kim Abe", password=PASSWORD)
    with pytest.raises(LinkExpired):
        await invitations.use(third, name="Kim Abe", password=PASSWORD)


# TRUST: 2.3-7
async def test_a_link_used_twice_at_once_is_used_once(house, people, invitations):
    _, link = await people.invite(kim(), by=house.olga)

    outcomes = await asyncio.gather(
        *(invitations.use(link, name="Kim Abe", password=PASSWORD) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(outcome) for outcome in outcomes if outcome != "kim@bright.test") == [
        LinkExpired
    ]


# TRUST: 2.3-7
async def test_a_reset_ends_all_sign_ins_and_an_invitation_is_no_reset(
    house, people, invitations, accounts, clock
):
    kim_id, link = await people.invite(kim(), by=house.olga)
    await invitations.use(link, name="Kim Abe", password=PASSWORD)
    token, _ = await accounts.sign_in("kim@bright.test", PASSWORD, address="-", device="-")
    reset = await people.link(kim_id, by=house.olga)

    with pytest.raises(LinkExpired):
        await invitations.get_owner(OneTimeLink(LinkPurpose.INVITE, reset.token))
    await invitations.use(reset, name="", password="a summer coat on hold")

    assert await accounts.member(token) is None
    await accounts.sign_in("kim@bright.test", "a summer coat on hold", address="-", device="-")
    late = await people.link(kim_id, by=house.olga)
    clock.pass_by(minutes=60)
    with pytest.raises(LinkExpired):
        await invitations.get_owner(late)


# FAULT: A-10
async def test_an_invitation_to_a_wrong_address_dies_when_the_address_is_put_right(
    house, people, invitations, edit
):
    user_id, sent = await people.invite(kim(email="kin@bright.test"), by=house.olga)

    await edit(replace(house.nora, user_id=user_id), by=house.olga, email="kim@bright.test")

    with pytest.raises(LinkExpired):
        await invitations.get_owner(sent)

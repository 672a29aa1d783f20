"""Stories about Jonas, who may look after users, and about how far."""

from dataclasses import replace

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.totp import Totp
from domain.model.errors import CannotChangeOwnRights, NotPermitted, UnknownPointOfContact
from domain.model.users import Channel
from domain.services.accounts.two_factor import TwoFactorService
from tests.support.users import ADMINISTRATOR, AGENT, MANAGER, kim
from tests.support.users import accounts as accounts
from tests.support.users import edit as edit
from tests.support.users import people as people


# TRUST: 2.3-27
async def test_nobody_changes_their_own_rights(house, people, edit):
    manager = replace(house.nora, manages_users=True)
    with pytest.raises(CannotChangeOwnRights):
        await edit(manager, by=manager, rights=MANAGER)
    with pytest.raises(CannotChangeOwnRights):
        await edit(house.olga, by=house.olga, rights=AGENT)
    with pytest.raises(CannotChangeOwnRights):
        await people.deactivate(house.olga.user_id, by=house.olga)

    await edit(manager, by=manager, assignments={})

    kept = (await people.get(manager.user_id, by=manager)).assignments
    assert kept.keys() == {house.queen_street.id, house.harbour.id}


# TRUST: 2.3-27
async def test_a_user_manager_neither_makes_nor_touches_administrators(house, people, edit):
    manager = replace(house.nora, manages_users=True)

    for attempt in (
        people.invite(kim(rights=ADMINISTRATOR), by=manager),
        edit(house.jonas, by=manager, rights=ADMINISTRATOR),
        edit(house.olga, by=manager, name="Olga the Former"),
        people.link(house.olga.user_id, by=manager),
        people.deactivate(house.olga.user_id, by=manager),
    ):
        with pytest.raises(NotPermitted):
            await attempt


# SPEC: ACC-5
async def test_how_users_are_told_is_chosen_by_administrators_alone(house, people, edit):
    place = house.queen_street.id
    await edit(house.jonas, by=house.olga, assignments={place: frozenset({Channel.SMS})})
    manager = replace(house.nora, manages_users=True)

    wanted = {place: frozenset(), house.harbour.id: frozenset({Channel.PUSH})}
    await edit(house.jonas, by=manager, assignments=wanted)

    assert (await people.get(house.jonas.user_id, by=manager)).assignments == {
        place: {Channel.SMS},
        house.harbour.id: frozenset(),
    }


@pytest.fixture
async def manager(house):
    """Jonas works on Queen Street alone, and may look after users."""
    async with house.store.transaction() as tx:
        jonas = await tx.users.get(house.jonas.user_id, company_id=house.company.id)
        await tx.users.save(replace(jonas, manages_users=True))
    return replace(house.jonas, manages_users=True)


# FAULT: A-4
async def test_a_user_manager_grants_only_places_they_see(house, people, edit, manager):
    harbour, queen_street = {house.harbour.id: frozenset()}, {house.queen_street.id: frozenset()}
    with pytest.raises(UnknownPointOfContact):
        await people.invite(kim(assignments=harbour), by=manager)
    user_id, _ = await people.invite(kim(assignments=queen_street), by=manager)
    with pytest.raises(UnknownPointOfContact):
        await edit(replace(house.nora, user_id=user_id), by=manager, assignments=harbour)

    await edit(
        house.amira, by=manager, assignments={}
    )  # what he does not see, he does not take away
    assert (await people.get(house.amira.user_id, by=manager)).assignments.keys() == harbour.keys()
    await edit(house.amira, by=manager, assignments=queen_street)

    kept = (await people.get(house.amira.user_id, by=manager)).assignments
    assert kept.keys() == harbour.keys() | queen_street.keys()


# FAULT: A-4
async def test_who_was_not_granted_live_conversations_grants_it_to_nobody(house, people, edit):
    await edit(house.nora, by=house.olga, rights=replace(MANAGER, may_converse=False))
    manager = replace(house.nora, manages_users=True)

    with pytest.raises(NotPermitted, match="give access to Live Conversations"):
        await people.invite(kim(), by=manager)

    await people.invite(kim(rights=replace(AGENT, may_converse=False)), by=manager)


# FAULT: A-17
async def test_a_user_manager_gets_into_no_account_that_sees_more(
    house, people, edit, manager, desk_of_two_steps
):
    for attempt in (
        people.link(house.amira.user_id, by=manager),
        edit(house.amira, by=manager, email="mine@bright.test"),
        desk_of_two_steps.switch_off_for(house.amira.user_id, by=manager),
    ):
        with pytest.raises(NotPermitted, match="Amira Benali signs in, who sees more than you"):
            await attempt

    await edit(house.amira, by=house.olga, assignments={house.queen_street.id: frozenset()})
    await people.link(house.amira.user_id, by=manager)


@pytest.fixture
def desk_of_two_steps(store, clock, accounts):
    return TwoFactorService(
        store=store,
        clock=clock,
        passwords=Argon2Passwords(),
        codes=Totp("Chatter"),
        sign_in=accounts,
    )

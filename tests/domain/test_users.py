"""Stories about Olga, who looks after the users, and about those who would like to be her."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import (
    AlreadyTaken,
    Deactivated,
    LastAdministrator,
    LinkExpired,
    NotPermitted,
    UnknownPointOfContact,
    UnknownUser,
)
from domain.model.events import AccessChanged, SignedOut
from domain.services.admin.operator import OperatorService
from tests.domain.conftest import hire
from tests.support.users import ADMINISTRATOR, AGENT, PASSWORD, kim
from tests.support.users import accounts as accounts
from tests.support.users import deeds as deeds
from tests.support.users import edit as edit
from tests.support.users import invitations as invitations
from tests.support.users import people as people


async def test_the_list_is_searched_by_name_and_address(house, people):
    async def found(search):
        return [each.user.name for each in await people.all(by=house.olga, search=search)]

    assert await found("") == ["Amira Benali", "Jonas Cole", "Nora Petit", "Olga Lindqvist"]
    assert await found(" BENALI ") == ["Amira Benali"]
    assert await found("jonas@") == ["Jonas Cole"]
    assert await found("nobody") == []


# SPEC: ACC-2 ACC-7
# TRUST: 2.3-24 2.3-55
async def test_what_changes_a_users_rights_is_told_to_open_pages(house, edit, published, deeds):
    await edit(house.nora, by=house.olga, rights=AGENT)
    await edit(house.nora, by=house.olga)  # nothing changes, so nothing is told

    changed = [event.user_id for event in published if isinstance(event, AccessChanged)]
    assert changed == [house.nora.user_id]
    assert await deeds() == [("Olga Lindqvist", "rights changed", house.nora.user_id)]


# SPEC: ACC-7
# TRUST: 2.3-16
async def test_deactivating_ends_sign_ins_and_links_and_can_be_undone(
    house, people, invitations, accounts, published
):
    kim_id, link = await people.invite(kim(), by=house.olga)
    await invitations.use(link, name="Kim Abe", password=PASSWORD)
    token, member = await accounts.sign_in("kim@bright.test", PASSWORD, address="-", device="-")
    reset = await people.link(kim_id, by=house.olga)

    await people.deactivate(kim_id, by=house.olga)

    assert await accounts.member(token) is None
    ended = [event.sign_in_id for event in published if isinstance(event, SignedOut)]
    assert ended == [member.sign_in_id]
    with pytest.raises(LinkExpired):
        await invitations.get_owner(reset)
    with pytest.raises(Deactivated):
        await people.link(kim_id, by=house.olga)
    await people.reactivate(kim_id, by=house.olga)
    assert await accounts.member(token) is None
    await accounts.sign_in("kim@bright.test", PASSWORD, address="-", device="-")


async def test_agents_look_after_nobody(house, people):
    for attempt in (
        people.all(by=house.amira),
        people.get(house.jonas.user_id, by=house.amira),
        people.invite(kim(), by=house.amira),
        people.edit(house.jonas.user_id, kim(), by=house.amira),
        people.link(house.jonas.user_id, by=house.amira),
        people.deactivate(house.jonas.user_id, by=house.amira),
        people.reactivate(house.jonas.user_id, by=house.amira),
    ):
        with pytest.raises(NotPermitted, match="Ask an administrator"):
            await attempt


# TRUST: 2.3-27
async def test_people_and_places_of_another_company_do_not_exist(house, people, store, clock):
    async with store.transaction() as tx:
        other = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            other.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
    dana = await hire(store, clock, other, "Dana Kim", [])

    for unknown in (dana.user_id, 999_999):
        for attempt in (
            people.get(unknown, by=house.olga),
            people.edit(unknown, kim(), by=house.olga),
            people.link(unknown, by=house.olga),
            people.deactivate(unknown, by=house.olga),
            people.reactivate(unknown, by=house.olga),
        ):
            with pytest.raises(UnknownUser):
                await attempt
    with pytest.raises(UnknownPointOfContact):
        await people.invite(kim(assignments={kitchen.id: frozenset()}), by=house.olga)
    assert "Dana Kim" not in [each.user.name for each in await people.all(by=house.olga)]


async def test_an_address_is_taken_once_also_by_another_company(house, people, edit):
    with pytest.raises(AlreadyTaken):
        await people.invite(kim(email="AMIRA@bright.test"), by=house.olga)
    with pytest.raises(AlreadyTaken):
        await edit(house.jonas, by=house.olga, email="amira@bright.test")


# TRUST: 2.3-27
async def test_two_administrators_cannot_remove_each_other(house, people, edit):
    await edit(house.amira, by=house.olga, rights=ADMINISTRATOR)
    amira = replace(house.amira, is_admin=True)
    await edit(house.olga, by=amira, rights=AGENT)

    with pytest.raises(LastAdministrator):  # Olga's page is still open
        await edit(house.amira, by=house.olga, rights=AGENT)
    with pytest.raises(LastAdministrator):
        await people.deactivate(house.amira.user_id, by=house.olga)


# TRUST: 2.3-55
async def test_the_audit_log_only_grows(house, edit, database_path):
    await edit(house.nora, by=house.olga, rights=AGENT)

    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET by_id = 1"):
        with (
            closing(sqlite3.connect(database_path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="only grows"),
        ):
            connection.execute(statement)


# FAULT: A-1 A-10
@pytest.mark.parametrize("happening", ["changed", "reset by link", "by the operator", "address"])
async def test_what_changes_how_jonas_signs_in_ends_every_link_of_before(
    house, people, accounts, invitations, edit, happening
):
    await _with_password(house, house.jonas, PASSWORD)
    old = await people.link(house.jonas.user_id, by=house.olga)
    administration = OperatorService(
        store=house.store, clock=house.clock, passwords=Argon2Passwords(), phones=PhoneNumbers()
    )

    if happening == "changed":
        await accounts.change_password(PASSWORD, "the harbour at low tide", by=house.jonas)
    elif happening == "by the operator":
        await administration.reset_password("jonas@bright.test")
    elif happening == "address":
        await edit(house.jonas, by=house.olga, email="jonas@elsewhere.test")
    else:
        await invitations.use(old, name="", password="the harbour at low tide")

    with pytest.raises(LinkExpired):
        await invitations.get_owner(old)


async def _with_password(house, who, password):
    async with house.store.transaction() as tx:
        await tx.users.set_password(who.user_id, await Argon2Passwords().hash(password))


# FAULT: A-10
async def test_ones_own_address_is_changed_only_with_the_password(house, people, edit):
    await _with_password(house, house.olga, PASSWORD)
    with pytest.raises(PasswordNeeded, match="change your own address"):
        await edit(house.olga, by=house.olga, email="thief@bright.test")
    with pytest.raises(WrongPassword):
        await edit(house.olga, by=house.olga, email="thief@bright.test", password="a guess")

    await edit(house.olga, by=house.olga, email="lindqvist@bright.test", password=PASSWORD)

    assert (await people.get(house.olga.user_id, by=house.olga)).user.email.startswith("lindqvist")

"""Stories about Olga, who looks after the users, and about those who would like to be her."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.gateways.totp import Totp
from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import (
    AlreadyTaken,
    CannotChangeOwnRights,
    Deactivated,
    LastAdministrator,
    LinkExpired,
    NotPermitted,
    UnknownPointOfContact,
    UnknownUser,
    WeakPassword,
)
from domain.model.events import AccessChanged, SignedOut
from domain.model.users import Channel, Rights
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink, OneTimeLinksService
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.operator import OperatorService
from domain.services.admin.users import UserForm, UsersService
from tests.domain.conftest import hire

PASSWORD = "a winter coat on hold"
AGENT = Rights(may_converse=True, manages_users=False, is_admin=False)
MANAGER = replace(AGENT, manages_users=True)
ADMINISTRATOR = replace(AGENT, is_admin=True)


@pytest.fixture
def people(store, clock, accounts):
    return UsersService(store=store, clock=clock, sign_in=accounts)


@pytest.fixture
def invitations(store, clock):
    return OneTimeLinksService(store=store, clock=clock, passwords=Argon2Passwords())


@pytest.fixture
def accounts(store, clock):
    return SignInService(store=store, clock=clock, passwords=Argon2Passwords())


@pytest.fixture
def deeds(store, house):
    async def deeds():
        entries, _ = await AuditLogService(store=store).page(by=house.olga)
        return [(entry.by, entry.deed, entry.object_id) for entry in reversed(entries)]

    return deeds


@pytest.fixture
def edit(people):
    """Change some of what is known of a user, and leave the rest."""

    async def edit(who, *, by, password="", **changed):
        found = await people.get(who.user_id, by=by)
        known = UserForm(
            name=found.user.name,
            email=found.user.email,
            rights=found.user.rights,
            assignments=found.assignments,
        )
        await people.edit(who.user_id, replace(known, **changed), by=by, password=password)

    return edit


def kim(**more):
    values = {"name": "Kim Abe", "email": "kim@bright.test", "rights": AGENT, "assignments": {}}
    return UserForm(**values | more)


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


# FAULT: A-10
async def test_an_invitation_to_a_wrong_address_dies_when_the_address_is_put_right(
    house, people, invitations, edit
):
    user_id, sent = await people.invite(kim(email="kin@bright.test"), by=house.olga)

    await edit(replace(house.nora, user_id=user_id), by=house.olga, email="kim@bright.test")

    with pytest.raises(LinkExpired):
        await invitations.get_owner(sent)


async def _with_password(house, who, password):
    async with house.store.transaction() as tx:
        await tx.users.set_password(who.user_id, await Argon2Passwords().hash(password))


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

    with pytest.raises(NotPermitted, match="grant Live Conversations"):
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


# FAULT: A-10
async def test_ones_own_address_is_changed_only_with_the_password(house, people, edit):
    await _with_password(house, house.olga, PASSWORD)
    with pytest.raises(PasswordNeeded, match="change your own address"):
        await edit(house.olga, by=house.olga, email="thief@bright.test")
    with pytest.raises(WrongPassword):
        await edit(house.olga, by=house.olga, email="thief@bright.test", password="a guess")

    await edit(house.olga, by=house.olga, email="lindqvist@bright.test", password=PASSWORD)

    assert (await people.get(house.olga.user_id, by=house.olga)).user.email.startswith("lindqvist")

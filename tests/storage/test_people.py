"""Users and their sign-ins, as they are stored."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from domain.model.errors import AlreadyTaken, LinkExpired
from tests.storage.conftest import user


@pytest.fixture
def signed_in(office):
    async def signed_in(token, *, idle=timedelta(hours=1), lifetime=timedelta(days=1)):
        now = office.clock.now()
        async with office.store.reading() as stored:
            return await stored.users.find_sign_in(
                token, used_since=now - idle, begun_since=now - lifetime, until=now
            )

    return signed_in


@pytest.fixture
def sign_in(office):
    async def sign_in(user_id, token):
        async with office.store.transaction() as tx:
            return await tx.users.add_sign_in(
                user_id,
                token_hash=token,
                at=office.clock.now(),
                address="203.0.113.9",
                device="Firefox",
            )

    return sign_in


async def test_an_address_finds_its_user_however_it_is_typed(office):
    async with office.store.reading() as stored:
        found = await stored.users.credentials(" Amira@Bright.Test ")

    assert found.user_id == office.amira
    assert found.password_hash == "a hash"


async def test_an_address_is_taken_once(office):
    with pytest.raises(AlreadyTaken, match="in use"):
        async with office.store.transaction() as tx:
            await tx.users.add(user(office.company, "AMIRA Other"), at=office.clock.now())


# SPEC: ACC-7
async def test_whoever_was_deactivated_is_signed_in_no_more(
    office, sign_in, signed_in, database_path
):
    await sign_in(office.amira, "token")
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute("UPDATE users SET active = false WHERE id = ?", [office.amira])
        connection.commit()

    assert await signed_in("token") is None
    async with office.store.reading() as stored:
        assert await stored.users.credentials("amira@bright.test") is None


async def test_a_changed_password_is_the_one_that_counts(office):
    async with office.store.transaction() as tx:
        await tx.users.set_password(office.amira, "another hash")

    async with office.store.reading() as stored:
        assert (await stored.users.credentials_of(office.amira)).password_hash == "another hash"


async def test_who_holds_a_token_is_known_with_places_and_company(office, sign_in, signed_in):
    async with office.store.transaction() as tx:
        for _ in range(2):
            await tx.users.assign(office.amira, office.harbour.id)
    sign_in_id = await sign_in(office.amira, "token")

    member, _ = await signed_in("token")

    assert (member.user_id, member.sign_in_id) == (office.amira, sign_in_id)
    assert (member.name, member.company) == ("Amira Benali", "Bright Home")
    assert member.may_converse
    assert member.points_of_contact == {office.harbour.id}


# SPEC: ACC-1
async def test_nobody_converses_in_a_company_without_the_feature(store, clock, office):
    async with store.transaction() as tx:
        company = await tx.companies.add("Quiet Home", live_conversations=False, at=clock.now())
        nora = await tx.users.add(user(company, "Nora Petit"), at=clock.now())
        await tx.users.add_sign_in(nora, token_hash="n", at=clock.now(), address="", device="")

    now = clock.now()
    async with store.reading() as stored:
        member, _ = await stored.users.find_sign_in(
            "n", used_since=now - timedelta(1), begun_since=now - timedelta(1), until=now
        )

    assert not member.may_converse


async def test_a_sign_in_ends_by_itself_or_by_hand(office, sign_in, signed_in):
    sign_in_id = await sign_in(office.amira, "token")
    office.clock.pass_by(minutes=30)
    assert await signed_in("token")
    assert await signed_in("token", idle=timedelta(minutes=10)) is None
    assert await signed_in("token", lifetime=timedelta(minutes=10)) is None
    assert await signed_in("made up") is None

    async with office.store.transaction() as tx:
        await tx.users.touch_sign_in(sign_in_id, at=office.clock.now())
    assert await signed_in("token", idle=timedelta(minutes=10))

    async with office.store.transaction() as tx:
        await tx.users.end_sign_in(sign_in_id, at=office.clock.now())
    assert await signed_in("token") is None


async def test_only_open_sign_ins_are_listed(office, sign_in):
    first = await sign_in(office.amira, "one")
    second = await sign_in(office.amira, "two")
    await sign_in(office.jonas, "three")
    async with office.store.transaction() as tx:
        await tx.users.end_sign_in(first, at=office.clock.now())

    async with office.store.reading() as stored:
        assert await stored.users.open_sign_in_ids(office.amira) == [second]


async def test_failures_are_remembered_until_they_are_cleared(office):
    moments = [office.clock.now() for _ in range(3)]
    async with office.store.transaction() as tx:
        for moment in moments:
            await tx.users.add_failure("amira", at=moment)
        await tx.users.add_failure("jonas", at=moments[0])

    async with office.store.reading() as stored:
        assert await stored.users.failures("amira", since=moments[1]) == moments[1:]
    async with office.store.transaction() as tx:
        await tx.users.clear_failures("amira")
        assert await tx.users.failures("amira", since=moments[0]) == []
        assert await tx.users.failures("jonas", since=moments[0]) == moments[:1]


@pytest.fixture
def link(office):
    async def link(token, *, user_id=None, purpose="set-up"):
        expires_at = office.clock.now() + timedelta(hours=1)
        async with office.store.transaction() as tx:
            await tx.users.add_link(
                token_hash=token, purpose=purpose, user_id=user_id, expires_at=expires_at
            )

    return link


@pytest.fixture
def link_user(office):
    async def link_user(token, *, purpose="set-up"):
        async with office.store.reading() as stored:
            now = office.clock.now()
            until = now + timedelta(days=2)
            return await stored.users.link_user(token, purpose=purpose, at=now, until=until)

    return link_user


async def test_a_link_belongs_to_a_user_or_to_nobody(office, link, link_user):
    await link("for amira", user_id=office.amira, purpose="reset")
    await link("for anyone")

    assert await link_user("for amira", purpose="reset") == office.amira
    assert await link_user("for anyone") is None


async def test_a_newer_link_replaces_the_one_before_for_the_same_user_only(office, link, link_user):
    await link("amira's first", user_id=office.amira)
    await link("jonas's", user_id=office.jonas)
    await link("amira's second", user_id=office.amira)

    assert await link_user("amira's second") == office.amira
    assert await link_user("jonas's") == office.jonas
    with pytest.raises(LinkExpired):
        await link_user("amira's first")

    await link("anyone's first")
    await link("anyone's second")
    assert await link_user("anyone's second") is None
    with pytest.raises(LinkExpired):
        await link_user("anyone's first")


# TRUST: 2.3-7
async def test_a_link_works_once_for_one_purpose_and_for_a_while(office, link, link_user):
    await link("token")
    with pytest.raises(LinkExpired):
        await link_user("token", purpose="reset")

    office.clock.pass_by(hours=2)
    with pytest.raises(LinkExpired):
        await link_user("token")

    await link("another")
    async with office.store.transaction() as tx:
        await tx.users.use_link("another", at=office.clock.now())
    with pytest.raises(LinkExpired):
        await link_user("another")

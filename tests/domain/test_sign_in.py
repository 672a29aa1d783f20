"""Stories about signing in: Amira comes to work, and somebody else would like to be her."""

from datetime import timedelta

import pytest
from passlib.hash import argon2

from domain.model.access_errors import WrongPassword
from domain.model.errors import TooManyFailures, WeakPassword, WrongCredentials
from domain.model.events import SignedOut
from domain.services.accounts.login_throttle import PER_ACCOUNT
from domain.services.accounts.sign_in import IDLE, LIFETIME
from domain.services.accounts.tokens import hashed
from tests.support.sign_in import PASSWORD, fails
from tests.support.sign_in import accounts as accounts
from tests.support.sign_in import passwords as passwords
from tests.support.sign_in import sign_in as sign_in
from tests.support.verified_passwords import verified as verified
from tests.support.verified_passwords import work


# SPEC: ACC-8
async def test_amira_signs_in_and_is_known_by_her_token(accounts, sign_in):
    token, amira = await sign_in()

    assert amira.name == "Amira Benali"
    assert amira.may_converse
    assert await accounts.member(token) == amira


async def test_her_address_may_be_written_in_any_case(sign_in):
    _, amira = await sign_in(email=" Amira@BRIGHT.test ")

    assert amira.name == "Amira Benali"


# TRUST: 2.3-12
async def test_every_sign_in_has_a_token_of_its_own(sign_in):
    (first, _), (second, _) = await sign_in(), await sign_in()

    assert first != second
    assert min(len(first), len(second)) >= 43


# TRUST: 2.3-12
async def test_the_token_itself_is_nowhere_in_the_database(sign_in, store, database_path):
    token, _ = await sign_in()

    stored = b"".join(path.read_bytes() for path in database_path.parent.glob("*.db*"))
    assert hashed(token).encode() in stored
    assert token.encode() not in stored


# TRUST: 2.3-4
async def test_a_wrong_password_and_a_stranger_hear_the_same(sign_in):
    with pytest.raises(WrongCredentials) as wrong_password:
        await sign_in("a summer coat on hold")
    with pytest.raises(WrongCredentials) as stranger:
        await sign_in(email="nobody@bright.test")

    assert str(wrong_password.value) == str(stranger.value)


# TRUST: 2.3-4
async def test_a_wrong_password_and_a_stranger_cost_the_same_work(sign_in, verified):
    await fails(sign_in, 1, password="a summer coat on hold")
    await fails(sign_in, 1, password="a summer coat on hold", email="nobody@bright.test")

    somebody, nobody = verified
    assert work(nobody) == work(somebody)


# TRUST: 2.3-14
async def test_a_sign_in_left_alone_for_twelve_hours_has_ended(accounts, sign_in, clock):
    token, _ = await sign_in()

    clock.pass_by(seconds=IDLE.total_seconds() + 1)

    assert await accounts.member(token) is None


# TRUST: 2.3-14
async def test_a_sign_in_that_is_used_every_day_ends_after_two_weeks(accounts, sign_in, clock):
    token, _ = await sign_in()
    used_for = timedelta()

    while used_for + IDLE < LIFETIME:
        clock.pass_by(seconds=IDLE.total_seconds() - 1)
        used_for += IDLE - timedelta(seconds=1)
        assert await accounts.member(token)

    clock.pass_by(seconds=IDLE.total_seconds() - 1)
    assert await accounts.member(token) is None


async def test_looking_whether_someone_is_signed_in_does_not_count_as_use(accounts, sign_in, clock):
    token, _ = await sign_in()
    clock.pass_by(hours=8)
    await accounts.signed_in(hashed(token), in_use=False)

    clock.pass_by(hours=8)

    assert await accounts.member(token) is None


# SPEC: ACC-8
async def test_signing_out_ends_this_sign_in_and_no_other(accounts, sign_in):
    (office, _), (phone, _) = await sign_in(), await sign_in()

    await accounts.sign_out(office)

    assert await accounts.member(office) is None
    assert await accounts.member(phone)


async def test_open_pages_are_told_which_sign_in_has_ended(accounts, sign_in, published):
    token, amira = await sign_in()

    await accounts.sign_out(token)
    await accounts.sign_out(token)

    ended = [each.sign_in_id for each in published if isinstance(each, SignedOut)]
    assert ended == [amira.sign_in_id]


async def test_a_token_that_was_made_up_is_nobody(accounts):
    assert await accounts.member("made-up") is None
    await accounts.sign_out("made-up")


async def test_amira_changes_her_password(accounts, sign_in):
    _, amira = await sign_in()

    await accounts.change_password(PASSWORD, "a summer coat on hold", by=amira)

    await sign_in("a summer coat on hold")
    await fails(sign_in, 1, password=PASSWORD)


# TRUST: 2.3-8
async def test_changing_the_password_needs_the_current_one_and_few_tries(accounts, sign_in):
    _, amira = await sign_in()

    for _ in range(PER_ACCOUNT):
        with pytest.raises(WrongPassword):
            await accounts.change_password("guess", "a summer coat on hold", by=amira)
    with pytest.raises(TooManyFailures):
        await accounts.change_password(PASSWORD, "a summer coat on hold", by=amira)


async def test_a_weak_new_password_leaves_the_old_one(accounts, sign_in):
    _, amira = await sign_in()

    with pytest.raises(WeakPassword):
        await accounts.change_password(PASSWORD, "amira-benali-1", by=amira)

    await sign_in()


# TRUST: 2.3-2
async def test_an_old_weak_hash_is_made_anew_at_the_next_sign_in(store, sign_in, passwords):
    _, amira = await sign_in()
    weak = argon2.using(type="ID", memory_cost=8 * 1024, time_cost=1, parallelism=1)
    async with store.transaction() as tx:
        await tx.users.set_password(amira.user_id, weak.hash(PASSWORD))

    await sign_in()

    async with store.reading() as stored:
        kept = await stored.users.credentials_of(amira.user_id)
    assert not passwords.needs_rehash(kept.password_hash)


async def test_the_log_names_no_address_and_no_password(sign_in, caplog):
    caplog.set_level("DEBUG")

    await sign_in()
    await fails(sign_in, 1, password="a summer coat on hold")

    assert "amira" not in caplog.text.lower()
    assert "coat" not in caplog.text


# SPEC: ACC-8
# TRUST: 2.3-55
async def test_who_comes_and_goes_and_who_only_tries_is_in_the_audit_log(accounts, sign_in, store):
    await fails(sign_in, 1, password="a summer coat on hold")
    await fails(sign_in, 1, email="nobody@bright.test")
    token, amira = await sign_in()
    with pytest.raises(WrongPassword):
        await accounts.change_password("a guess of some length", PASSWORD, by=amira)
    await accounts.sign_out(token)
    await accounts.sign_out(token)

    async with store.reading() as stored:
        entries = await stored.audit.page(amira.company_id)
    told = [(entry.deed, entry.by, entry.object_id) for entry in reversed(entries) if entry.by]
    assert told == [
        ("wrong password", "Amira Benali", amira.user_id),
        ("signed in", "Amira Benali", amira.sign_in_id),
        ("wrong password", "Amira Benali", amira.user_id),
        ("signed out", "Amira Benali", amira.sign_in_id),
    ]

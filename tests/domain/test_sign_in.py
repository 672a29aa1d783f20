"""Stories about signing in: Amira comes to work, and somebody else would like to be her."""

import asyncio
import time
from datetime import timedelta

import pytest
from passlib.hash import argon2

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import TooManyAttempts
from domain.model.errors import TooManyFailures, WeakPassword, WrongCredentials
from domain.services.accounts.login_throttle import (
    MAX_PARALLEL,
    MAX_WAITING,
    PER_ACCOUNT,
    PER_ADDRESS,
    SLOW_AFTER,
    SLOW_SECONDS,
    Attempts,
    network_of,
)
from domain.services.accounts.sign_in import IDLE, LIFETIME, SignInService
from domain.services.accounts.tokens import hashed
from domain.services.admin.operator import OperatorService
from tests.fakes import QuickPasswords
from tests.ui.visitors import until

AMIRA, PASSWORD = "amira@bright.test", "a winter coat on hold"
OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


@pytest.fixture
def passwords():
    return Argon2Passwords()


@pytest.fixture
async def accounts(store, clock, passwords):
    """Those of Bright Home, where Amira works."""
    parts = {"store": store, "clock": clock, "passwords": passwords}
    administration = OperatorService(**parts, phones=PhoneNumbers())
    await administration.create_company("Bright Home", live_conversations=True)
    await administration.create_user(
        AMIRA, name="Amira Benali", company="Bright Home", password=PASSWORD
    )
    return SignInService(**parts)


@pytest.fixture
def sign_in(accounts):
    async def sign_in(password=PASSWORD, *, email=AMIRA, address=OFFICE, browser=""):
        return await accounts.sign_in(
            email, password, address=address, device="Firefox", browser=browser
        )

    return sign_in


async def fails(sign_in, times, **attempt):
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await sign_in(**attempt)


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
async def test_the_token_itself_is_nowhere_in_the_database(sign_in, store, tmp_path):
    token, _ = await sign_in()

    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
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
async def test_a_wrong_password_and_a_stranger_cost_the_same_work(sign_in, clock):
    async def seconds(email):
        clock.pass_by(hours=1)
        started = time.process_time()
        await fails(sign_in, 1, password="a summer coat on hold", email=email)
        return time.process_time() - started

    times = [(await seconds(AMIRA), await seconds("nobody@bright.test")) for _ in range(15)]

    # The least of each: on a busy machine the same work now and then takes twice as long.
    somebody, nobody = (min(column) for column in zip(*times, strict=True))
    assert nobody == pytest.approx(somebody, rel=0.5)


# TRUST: 2.3-5
async def test_after_five_failures_even_the_right_password_has_to_wait(sign_in):
    await fails(sign_in, PER_ACCOUNT, password="guess")

    with pytest.raises(TooManyFailures, match="Wait 15 minutes"):
        await sign_in()


async def test_who_waits_does_not_tell_who_exists(sign_in):
    await fails(sign_in, PER_ACCOUNT, password="guess", email="nobody@bright.test")

    with pytest.raises(TooManyFailures, match="Wait 15 minutes"):
        await sign_in(email="nobody@bright.test")


# TRUST: 2.3-5
async def test_nobody_is_kept_waiting_for_ever(sign_in, clock):
    await fails(sign_in, PER_ACCOUNT, password="guess")
    clock.pass_by(minutes=14)
    with pytest.raises(TooManyFailures, match="Wait 1 minute and"):
        await sign_in()

    clock.pass_by(minutes=1, seconds=1)

    await sign_in()


# TRUST: 2.3-5
async def test_failures_are_counted_over_a_restart(store, clock, passwords, sign_in):
    await fails(sign_in, PER_ACCOUNT, password="guess")

    restarted = SignInService(store=store, clock=clock, passwords=passwords)

    with pytest.raises(TooManyFailures):
        await restarted.sign_in(AMIRA, PASSWORD, address=OFFICE, device="Firefox")


# TRUST: 2.3-5
async def test_one_success_forgives_the_failures_of_the_account(sign_in):
    await fails(sign_in, PER_ACCOUNT - 1, password="guess")
    await sign_in()

    await fails(sign_in, PER_ACCOUNT - 1, password="guess")

    await sign_in()


# TRUST: 2.3-5
async def test_an_address_that_guesses_at_many_accounts_has_to_wait_and_others_do_not(sign_in):
    for number in range(PER_ADDRESS):
        await fails(sign_in, 1, email=f"guess{number}@bright.test", address=ELSEWHERE)

    with pytest.raises(TooManyFailures):
        await sign_in(address=ELSEWHERE)
    await sign_in(address=OFFICE)


# FAULT: A-3
async def test_who_knows_amiras_address_does_not_lock_her_out(sign_in):
    for number in range(4):
        await fails(sign_in, PER_ACCOUNT, password="guess", address=f"198.51.100.{number}")

    await sign_in(address=OFFICE)


# FAULT: A-3
async def test_a_browser_that_amira_uses_has_its_own_allowance(sign_in):
    await fails(sign_in, PER_ACCOUNT, password="guess")
    with pytest.raises(TooManyFailures):
        await sign_in()

    await sign_in(browser="the tablet at the counter")

    await fails(sign_in, PER_ACCOUNT, password="guess", browser="the tablet at the counter")
    with pytest.raises(TooManyFailures):
        await sign_in(browser="the tablet at the counter")


# FAULT: A-3
async def test_guesses_from_many_networks_are_slowed_down_and_amira_still_gets_in(
    accounts, store, clock, sign_in
):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    accounts.attempts = Attempts(store=store, clock=clock, sleep=sleep)
    for number in range(SLOW_AFTER // PER_ACCOUNT):
        await fails(sign_in, PER_ACCOUNT, password="guess", address=f"198.51.100.{number}")
    assert slept == []

    await sign_in(address=OFFICE)
    await sign_in(address=OFFICE, browser="the tablet at the counter")

    assert slept == [SLOW_SECONDS]


# FAULT: A-3
async def test_colleagues_are_checked_beside_each_other_and_not_one_after_another(
    store, clock, accounts
):
    passwords = PausedPasswords()
    checked = SignInService(store=store, clock=clock, passwords=passwords)
    guesses = [
        asyncio.create_task(
            checked.sign_in(f"guess{number}@bright.test", "x", address=OFFICE, device="")
        )
        for number in range(5)
    ]
    await asyncio.wait_for(passwords.at_work.acquire(), 5)
    await asyncio.wait_for(passwords.at_work.acquire(), 5)

    assert passwords.most_at_once == MAX_PARALLEL
    passwords.go_on.set()
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)

    assert all(isinstance(outcome, WrongCredentials) for outcome in outcomes)
    assert passwords.most_at_once == MAX_PARALLEL


# FAULT: A-3
async def test_where_too_many_wait_the_next_are_asked_to_come_back(store, clock, accounts):
    passwords = PausedPasswords()
    checked = SignInService(store=store, clock=clock, passwords=passwords)
    guesses = [
        asyncio.create_task(checked.sign_in(AMIRA, "x", address=f"198.51.100.{n}", device=""))
        for n in range(MAX_WAITING)
    ]
    await asyncio.wait_for(passwords.at_work.acquire(), 5)
    await until(lambda: checked.attempts.waiting == MAX_WAITING)

    with pytest.raises(TooManyAttempts, match="Wait 1 minute"):
        await checked.sign_in(AMIRA, PASSWORD, address=OFFICE, device="")

    passwords.go_on.set()
    await asyncio.gather(*guesses, return_exceptions=True)


# FAULT: A-3
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
    ],
)
def test_addresses_of_one_home_are_one_network(one, other):
    assert network_of(one) == network_of(other)
    assert network_of("192.0.2.10") != network_of("192.0.2.11")


async def test_guesses_made_all_at_once_are_counted_as_well(sign_in):
    guesses = [sign_in(f"guess number {number}") for number in range(3 * PER_ACCOUNT)]

    outcomes = await asyncio.gather(*guesses, return_exceptions=True)

    checked = [outcome for outcome in outcomes if isinstance(outcome, WrongCredentials)]
    assert len(checked) == PER_ACCOUNT


async def test_twenty_people_who_come_to_work_at_once_all_get_in(sign_in):
    arrivals = await asyncio.gather(*(sign_in() for _ in range(20)))

    assert len({token for token, _ in arrivals}) == 20


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

    assert [event.sign_in_id for event in published] == [amira.sign_in_id]


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
        with pytest.raises(WrongCredentials):
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
    with pytest.raises(WrongCredentials):
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


class PausedPasswords(QuickPasswords):
    """Nobody is told anything before `go_on`."""

    def __init__(self) -> None:
        self.at_work, self.go_on = asyncio.Semaphore(0), asyncio.Event()
        self.most_at_once = self._now = 0

    async def matches(self, password, hashed) -> bool:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.at_work.release()
        await self.go_on.wait()
        self._now -= 1
        return False

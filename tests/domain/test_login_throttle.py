"""Stories about those who guess at passwords, and those who only work beside them."""

import asyncio

import pytest

from domain.model.access_errors import TooManyAttempts
from domain.model.errors import TooManyFailures, WrongCredentials
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
from domain.services.accounts.sign_in import SignInService
from tests.fakes import QuickPasswords
from tests.support.sign_in import AMIRA, ELSEWHERE, OFFICE, PASSWORD, fails
from tests.support.sign_in import accounts as accounts
from tests.support.sign_in import passwords as passwords
from tests.support.sign_in import sign_in as sign_in
from tests.ui.visitors import until


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

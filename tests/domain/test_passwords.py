"""Which passwords are taken, how they are kept, and what checking them costs."""

import asyncio
import time
from statistics import median

import pytest
from passlib.hash import argon2

from domain.gateways.passwords import Argon2Passwords
from domain.model.errors import WeakPassword
from domain.model.passwords import LONGEST, check_password

OWN = ("Amira Benali", "Bright Home", "amira@bright.test")


@pytest.fixture
def passwords():
    return Argon2Passwords()


# TRUST: 2.3-1
@pytest.mark.parametrize(
    "password",
    [
        "a winter coat on hold",
        "            ",
        "пароль-из-слов",
        "🧥🧥🧥🧥🧥🧥🧥🧥🧥🧥🧥🧥",
        "839204718264",
        "demo-password",
        "amira keeps bees in april",
        "x" * LONGEST,
    ],
)
def test_any_long_password_is_taken_whatever_it_is_made_of(password):
    check_password(password, names=OWN)


# TRUST: 2.3-1
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "too short"),
        ("eleven char", "too short"),
        ("x" * (LONGEST + 1), "too long"),
        ("Password1234", "Too many people"),
        ("CorrectHorseBatteryStaple", "Too many people"),
        ("Chatter12345", "name that others know"),
        ("LiveConversations1", "name that others know"),
        ("amira@bright.test", "name that others know"),
        ("bright-home-2026", "name that others know"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused_with_the_reason(password, why):
    with pytest.raises(WeakPassword, match=why):
        check_password(password, names=OWN)


# TRUST: 2.3-2
async def test_what_is_kept_is_argon2id_with_at_least_19_mib_and_two_rounds(passwords):
    kept = argon2.from_string(await passwords.hash("a winter coat on hold"))

    assert kept.type == "id"
    assert kept.memory_cost >= 19 * 1024
    assert kept.rounds >= 2


# TRUST: 2.3-1
async def test_two_long_passwords_that_differ_in_the_last_letter_are_two_passwords(passwords):
    kept = await passwords.hash("x" * (LONGEST - 1) + "a")

    assert await passwords.matches("x" * (LONGEST - 1) + "a", kept)
    assert not await passwords.matches("x" * (LONGEST - 1) + "b", kept)


# TRUST: 2.3-1
async def test_case_and_blanks_at_the_ends_count(passwords):
    kept = await passwords.hash("A winter coat ")

    assert not await passwords.matches("a winter coat ", kept)
    assert not await passwords.matches("A winter coat", kept)


async def test_an_endless_password_fits_nothing_and_breaks_nothing(passwords):
    kept = await passwords.hash("x" * 4096)

    assert not await passwords.matches("x" * 60_000, kept)


# TRUST: 2.3-4
async def test_nobody_costs_as_much_to_refuse_as_somebody(passwords):
    kept = await passwords.hash("a winter coat on hold")

    async def seconds(hashed):
        started = time.process_time()
        assert not await passwords.matches("a summer coat on hold", hashed)
        return time.process_time() - started

    times = [(await seconds(kept), await seconds(None)) for _ in range(15)]

    somebody, nobody = (median(column) for column in zip(*times, strict=True))
    assert nobody == pytest.approx(somebody, rel=0.25)


# TRUST: 2.3-2
async def test_a_hash_made_with_less_memory_is_to_be_made_again(passwords):
    weak = argon2.using(type="ID", memory_cost=8 * 1024, time_cost=2, parallelism=1).hash("x" * 12)

    assert passwords.needs_rehash(weak)
    assert not passwords.needs_rehash(await passwords.hash("x" * 12))


# FAULT: T-2
# TRUST: 2.3-3
async def test_twenty_checks_at_once_leave_the_loop_free(passwords):
    kept = await passwords.hash("a winter coat on hold")
    turns = 0

    async def take_turns():
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    turning = asyncio.create_task(take_turns())
    await asyncio.gather(*(passwords.matches("a wrong coat", kept) for _ in range(20)))
    turning.cancel()

    # Not how long each took: on a busy machine other programs have their turns too.
    assert turns > 2 * 20

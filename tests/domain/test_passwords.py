"""Which passwords are taken, how they are kept, and what checking them costs."""

import asyncio

import pytest
from passlib.hash import argon2

from domain.gateways.passwords import Argon2Passwords
from domain.model.errors import WeakPassword
from domain.model.passwords import MAX_LENGTH
from domain.services.accounts.password_policy import ensure_strong
from tests.support.verified_passwords import verified as verified
from tests.support.verified_passwords import work

COMMON = """
qwerty123456789 password12345 123456789012 qwertyuiop123 1q2w3e4r5t6y iloveyou1234 letmein12345
welcome12345 administrator abcd12345678 sunshine1234 football1234 princess1234 adminadmin123
passwordpassword qwerty123456 1qaz2wsx3edc asdfghjkl123 zaq12wsxcde3 monkey123456 dragon123456
superman1234 michael12345 charlie12345 baseball1234 trustno12345 master123456 111111111111
aaaaaaaaaaaa abcdefghijkl Passw0rd2026! Summer2026!! January2026! changeme1234 letmeinletmein
qwertyqwerty liverpool1234 computer12345 starwars12345 shadow1234567 password2026
"""
OWN = ("Amira Benali", "Bright Home", "amira@bright.test")


@pytest.fixture
def passwords():
    return Argon2Passwords()


# TRUST: 2.3-1
@pytest.mark.parametrize(
    "password",
    [
        "a winter coat on hold",
        "пароль-из-слов",
        "🧥☂🧤🐝🌲🎻🧊🫖🛶🪁🧵🥨",
        "839204718264",
        "amira keeps bees in april",
        ("a winter coat on hold " * 6)[:MAX_LENGTH],
    ],
)
async def test_any_long_password_is_taken_whatever_it_is_made_of(passwords, password):
    await ensure_strong(passwords, password, names=OWN)


# TRUST: 2.3-1
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 12"),
        ("eleven char", "at least 12"),
        ("x" * (MAX_LENGTH + 1), "at most 128 characters"),
        ("CorrectHorseBatteryStaple", "easy to guess"),
        ("Chatter12345", "name that others know"),
        ("LiveConversations1", "name that others know"),
        ("amira@bright.test", "name that others know"),
        ("bright-home-2026", "name that others know"),
    ],
)
async def test_a_password_that_is_guessed_first_is_refused_with_the_reason(
    passwords, password, why
):
    with pytest.raises(WeakPassword, match=why):
        await ensure_strong(passwords, password, names=OWN)


# FAULT: A-17
@pytest.mark.parametrize("password", COMMON.split())
async def test_what_many_people_use_is_refused_however_long(passwords, password):
    with pytest.raises(WeakPassword, match="easy to guess"):
        await ensure_strong(passwords, password, names=("Maya Chen", "Green Fork"))


# FAULT: A-17
async def test_a_long_password_is_judged_soon(passwords):
    """By its beginning: the whole takes minutes."""
    await asyncio.wait_for(passwords.is_guessable("a@4(<c[3e1l|!" * 9, names=OWN), 30)


# TRUST: 2.3-2
async def test_what_is_kept_is_argon2id_with_at_least_19_mib_and_two_rounds(passwords):
    kept = argon2.from_string(await passwords.hash("a winter coat on hold"))

    assert kept.type == "id"
    assert kept.memory_cost >= 19 * 1024
    assert kept.rounds >= 2


# TRUST: 2.3-1
async def test_two_long_passwords_that_differ_in_the_last_letter_are_two_passwords(passwords):
    kept = await passwords.hash("x" * (MAX_LENGTH - 1) + "a")

    assert await passwords.matches("x" * (MAX_LENGTH - 1) + "a", kept)
    assert not await passwords.matches("x" * (MAX_LENGTH - 1) + "b", kept)


# TRUST: 2.3-1
async def test_case_and_blanks_at_the_ends_count(passwords):
    kept = await passwords.hash("A winter coat ")

    assert not await passwords.matches("a winter coat ", kept)
    assert not await passwords.matches("A winter coat", kept)


async def test_an_endless_password_fits_nothing_and_breaks_nothing(passwords):
    kept = await passwords.hash("x" * 4096)

    assert not await passwords.matches("x" * 60_000, kept)


# TRUST: 2.3-4
async def test_nobody_costs_as_much_to_refuse_as_somebody(passwords, verified):
    kept = await passwords.hash("a winter coat on hold")

    assert not await passwords.matches("a summer coat on hold", kept)
    assert not await passwords.matches("a summer coat on hold", None)

    somebody, nobody = verified
    assert work(nobody) == work(somebody)


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

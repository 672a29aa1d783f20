"""Passwords hashed with argon2id, a few at a time and off the event loop."""

import asyncio
from collections.abc import Iterable

from passlib.hash import argon2
from zxcvbn import zxcvbn

from domain.model.passwords import PRODUCT
from domain.ports.passwords import Passwords

MEMORY_KIB = 19 * 1024
ROUNDS = 4
LANES = 1
AT_ONCE = 2
"""Each hash in the making holds `MEMORY_KIB` and a core."""
LONGEST = 4096
"""passlib refuses longer ones with an error; nobody's password is that long."""

DUMMY_HASH = f"$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}${'A' * 22}${'A' * 43}"
"""Fits no password, and takes as long to find that out as any other hash."""

JUDGED_CHARACTERS = 72
"""The time the estimate takes grows much faster than what is judged: a third of a second here."""
GUESSES = 2 * 10**8
SEASONS = "spring summer autumn winter"


class Argon2Passwords(Passwords):
    def __init__(self) -> None:
        self._scheme = argon2.using(
            type="ID", memory_cost=MEMORY_KIB, time_cost=ROUNDS, parallelism=LANES
        )
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return str(await asyncio.to_thread(self._scheme.hash, password))

    async def matches(self, password: str, hashed: str | None) -> bool:
        candidate, known = password[:LONGEST], hashed or DUMMY_HASH
        async with self._turns:
            fits = await asyncio.to_thread(self._scheme.verify, candidate, known)
        return bool(fits) and hashed is not None and candidate == password

    async def is_guessable(self, password: str, *, names: Iterable[str]) -> bool:
        known = [word for name in (*names, SEASONS, PRODUCT) for word in name.lower().split()]
        async with self._turns:
            return await asyncio.to_thread(_is_guessable, password, known)

    def needs_rehash(self, hashed: str) -> bool:
        return bool(self._scheme.needs_update(hashed))


def _is_guessable(password: str, known: list[str]) -> bool:
    return bool(zxcvbn(password[:JUDGED_CHARACTERS], user_inputs=known)["guesses"] < GUESSES)

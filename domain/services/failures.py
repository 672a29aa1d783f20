"""Failed sign-ins: how many are put up with before one has to wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from domain.model.errors import TooManyFailures
from domain.ports.people import People
from domain.services.tokens import hashed

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20
"""Higher, because a whole office may sit behind one address."""


@dataclass(frozen=True, slots=True)
class Allowance:
    key: str
    failures: int


def for_account(email: str) -> Allowance:
    """Unknown addresses are counted too: who waits must not tell who exists."""
    return Allowance(f"account {hashed(email.strip().casefold())}", PER_ACCOUNT)


def for_address(address: str) -> Allowance:
    return Allowance(f"address {address}", PER_ADDRESS)


def for_user(user_id: int) -> Allowance:
    """For someone signed in, who is asked for the password once more."""
    return Allowance(f"user {user_id}", PER_ACCOUNT)


async def refuse_after_many(people: People, *allowances: Allowance, now: datetime) -> None:
    """Raise `TooManyFailures` until enough of them are older than the window."""
    for allowance in allowances:
        failures = await people.failures(allowance.key, since=now - WINDOW)
        if len(failures) >= allowance.failures:
            free_at = failures[-allowance.failures] + WINDOW
            raise TooManyFailures(max(1, ceil((free_at - now) / timedelta(minutes=1))))


async def count_failure(people: People, *allowances: Allowance, now: datetime) -> None:
    for allowance in allowances:
        await people.add_failure(allowance.key, at=now)

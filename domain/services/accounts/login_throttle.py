"""Failed attempts at a password or a code: how many are allowed before one has to wait.

Whoever knows an address must not be able to lock its owner out. So failures count for each account
and network together, and a browser that has signed in to the account before has its own allowance.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from weakref import WeakValueDictionary

from domain.model.access_errors import TooManyAttempts
from domain.model.errors import TooManyFailures
from domain.ports.clock import Clock
from domain.services.accounts.tokens import hashed
from storage.database import Database
from storage.repositories.people import UserRepository

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20
"""Higher, because a whole office may sit behind one address."""
SLOW_AFTER = 25
"""Failures at one account from all networks, after which unknown browsers are checked slowly."""
SLOW_SECONDS = 3.0
MAX_WAITING = 20
"""Attempts at one account."""
MAX_WAITING_IN_ALL = 200
MAX_PARALLEL = 2
IPV6_PREFIX_BITS = 64
"""Bits of an IPv6 address that name a home or an office; the others are its devices."""


@dataclass(frozen=True, slots=True)
class LoginLimit:
    key: str
    max_failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt at a password or a code, and what its failure counts for."""

    limits: tuple[LoginLimit, ...]
    queue: str
    """Attempts in one line are checked one after another."""
    slowdown_key: str = ""
    """The key whose failures slow this line down, instead of closing it."""

    @property
    def keys(self) -> tuple[str, ...]:
        slowing = (self.slowdown_key,) if self.slowdown_key else ()
        return tuple(limit.key for limit in self.limits) + slowing


def sign_in_attempt(email: str, *, address: str, browser: str = "") -> Attempt:
    """Unknown addresses are counted too: who waits must not tell who exists.

    `browser` names one that has signed in to this account before.
    """
    account = account_key(email)
    if browser:
        limit = LoginLimit(f"{account} browser {hashed(browser)}", PER_ACCOUNT)
        return Attempt(limits=(limit,), queue=limit.key)
    network = network_of(address)
    limit = LoginLimit(f"{account} from {network}", PER_ACCOUNT)
    return Attempt(
        limits=(limit, LoginLimit(f"address {network}", PER_ADDRESS)),
        queue=account,
        slowdown_key=account,
    )


def code_attempt(user_id: int, *, address: str) -> Attempt:
    """Only those get here who know the password, so they may use up the account's allowance."""
    limits = code_limit(user_id), LoginLimit(f"address {network_of(address)}", PER_ADDRESS)
    return Attempt(limits=limits, queue=f"code {user_id}")


def reauthentication_attempt(user_id: int) -> Attempt:
    """By someone signed in, who is asked for the password once more."""
    limit = LoginLimit(f"user {user_id}", PER_ACCOUNT)
    return Attempt(limits=(limit,), queue=limit.key)


def account_key(email: str) -> str:
    return f"account {hashed(email.strip().casefold())}"


def code_limit(user_id: int) -> LoginLimit:
    return LoginLimit(f"code {user_id}", PER_ACCOUNT)


def network_of(address: str) -> str:
    """Whoever has an IPv6 address has billions of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> IPV6_PREFIX_BITS << IPV6_PREFIX_BITS))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


class Attempts:
    """Has attempts wait for each other, so that many at once are counted like one by one.

    A few are checked at the same time, each of which needs a core and memory. The rest waits;
    where too many do, the next are refused.
    """

    def __init__(
        self,
        *,
        store: Database,
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._queues: WeakValueDictionary[str, _Queue] = WeakValueDictionary()
        self._semaphore = asyncio.Semaphore(MAX_PARALLEL)
        self.waiting = 0

    @asynccontextmanager
    async def checking(self, attempt: Attempt) -> AsyncIterator[None]:
        """Check the secret inside, and count a failure there. Raise `TooManyFailures`."""
        await self._ensure_within_limits(
            attempt
        )  # at once, so that those who are refused hold nobody up
        queue = self._queues.setdefault(attempt.queue, _Queue())
        if queue.waiting >= MAX_WAITING or self.waiting >= MAX_WAITING_IN_ALL:
            raise TooManyAttempts
        queue.waiting += 1
        self.waiting += 1
        try:
            async with queue.lock:
                if await self._is_slow(attempt):
                    await self._sleep(SLOW_SECONDS)
                async with self._semaphore:
                    await self._ensure_within_limits(attempt)
                    yield
        finally:
            queue.waiting -= 1
            self.waiting -= 1

    async def _ensure_within_limits(self, attempt: Attempt) -> None:
        async with self._store.reading() as stored:
            now = self._clock.now()
            await ensure_within_limits(stored.users, *attempt.limits, now=now)

    async def _is_slow(self, attempt: Attempt) -> bool:
        if not attempt.slowdown_key:
            return False
        async with self._store.reading() as stored:
            since = self._clock.now() - WINDOW
            return len(await stored.users.failures(attempt.slowdown_key, since=since)) >= SLOW_AFTER


class _Queue:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


async def ensure_within_limits(people: UserRepository, *limits: LoginLimit, now: datetime) -> None:
    """Raise `TooManyFailures` until enough of them are older than the window."""
    for limit in limits:
        failed_at = await people.failures(limit.key, since=now - WINDOW)
        failures = [at for at in failed_at if at <= now + WINDOW]  # later: the clock was ahead
        if len(failures) >= limit.max_failures:
            free_at = failures[-limit.max_failures] + WINDOW
            raise TooManyFailures(max(1, ceil((free_at - now) / timedelta(minutes=1))))


async def count_failure(people: UserRepository, attempt: Attempt, *, now: datetime) -> None:
    for key in attempt.keys:
        await people.add_failure(key, at=now)


async def clear_failures(people: UserRepository, email: str, user_id: int) -> None:
    """Of this account, from everywhere: it has got a new password."""
    for key in (
        account_key(email),
        code_limit(user_id).key,
        *reauthentication_attempt(user_id).keys,
    ):
        await people.clear_failures(key)

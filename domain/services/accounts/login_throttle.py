"""The login throttle: limits failed attempts at a password or a code.

Who knows an address must not be able to lock its owner out. So failures count by account and
network together, and a browser that has signed in to the account before has a limit of its own.
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
"""Higher, because a whole office may share one address."""
SLOW_AFTER = 25
"""Failures at one account from all networks, after which unknown browsers are checked slowly."""
SLOW_SECONDS = 3.0
MAX_WAITING = 20
"""Attempts at one account."""
MAX_WAITING_IN_ALL = 200
MAX_PARALLEL = 2
IPV6_PREFIX_BITS = 64
"""The bits of an IPv6 address that identify a network; the others are its devices."""


@dataclass(frozen=True, slots=True)
class LoginLimit:
    key: str
    max_failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt at a password or a code, and the limits that its failure counts towards."""

    limits: tuple[LoginLimit, ...]
    queue: str
    """Attempts with the same key are checked one after another."""
    slowdown_key: str = ""
    """The key whose failures slow this queue down, instead of blocking it."""

    @property
    def keys(self) -> tuple[str, ...]:
        slowing = (self.slowdown_key,) if self.slowdown_key else ()
        return tuple(limit.key for limit in self.limits) + slowing


def sign_in_attempt(email: str, *, address: str, browser: str = "") -> Attempt:
    """Return the limits of a sign-in; unknown addresses count, too, against user enumeration.

    `browser` identifies one that has signed in to this account before.
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
    """Return the limits of a code; the account's own is safe, as this needs the password."""
    limits = code_limit(user_id), LoginLimit(f"address {network_of(address)}", PER_ADDRESS)
    return Attempt(limits=limits, queue=f"code {user_id}")


def reauthentication_attempt(user_id: int) -> Attempt:
    """Return the limits of re-authentication, by somebody who is signed in."""
    limit = LoginLimit(f"user {user_id}", PER_ACCOUNT)
    return Attempt(limits=(limit,), queue=limit.key)


def account_key(email: str) -> str:
    return f"account {hashed(email.strip().casefold())}"


def code_limit(user_id: int) -> LoginLimit:
    return LoginLimit(f"code {user_id}", PER_ACCOUNT)


def network_of(address: str) -> str:
    """Return the address; of an IPv6 address its network, as its owner has billions."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> IPV6_PREFIX_BITS << IPV6_PREFIX_BITS))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


class Attempts:
    """Serialises attempts, so that parallel ones are counted like attempts one by one.

    A few are checked in parallel, because each needs a core and memory. The others wait; where
    too many do, the next are refused.
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
        await self._ensure_within_limits(attempt)  # first, so that it holds up no others
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
        failures = [at for at in failed_at if at <= now + WINDOW]  # later ones: the clock was ahead
        if len(failures) >= limit.max_failures:
            free_at = failures[-limit.max_failures] + WINDOW
            raise TooManyFailures(max(1, ceil((free_at - now) / timedelta(minutes=1))))


async def count_failure(people: UserRepository, attempt: Attempt, *, now: datetime) -> None:
    for key in attempt.keys:
        await people.add_failure(key, at=now)


async def clear_failures(people: UserRepository, email: str, user_id: int) -> None:
    """Clear the failures of this account from all networks, after a new password."""
    for key in (
        account_key(email),
        code_limit(user_id).key,
        *reauthentication_attempt(user_id).keys,
    ):
        await people.clear_failures(key)

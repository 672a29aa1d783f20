"""How many pages may be open at once, and built at once: each is kept on the server."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nicegui import Client, background_tasks

from domain.model.actor import Member
from domain.model.errors import DomainError
from ui.door.addresses import HOME
from ui.door.open_pages import end
from ui.door.sockets import member_of

OF_ONE_SIGN_IN = 20
OF_ONE_USER = 40
IN_ALL = 500
BUILT_AT_ONCE = 3
"""The database is read on four lines: one is left for whatever else is asked."""
PATIENCE_SECONDS = 30.0
BUILDING_SECONDS = 2 * PATIENCE_SECONDS
"""For NiceGUI, which counts the waiting, too."""
STILL_OPENING_SECONDS = 10.0
"""For so long a page may be without a line because it has only just been sent."""


class TooManyPages(DomainError):
    def __init__(self) -> None:
        super().__init__("Too many pages are open. Close some of them, then load this one again.")


class TooManyAtOnce(DomainError):
    def __init__(self) -> None:
        super().__init__("Many people are opening pages just now. Load this one again in a moment.")


class Building:
    """Pages wait for their turn, so that a whole team may come back in the same moment."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(BUILT_AT_ONCE)

    @asynccontextmanager
    async def turn(self, page: Client, member: Member) -> AsyncIterator[None]:
        """A page that does not come to be is not kept."""
        try:
            await self._wait()
            try:
                _make_room(page, member)
                yield
            finally:
                self._turns.release()
        except BaseException:
            page.delete()
            raise
        page.request.state.drawn_at = time.monotonic()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise TooManyAtOnce from None


def _make_room(page: Client, member: Member) -> None:
    """Give up pages that nobody is at, the oldest first; refuse this one when none is left.

    Where all together have too many, somebody of the company and the user with most of them
    gives one up, so that nobody locks others out.
    """
    everyone = [each for each in Client.instances.values() if member_of(each)]
    own = [each for each in everyone if _owner(each).sign_in_id == member.sign_in_id]
    theirs = [each for each in everyone if _owner(each).user_id == member.user_id]
    for pages, most in ((own, OF_ONE_SIGN_IN), (theirs, OF_ONE_USER), (everyone, IN_ALL)):
        too_many = len(pages) - most
        abandoned = [each for each in pages if each is not page and _is_abandoned(each)]
        for each in abandoned[: max(0, too_many)]:
            each.delete()
        if too_many > len(abandoned):
            given_up = _oldest_of_the_greediest(everyone)
            if pages is not everyone or _owner(given_up).user_id == member.user_id:
                raise TooManyPages
            background_tasks.create(end([given_up], leading_to=HOME), name="make room")


def _oldest_of_the_greediest(pages: list[Client]) -> Client:
    """Of the user with most pages in the company with most pages."""
    companies = Counter(_owner(each).company_id for each in pages)
    theirs = [
        each for each in pages if companies[_owner(each).company_id] == max(companies.values())
    ]
    users = Counter(_owner(each).user_id for each in theirs)
    return next(each for each in theirs if users[_owner(each).user_id] == max(users.values()))


def _owner(page: Client) -> Member:
    owner = member_of(page)
    assert owner is not None
    return owner


def _is_abandoned(page: Client) -> bool:
    drawn_at: float | None = getattr(page.request.state, "drawn_at", None)
    if page.has_socket_connection or drawn_at is None:
        return False
    return time.monotonic() - drawn_at >= STILL_OPENING_SECONDS

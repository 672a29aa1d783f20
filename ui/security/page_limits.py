"""Page limits: how many pages may be open at once, and built at once, in server memory."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nicegui import Client, background_tasks

from domain.model.actor import Member
from domain.model.errors import DomainError
from ui.security.redirects import HOME
from ui.security.session_revocation import end
from ui.security.sockets import member_of

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


class PageLimits:
    """Pages wait for their turn, so that a whole team may come back in the same moment."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(BUILT_AT_ONCE)

    @asynccontextmanager
    async def slot(self, page: Client, member: Member) -> AsyncIterator[None]:
        """A page that does not come to be is not kept."""
        try:
            await self._wait()
            try:
                _free_slot(page, member)
                yield
            finally:
                self._slots.release()
        except BaseException:
            page.delete()
            raise
        page.request.state.drawn_at = time.monotonic()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise TooManyAtOnce from None


def _free_slot(page: Client, member: Member) -> None:
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
            background_tasks.create(end([given_up], leading_to=HOME), name="free a slot")


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

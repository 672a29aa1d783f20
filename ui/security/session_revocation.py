"""Ends the pages that are open when the right to look at them ends."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from nicegui import Client, background_tasks, core

from domain.model.actor import Member
from domain.model.events import AccessChanged, Event, SignedOut
from domain.services.accounts.sign_in import SignInService
from ui.security.redirects import SIGN_IN
from ui.security.sockets import Environ, cut_soon, member_of, sockets, visitor_of

LOOK_EVERY_SECONDS = 15.0
"""How late a sign-in that fell idle is noticed."""
ASK_EVERY_SECONDS = 1.0
"""How late it is noticed what the operator did on the command line."""


async def end_pages(of: Callable[[Member], bool]) -> None:
    """Lead them to the sign-in page and cut their sockets, and those that joined no page."""
    await end([page for page, member in _pages() if of(member)])
    for engine_id, environ in sockets():
        if (member := visitor_of(environ)) and of(member):
            cut_soon(engine_id)


class SessionRevocation:
    """Looks again at the sign-ins behind open pages, which no request checks any more."""

    def __init__(self, accounts: SignInService, *, look_every: float) -> None:
        self._accounts = accounts
        self._look_every = look_every

    def on_event(self, event: Event) -> None:
        """For the hub to call."""
        if isinstance(event, SignedOut):
            sign_in_id = event.sign_in_id
            ending = end_pages(lambda member: member.sign_in_id == sign_in_id)
            background_tasks.create(ending, name="end pages")
        elif isinstance(event, AccessChanged):
            background_tasks.create(self.end_outdated(), name="end pages")

    async def watch(self) -> None:
        """Endlessly: time passes without an event, and other processes tell us none."""
        while True:
            await self._wait()
            await self.end_outdated()

    async def _wait(self) -> None:
        """Until it is time to look, or the operator has done something."""
        now = asyncio.get_running_loop().time
        look_at = now() + self._look_every
        while (left := look_at - now()) > 0:
            await asyncio.sleep(min(left, ASK_EVERY_SECONDS))
            if await self._accounts.operator_acted():
                return

    async def end_outdated(self) -> None:
        """End the pages of sign-ins that are over, or that may by now see more or less."""
        pages_of, sockets_of = _pages_by_token(), _sockets_by_token()
        for token_hash in {*pages_of, *sockets_of}:
            pages = pages_of.get(token_hash, [])
            used = [_was_used(page) for page in pages]
            member = await self._accounts.signed_in(token_hash, in_use=any(used))
            await end_changed(pages, member)
            for engine_id, environ in sockets_of.get(token_hash, []):
                if _has_changed(visitor_of(environ), member):
                    cut_soon(engine_id)


async def end_changed(pages: list[Client], member: Member | None) -> None:
    """End those that were not built for this very member; a new name only loads them again."""
    changed = [page for page in pages if _has_changed(member_of(page), member)]
    renamed = [page for page in changed if _is_renamed(member_of(page), member)]
    await end([page for page in changed if page not in renamed])
    for page in renamed:
        await end([page], leading_to=page.request.url.path)


def _is_renamed(known: Member | None, member: Member | None) -> bool:
    return bool(
        known and member and replace(known, name=member.name, company=member.company) == member
    )


def _has_changed(known: Member | None, member: Member | None) -> bool:
    """Whether the pages may no longer stay: a company with another name is no reason.

    Whoever has set up two-step sign-in meanwhile still reads the recovery codes there.
    """
    if known is None or member is None:
        return known != member
    member = replace(member, company=known.company)
    return known not in (member, replace(member, must_set_up_two_factor=True))


async def end(pages: list[Client], *, leading_to: str = SIGN_IN) -> None:
    """Lead them elsewhere and cut their sockets.

    All are deleted before anything is awaited, so that no event of theirs runs any more.

    The redirect alone would not do: it only asks the browser to be so kind.
    """
    pages = [page for page in pages if not page.is_deleted]
    for page in pages:
        page.delete()
    for page in pages:
        await core.sio.emit("open", {"path": leading_to, "new_tab": False}, room=page.id)
        for socket_id, _ in list(core.sio.manager.get_participants("/", page.id)):
            await core.sio.disconnect(socket_id)


def _pages() -> Iterator[tuple[Client, Member]]:
    for page in list(Client.instances.values()):
        if member := member_of(page):
            yield page, member


def _pages_by_token() -> dict[str, list[Client]]:
    by_token = defaultdict(list)
    for page, _ in _pages():
        by_token[page.request.state.token_hash].append(page)
    return by_token


def _sockets_by_token() -> dict[str, list[tuple[str, Environ]]]:
    by_token = defaultdict(list)
    for engine_id, environ in sockets():
        if token_hash := environ["asgi.scope"].get("state", {}).get("token_hash"):
            by_token[token_hash].append((engine_id, environ))
    return by_token


def _was_used(page: Client) -> bool:
    """Since the last time this was asked."""
    used: bool = getattr(page.request.state, "in_use", False)
    page.request.state.in_use = False
    return used

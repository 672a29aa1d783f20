"""Hangs the door in front of the site, and keeps watch over it while the site is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from domain.services.accounts.sign_in import SignInService
from domain.services.live.hub import EventHub
from domain.services.operations.worker import Worker
from ui.door.compression import Compression
from ui.door.guard import Guard
from ui.door.house import House
from ui.door.open_pages import LOOK_EVERY_SECONDS, OpenPages
from ui.door.origins import Origins
from ui.door.sockets import bind_sockets, cut_those_without_a_page, release_sockets


class Door:
    def __init__(
        self,
        accounts: SignInService,
        *,
        hub: EventHub,
        house: House,
        look_every: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._accounts = accounts
        self._house = house
        self._pages = OpenPages(accounts, look_every=look_every)
        hub.add_listener(self._pages.hear)

    def hang(self, site: FastAPI) -> None:
        """Once, before the site is served, and after anything else that wraps it."""
        site.add_middleware(Guard, house=self._house, find_member=self._accounts.member)
        # Outside, because the guard has to read the pages that it gives a nonce.
        site.add_middleware(Compression)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """To be entered once NiceGUI has started, which is when a site's lifespan begins."""
        works = (
            Worker("watch over open pages", self._pages.watch),
            Worker("watch over sockets", cut_those_without_a_page),
        )
        bind_sockets(Origins(self._house.public_base_url))
        for work in works:
            await work.start()
        try:
            yield
        finally:
            for work in works:
                await work.stop()
            release_sockets()

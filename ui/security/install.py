"""Installs the security middlewares on an app, and runs their workers while it is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from domain.services.accounts.sign_in import SignInService
from domain.services.live.hub import EventHub
from domain.services.operations.worker import Worker
from ui.security.compression import Compression
from ui.security.origin_check import OriginCheck
from ui.security.session_guard import SessionGuard
from ui.security.session_revocation import LOOK_EVERY_SECONDS, SessionRevocation
from ui.security.site_config import SiteConfig
from ui.security.sockets import bind_sockets, cut_those_without_a_page, release_sockets


class Security:
    """All of it, for one app."""

    def __init__(
        self,
        accounts: SignInService,
        *,
        hub: EventHub,
        config: SiteConfig,
        look_every: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._accounts = accounts
        self._config = config
        self._revocation = SessionRevocation(accounts, look_every=look_every)
        hub.add_listener(self._revocation.on_event)

    def install(self, app: FastAPI) -> None:
        """Call it once, before the app is served, and after all other middlewares are added."""
        app.add_middleware(SessionGuard, config=self._config, find_member=self._accounts.member)
        # Outside, because the guard has to read the pages that it gives a nonce.
        app.add_middleware(Compression)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Enter it once NiceGUI has started, which is when the lifespan of the app begins."""
        workers = (
            Worker("watch over open pages", self._revocation.watch),
            Worker("watch over sockets", cut_those_without_a_page),
        )
        bind_sockets(OriginCheck(self._config.public_base_url))
        for worker in workers:
            await worker.start()
        try:
            yield
        finally:
            for worker in workers:
                await worker.stop()
            release_sockets()

"""Registers pages behind the sign-in, each built inside the one frame."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import signature

from nicegui import ui
from starlette.requests import Request

from domain.model.actor import Member
from domain.services import Services
from ui.access import viewer
from ui.elements.live_element import release_initial_data_once_connected
from ui.elements.shell.element import Shell
from ui.frame.banner import banner
from ui.frame.frame import Frame
from ui.frame.menu import Menu, burger
from ui.frame.text import text
from ui.security.page_limits import BUILDING_SECONDS, PageLimits
from ui.security.site_config import SiteConfig
from ui.theme import use_theme

RECONNECT_SECONDS = 120
"""How long a page is kept for a phone that lost its line, before it must load afresh."""

Build = Callable[..., Awaitable[None]]
"""Draws a page's content: called with the frame, and with what its path names."""


class Pages:
    """All pages share the limits on how many are open, and built, at once."""

    def __init__(self, services: Services, config: SiteConfig) -> None:
        self.services = services
        self.config = config
        self.limits = PageLimits()

    def page(
        self, path: str, *, title: str, may_see: Callable[[Member], object] = lambda _: None
    ) -> Callable[[Build], Build]:
        """Make a function a page: `async def account(frame: Frame) -> None`.

        It may take the `request`, and what the path names, too. `may_see` raises `NotPermitted`
        for those who may not, who get the page that says so.
        """

        def register(build: Build) -> Build:
            wants_request = "request" in signature(build).parameters

            async def framed(request: Request, member: Member) -> None:
                details = dict(request.path_params)
                if wants_request:
                    details["request"] = request
                await self._build(build, member, path=request.url.path, title=title, **details)

            self.route(path, framed, title=title, may_see=may_see)
            return build

        return register

    def route(
        self,
        path: str,
        build: Callable[[Request, Member], Awaitable[None]],
        *,
        title: str,
        may_see: Callable[[Member], object],
    ) -> None:
        """Serve a page, within the limits, that stands its frame up by itself."""

        async def limited(request: Request) -> None:
            member = viewer(request)
            may_see(member)
            async with self.limits.slot(ui.context.client, member):
                await build(request, member)

        ui.page(
            path,
            title=title,
            reconnect_timeout=RECONNECT_SECONDS,
            response_timeout=BUILDING_SECONDS,
        )(limited)

    @asynccontextmanager
    async def framed(self, shell: Shell, member: Member, *, path: str) -> AsyncIterator[Frame]:
        """Stand up what is around a page, and draw the news once the page is built.

        The frame hears the hub first, so nothing is missed that happens while the page loads.
        """
        use_theme(self.config.brand)
        frame = Frame(self.services, member, shell=shell)
        await frame.load()
        Menu(frame, brand=self.config.brand, path=path).build()
        yield frame
        release_initial_data_once_connected(ui.context.client)
        frame.listen()

    async def _build(
        self, build: Build, member: Member, *, path: str, title: str, **details: object
    ) -> None:
        shell = Shell(member=member, title=title)
        async with self.framed(shell, member, path=path) as frame:
            with shell.page:
                with ui.element("header").classes("page-bar"):
                    burger()
                    text("span", title).classes("page-bar-title").props("aria-hidden=true")
                with ui.element("main").classes("page-content").props("id=main"):
                    if not member.must_set_up_two_factor:
                        banner(member)
                    await build(frame, **details)

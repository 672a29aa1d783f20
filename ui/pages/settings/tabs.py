"""What all pages of the settings have in common: who may see them, and the tabs above them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from nicegui import ui

from domain.model.actor import Member
from domain.model.events import SettingsChanged
from domain.services.live.updates import LiveUpdate
from ui.frame.frame import Act, Frame
from ui.frame.menu import is_below
from ui.frame.pages import Build, Pages
from ui.frame.text import text
from ui.security.paths import SETTINGS


class SettingsPages:
    """Registers the pages, and knows their tabs."""

    def __init__(self, pages: Pages) -> None:
        self.services = pages.services
        self._pages = pages
        self._tabs: list[tuple[str, str]] = []

    def page(
        self, path: str = "", *, tab: str | None = None, title: str | None = None
    ) -> Callable[[Build], Build]:
        """Make a function a page of the settings, as `Pages.page` does, for administrators only.

        `tab` names its tab. A page without one lies below another, and draws its own heading.
        """
        whole_path = f"{SETTINGS}{path}"
        if tab:
            self._tabs.append((whole_path, tab))

        def register(build: Build) -> Build:
            @wraps(build)
            async def with_tabs(frame: Frame, **details: Any) -> None:
                if tab:
                    text("h1", "Settings")
                self._build_tabs(whole_path)
                await build(frame, **details)

            register_page = self._pages.page(
                whole_path, title=title or tab or "Settings", may_see=Member.require_administration
            )
            register_page(with_tabs)
            return build

        return register

    def _build_tabs(self, here: str) -> None:
        with ui.element("nav").classes("tabs").props("aria-label=Settings"):
            for path, name in self._tabs:
                link = text("a", name)
                link.props["href"] = path
                if path == here or (path != SETTINGS and is_below(here, path)):
                    link.props("aria-current=page")
                    # On phones the tabs are a strip that scrolls.
                    link.run_method("scrollIntoView", {"block": "nearest", "inline": "center"})


def follow_settings(frame: Frame, show: Act) -> None:
    """Call `show` whenever somebody has changed the settings, or may have."""

    async def draw(news: LiveUpdate) -> None:
        if isinstance(news.event, SettingsChanged):
            await show()

    frame.on_update(draw, load_afresh=show)

"""Puts every page and route on one app. The only module that knows them all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from nicegui import ui
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from domain.services import Services
from ui import asset_bundle
from ui.frame.pages import RECONNECT_SECONDS, Pages
from ui.http import (
    health,
    media,
    metrics,
    public_url_check,
    push_subscriptions,
    session,
    twilio,
    uploads,
    web_app,
)
from ui.pages import (
    account,
    home,
    live_conversations,
    move,
    settings,
    two_step,
    user,
    users,
)
from ui.public import error_pages, forgotten_password, invitations, set_up, sign_in
from ui.security.install import Security
from ui.security.site_config import SiteConfig

ASSETS = Path(__file__).parents[1] / "assets"
CLIENT_SCRIPTS = Path(__file__).parent / "client"
PLAIN = (
    sign_in,
    forgotten_password,
    set_up,
    invitations,
    session,
    push_subscriptions,
    web_app,
)
"""Pages and forms of plain HTML, and what stands beside them."""
PAGES = (home, live_conversations, move, users, user, settings, account, two_step)
"""Pages behind the sign-in; each has `register(pages)`."""

Running = Callable[[], AbstractAsyncContextManager[None]]
"""Keeps the background work going for as long as the site is served."""


def build_app(
    services: Services, *, config: SiteConfig, running: Running, simulator: ASGIApp | None = None
) -> FastAPI:
    """Our routes first, and NiceGUI behind them; the session guard in front of both."""
    security = Security(services.sign_in, hub=services.hub, config=config)

    @asynccontextmanager
    async def lifespan(_site: FastAPI) -> AsyncIterator[None]:
        async with running(), security.running():
            yield

    site = FastAPI(lifespan=lifespan, openapi_url=None)
    include_routes(site, services, config=config)
    if simulator is not None:
        site.add_route("/simulator", lambda _: RedirectResponse("/simulator/"))
        site.mount("/simulator", simulator)
    pages = Pages(services, config)
    for page in PAGES:
        page.register(pages)
    ui.run_with(
        site,
        title=config.brand,
        viewport="width=device-width, initial-scale=1, viewport-fit=cover, "
        "interactive-widget=resizes-content",
        favicon=(ASSETS / "icons" / "logo.svg").read_text(),
        dark=None,
        language="en-US",
        reconnect_timeout=RECONNECT_SECONDS,
        tailwind=False,
        show_welcome_message=False,
    )
    error_pages.register(site, config=config)
    security.install(site)
    return site


def include_routes(site: FastAPI, services: Services, *, config: SiteConfig) -> None:
    """Everything that is no page behind the sign-in."""
    for module in (twilio, public_url_check, media, uploads, health):
        site.include_router(module.routes(services))
    site.include_router(metrics.routes(services, config=config))
    for module in PLAIN:
        site.include_router(module.routes(services, config=config))
    asset_bundle.mount(site)
    site.mount("/assets/js", Revalidated(directory=CLIENT_SCRIPTS))
    site.mount("/assets", Revalidated(directory=ASSETS))


class Revalidated(StaticFiles):
    """Assets keep their names over updates, so browsers ask whether theirs is still the one."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response

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
from ui.door.hanging import Door
from ui.door.house import House
from ui.pages import live_conversations
from ui.routes import (
    account,
    attachments,
    check_up,
    devices,
    forgotten,
    health,
    home,
    installing,
    invitations,
    media,
    metrics,
    moving,
    notification_settings,
    refusals,
    session,
    set_up,
    settings,
    sign_in,
    twilio,
    two_step,
    users,
)

ASSETS = Path(__file__).parents[1] / "assets"
CLIENT_SCRIPTS = Path(__file__).parent / "client"
RECONNECT_SECONDS = 120
PLAIN = (
    sign_in,
    forgotten,
    set_up,
    invitations,
    session,
    home,
    users,
    account,
    two_step,
    devices,
    settings,
    notification_settings,
    installing,
    moving,
)
"""Pages and forms of plain HTML, and what stands beside them."""

Running = Callable[[], AbstractAsyncContextManager[None]]
"""Keeps the background work going for as long as the site is served."""


def build_site(
    services: Services, *, house: House, running: Running, simulator: ASGIApp | None = None
) -> FastAPI:
    """Our routes first, and NiceGUI behind them; the door in front of both."""
    door = Door(services.sign_in, hub=services.hub, house=house)

    @asynccontextmanager
    async def lifespan(_site: FastAPI) -> AsyncIterator[None]:
        async with running(), door.watched():
            yield

    site = FastAPI(lifespan=lifespan, openapi_url=None)
    for module in (twilio, check_up, media, attachments, health):
        site.include_router(module.routes(services))
    site.include_router(metrics.routes(services, house=house))
    for module in PLAIN:
        site.include_router(module.routes(services, house=house))
    asset_bundle.mount(site)
    site.mount("/assets/js", Revalidated(directory=CLIENT_SCRIPTS))
    site.mount("/assets", Revalidated(directory=ASSETS))
    if simulator is not None:
        site.add_route("/simulator", lambda _: RedirectResponse("/simulator/"))
        site.mount("/simulator", simulator)
    live_conversations.register(services, brand=house.brand)
    ui.run_with(
        site,
        title=house.brand,
        viewport="width=device-width, initial-scale=1, viewport-fit=cover, "
        "interactive-widget=resizes-content",
        favicon=(ASSETS / "icons" / "logo.svg").read_text(),
        dark=None,
        language="en-US",
        reconnect_timeout=RECONNECT_SECONDS,
        tailwind=False,
        show_welcome_message=False,
    )
    refusals.register(site, house=house)
    door.hang(site)
    return site


class Revalidated(StaticFiles):
    """Assets keep their names over updates, so browsers ask whether theirs is still the one."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response

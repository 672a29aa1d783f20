"""/account/device: this browser's address for push notifications."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from domain.model.notification_errors import UnusableDevice
from domain.services import Services
from ui.access import conversing_viewer, viewer
from ui.security.site_config import SiteConfig


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix="/account/device")

    @router.get("")
    async def key(request: Request) -> Response:
        by = conversing_viewer(request)
        return JSONResponse({"key": services.push_subscriptions.public_key(by=by)})

    @router.post("")
    async def add(request: Request) -> Response:
        """As the browser writes it; that it came from a page of ours, the guard has seen."""
        by = conversing_viewer(request)
        said = await sent(request)
        keys = said.get("keys")
        if not isinstance(keys, dict):
            raise UnusableDevice
        await services.push_subscriptions.add(
            text(said, "endpoint"), p256dh=text(keys, "p256dh"), auth=text(keys, "auth"), by=by
        )
        return Response(status_code=204)

    @router.delete("")
    async def remove(request: Request) -> Response:
        said = await sent(request)
        await services.push_subscriptions.remove(text(said, "endpoint"), by=viewer(request))
        return Response(status_code=204)

    return router


async def sent(request: Request) -> dict[str, object]:
    """Raise `UnusableDevice` for what is no object."""
    try:
        said = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise UnusableDevice from None
    if not isinstance(said, dict):
        raise UnusableDevice
    return said


def text(said: dict[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise UnusableDevice
    return value

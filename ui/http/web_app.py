"""/manifest.webmanifest and /service-worker.js: what makes the page one that can be installed."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from domain.services import Services
from ui.security.site_config import SiteConfig

WORKER = Path(__file__).parents[2] / "assets" / "service_worker.js"
ASK_AGAIN = {"Cache-Control": "no-cache"}
PURPOSES = ("any", "maskable")


def routes(_services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()

    @router.get("/manifest.webmanifest")
    async def manifest() -> Response:
        """Asked for without cookies, so it is the same for all."""
        return JSONResponse(
            manifest_of(config), media_type="application/manifest+json", headers=ASK_AGAIN
        )

    @router.get("/service-worker.js")
    async def service_worker() -> Response:
        """At the root, because it looks after what lies below its own address."""
        return Response(WORKER.read_text(), media_type="text/javascript", headers=ASK_AGAIN)

    return router


def manifest_of(config: SiteConfig) -> dict[str, object]:
    return {
        "name": config.brand,
        "short_name": config.brand,
        "id": "/",
        "start_url": "/live-conversations",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#5b3fd6",
        "icons": [icon(size, purpose) for size in (192, 512) for purpose in PURPOSES],
    }


def icon(size: int, purpose: str) -> dict[str, str]:
    """The drawing keeps clear of the edges, so that it may be cut to any shape."""
    return {
        "src": f"/assets/icons/icon-{size}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }

"""GET /session: am I still signed in? Asked by pages that lost their line."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from domain.services import Services
from ui.access import viewer
from ui.security.site_config import SiteConfig


def routes(_services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()

    @router.get("/session")
    async def session(request: Request) -> JSONResponse:
        """The guard answers 401 for those who are not."""
        member = viewer(request)
        return JSONResponse({"name": member.name, "company": member.company})

    return router

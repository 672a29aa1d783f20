"""GET /metrics: figures of the process for Prometheus, for who holds the token."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException

from domain.services import Services
from ui.security.site_config import METRICS, SiteConfig


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()

    @router.get(METRICS)
    async def metrics(request: Request) -> Response:
        """Without a token in the settings there is nothing at this address."""
        if not config.metrics_token:
            raise HTTPException(status_code=404)
        shown = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(shown, f"Bearer {config.metrics_token}".encode()):
            raise HTTPException(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return Response(
            await services.monitor.render_metrics(),
            headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
        )

    return router

"""GET /healthz: can the process read and write?"""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from domain.services import Services


def routes(services: Services) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        """503 tells a supervisor or a load balancer to look elsewhere."""
        if await services.health.can_write():
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "the database cannot be written"}, status_code=503)

    return router

"""What the check-up asks of this very server at its public address; neither changes anything."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError
from domain.services import Services
from domain.services.operations.diagnostics.public_url import PICTURE, PICTURE_PATH
from ui.access import client_info
from ui.http.twilio import signed_form

LONGEST_SAID = 1000


def routes(services: Services) -> APIRouter:
    router = APIRouter()

    @router.post("/webhooks/twilio/check")
    async def check(request: Request) -> Response:
        """Answers what only this installation can, to those who sign as Twilio does.

        Then who seems to be asking, and what a proxy says of it.
        """
        try:
            form = dict(await signed_form(services, request))
        except DomainError as refusal:
            return Response(str(refusal), status_code=403, media_type="text/plain")
        said = request.headers.get("x-forwarded-for", "")[-LONGEST_SAID:]
        lines = (
            services.diagnostics.proof(form.get("Nonce", "")),
            client_info(request)["address"],
            said,
        )
        return Response("\n".join(lines), media_type="text/plain")

    @router.api_route(PICTURE_PATH, methods=["GET", "HEAD"])
    async def picture() -> Response:
        return Response(PICTURE, media_type="image/png")

    return router

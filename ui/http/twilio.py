"""Twilio's webhooks: check the signature, hand over, answer in TwiML. Decides nothing."""

import logging
from collections.abc import Awaitable
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError
from domain.model.storage_errors import NotStored
from domain.model.webhook_errors import ForgedWebhook
from domain.services import Services

logger = logging.getLogger(__name__)

FORM = "application/x-www-form-urlencoded"
LIMIT_BYTES = 64 * 1024
RESULTS = {200: "taken", 403: "forged", 404: "unknown"}
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def routes(services: Services) -> APIRouter:
    router = APIRouter(prefix="/webhooks/twilio")

    @router.post("/inbound")
    async def inbound(request: Request) -> Response:
        """2xx only once the message is committed: after it, Twilio forgets the message."""
        return await counted(services, "inbound", answer(receive(services, request)))

    @router.post("/status")
    async def status(request: Request) -> Response:
        """2xx also for what is no message of ours: Twilio would log it as an error of ours."""
        reporting = answer(report(services, request), unknown=200)
        return await counted(services, "status", reporting)

    return router


async def receive(services: Services, request: Request) -> None:
    form = await signed_form(services, request)
    await services.inbound.receive(services.webhooks.inbound(form))


async def report(services: Services, request: Request) -> None:
    form = await signed_form(services, request)
    await services.delivery_tracker.apply_callback(
        services.webhooks.status(raw_path(request), form)
    )


async def answer(work: Awaitable[None], *, unknown: int = 404) -> Response:
    """Anything but TwiML would be texted to the customer, or logged as an error at Twilio."""
    try:
        await work
    except NotStored as refusal:
        return Response(str(refusal), status_code=503, media_type="text/plain")
    except ForgedWebhook as refusal:
        return Response(str(refusal), status_code=403, media_type="text/plain")
    except DomainError as refusal:
        logger.info("A webhook has no effect: %s", refusal)
        return Response(str(refusal), status_code=unknown, media_type="text/plain")
    return Response(NOTHING_TO_SAY, media_type="text/xml")


async def counted(services: Services, kind: str, answering: Awaitable[Response]) -> Response:
    """What breaks on the way is answered further out, and counted too."""
    result = "failed"
    try:
        response = await answering
        result = RESULTS.get(response.status_code, result)
        return response
    finally:
        services.metrics.webhook(kind, result)


async def signed_form(services: Services, request: Request) -> list[tuple[str, str]]:
    """The fields as they came, blank and repeated ones included: all of them are signed."""
    body = await request.body()
    if not request.headers.get("content-type", "").startswith(FORM) or len(body) > LIMIT_BYTES:
        raise ForgedWebhook
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    signature = request.headers.get("x-twilio-signature", "")
    try:
        services.webhooks.verify(raw_path(request), form, signature)
    except ForgedWebhook as forged:
        if forged.names_us:
            services.monitor.record_forged_webhook()
        raise
    return form


def raw_path(request: Request) -> str:
    """Path and query byte for byte, as Twilio signed them."""
    raw: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("latin-1")

"""/live-conversations/attachments: pictures that are added to a message and not sent yet."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from domain.model.media import MAX_UPLOAD_BYTES
from domain.model.picture_errors import FileTooLarge
from domain.services import Services
from ui.access import conversing_viewer
from ui.formatting.attachments import draft_attachment
from ui.http.ids import AskedId, Id
from ui.http.media import HARMLESS

SILENCE_SECONDS = 30.0
"""Longest time without a byte; a phone in a tunnel comes back sooner, or begins anew."""
TOTAL_SECONDS = 600.0

Key = Annotated[str, Query(min_length=8, max_length=64)]
Name = Annotated[str, Query(max_length=255)]


def routes(services: Services, *, silence_seconds: float = SILENCE_SECONDS) -> APIRouter:
    router = APIRouter(prefix="/live-conversations/attachments")
    attachments = services.uploads

    @router.post("")
    async def add(
        request: Request, key: Key, conversation: AskedId = None, name: Name = ""
    ) -> Response:
        """The body is the file as it is; no form is parsed."""
        refuse_announced_size(request)
        body = patient(request.stream(), silence_seconds=silence_seconds)
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                draft = await attachments.add(
                    conversation, body, name=name, by=conversing_viewer(request), key=key
                )
        except TimeoutError:
            raise HTTPException(status_code=408) from None
        except ClientDisconnect:
            return Response(status_code=400)
        return JSONResponse(draft_attachment(draft), status_code=201)

    @router.get("")
    async def kept(request: Request, conversation: AskedId = None) -> Response:
        drafts = await attachments.list_for(conversation, by=conversing_viewer(request))
        return JSONResponse([draft_attachment(draft) for draft in drafts])

    @router.delete("/{attachment_id}")
    async def remove(request: Request, attachment_id: Id) -> Response:
        await attachments.remove(attachment_id, by=conversing_viewer(request))
        return Response(status_code=204)

    @router.get("/{attachment_id}/preview")
    async def preview(request: Request, attachment_id: Id) -> Response:
        path, media_type = await attachments.preview(attachment_id, by=conversing_viewer(request))
        headers = {**HARMLESS, "Cache-Control": "private, no-cache"}
        return FileResponse(path, media_type=media_type, headers=headers)

    return router


def refuse_announced_size(request: Request) -> None:
    """Before anything is read; what lies about its size is counted all the same."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_UPLOAD_BYTES:
        raise FileTooLarge(MAX_UPLOAD_BYTES)


async def patient(chunks: AsyncIterator[bytes], *, silence_seconds: float) -> AsyncIterator[bytes]:
    """Raise `TimeoutError` when nothing comes for so long."""
    coming = aiter(chunks)
    while True:
        try:
            async with asyncio.timeout(silence_seconds):
                chunk = await anext(coming)
        except StopAsyncIteration:
            return
        yield chunk

"""/media/{id} for those who may see the conversation, /m/{token} for the carrier."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from domain.model.media import BINARY, SHOWN_IN_PAGES, carrier_filename
from domain.services import Services
from domain.services.media.files import Content
from ui.access import viewer
from ui.http.ids import Id

HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
"""Whatever a file holds, no browser runs it."""
ASK_AGAIN = "private, no-cache"
"""Browsers keep it, but ask each time: who may see it can change at any moment."""
BOTH = ["GET", "HEAD"]


def routes(services: Services) -> APIRouter:
    router = APIRouter()

    @router.api_route("/media/{attachment_id}", methods=BOTH)
    async def media(request: Request, attachment_id: Id) -> Response:
        content = await services.media.get(attachment_id, by=viewer(request))
        name, media_type = content.attachment.name, content.attachment.media_type
        if media_type not in SHOWN_IN_PAGES:
            return answer(request, content, BINARY, disposition=named("attachment", name))
        return answer(request, content, media_type, disposition=named("inline", name))

    @router.api_route("/media/{attachment_id}/thumbnail", methods=BOTH)
    async def thumbnail(request: Request, attachment_id: Id) -> Response:
        content = await services.media.thumbnail(attachment_id, by=viewer(request))
        return answer(request, content, "image/jpeg", disposition="inline")

    @router.api_route("/m/{token}", methods=BOTH)
    async def linked(token: str) -> Response:
        """Twilio refuses a file whose type is not what its bytes are."""
        content = await services.media.get_by_link(token)
        name, media_type = content.attachment.name, content.attachment.media_type
        return FileResponse(
            content.path,
            media_type=media_type,
            headers={
                **HARMLESS,
                "Cache-Control": "private",
                "Content-Disposition": f'inline; filename="{carrier_filename(name, media_type)}"',
                "ETag": etag(content),
                "X-Robots-Tag": "noindex",
            },
        )

    return router


def answer(request: Request, content: Content, media_type: str, *, disposition: str) -> Response:
    """By now it is certain that the viewer may see it; so their own copy will do."""
    headers = {
        **HARMLESS,
        "Cache-Control": ASK_AGAIN,
        "Content-Disposition": disposition,
        "ETag": etag(content),
    }
    if etag(content) in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(content.path, media_type=media_type, headers=headers)


def etag(content: Content) -> str:
    return f'"{content.content_hash[:32]}"'


def named(disposition: str, name: str) -> str:
    return f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"

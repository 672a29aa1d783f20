"""/live-conversations/{id}/move: moves a conversation to another point of contact."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.model.access_errors import PointOfContactClosed
from domain.model.companies import PointOfContact
from domain.model.conversations import Conversation
from domain.model.errors import UnknownPointOfContact
from domain.services import Services
from ui.access import conversing_viewer
from ui.formatting import inbox_rows
from ui.frame.paths import LIVE_CONVERSATIONS
from ui.http.ids import Id
from ui.routes.desk import Desk, number_in
from ui.security.csrf import CsrfError
from ui.security.site_config import SiteConfig

PAGE = "move.html"
PATH = f"{LIVE_CONVERSATIONS}/{{conversation_id}}/move"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()
    desk = Desk(services, config)

    async def page(request: Request, conversation_id: int, *, error: str | None = None) -> Response:
        member = conversing_viewer(request)
        listed = (await services.conversations.open(conversation_id, by=member)).listed
        seen = await services.conversation_list.locations(by=member)
        return await desk.show(
            request,
            PAGE,
            status=422 if error else 200,
            error=error,
            conversation_id=conversation_id,
            title=inbox_rows.title(listed),
            location=listed.point_of_contact,
            places=others(seen, listed.conversation),
        )

    @router.get(PATH)
    async def show(request: Request, conversation_id: Id) -> Response:
        return await page(request, conversation_id)

    @router.post(PATH)
    async def move(request: Request, conversation_id: Id) -> Response:
        member = conversing_viewer(request)
        try:
            form = await desk.filled_in(request)
        except CsrfError as stale:
            return await desk.show(request, PAGE, status=422, error=str(stale), places=())
        place_id = number_in(form, "place")
        if place_id is None:
            raise UnknownPointOfContact
        try:
            await services.conversations.move(conversation_id, place_id, by=member)
        except PointOfContactClosed as refusal:
            return await page(request, conversation_id, error=str(refusal))
        return RedirectResponse(f"{LIVE_CONVERSATIONS}/{conversation_id}", status_code=303)

    return router


def others(places: Sequence[PointOfContact], conversation: Conversation) -> list[PointOfContact]:
    """Where it could be moved to."""
    here = conversation.point_of_contact_id
    return [place for place in places if place.id != here and not place.is_closed]

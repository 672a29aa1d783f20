"""/settings/unrouted: messages to a number of nobody's, and moving them to be answered."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import Required, UnknownMessage
from domain.model.invisible import is_blank
from domain.model.messages import EMPTY
from domain.services import Services
from ui.access import viewer
from ui.formatting.phone_numbers import number
from ui.frame.paths import SETTINGS
from ui.routes.desk import Desk, number_in, when
from ui.routes.settings_forms import Form, SettingsForms
from ui.security.site_config import SiteConfig

PAGE = "settings_unrouted.html"
PATH = "/unrouted"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = UnroutedPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("")
    async def move(request: Request) -> Response:
        return await pages.move(request)

    return router


class UnroutedPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._company = services.company
        self._inbound = services.inbound
        self._desk = Desk(services, config)
        self._forms = SettingsForms(self._desk, self.show)

    async def show(self, request: Request, /, **typed: object) -> Response:
        member = viewer(request)
        texts = await self._company.unrouted(by=member)
        zone = await self._desk.clock_of(member)
        rows = [
            {
                "id": text.id,
                "sender": number(text.sender, beside=text.recipient),
                "recipient": number(text.recipient, beside=text.recipient),
                "text": EMPTY if is_blank(text.text) else text.text,
                "at": when(text.at, zone),
            }
            for text in texts
        ]
        found = await self._company.points_of_contact(by=member)
        places = {place.id: place.name for place in found if not place.is_closed}
        status = 422 if "error" in typed else 200
        return await self._desk.show(
            request, PAGE, rows=rows, places=places, status=status, **typed
        )

    async def move(self, request: Request) -> Response:
        member = viewer(request)

        async def move(form: Form) -> None:
            text_id, place_id = number_in(form, "id"), number_in(form, "place")
            if text_id is None:
                raise UnknownMessage
            if place_id is None:
                raise Required("The point of contact")
            await self._inbound.route(text_id, place_id, by=member)

        return await self._forms.keep(request, move, leads_to=f"{SETTINGS}{PATH}")

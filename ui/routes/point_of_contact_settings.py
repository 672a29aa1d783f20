"""/settings/points-of-contact: the places customers text with, and their numbers."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, UnknownPointOfContact
from domain.services import Services
from ui.access import viewer
from ui.door.house import House
from ui.layout.menu import SETTINGS
from ui.routes.desk import Desk, StaleForm, number_in, saved

PAGE = "settings_places.html"
PATH = "/points-of-contact"


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = PointOfContactPages(services, house)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("")
    async def save(request: Request) -> Response:
        return await pages.save(request)

    return router


class PointOfContactPages:
    def __init__(self, services: Services, house: House) -> None:
        self._company = services.company
        self._desk = Desk(services, house)

    async def show(self, request: Request, **typed: object) -> Response:
        """`failed` is the id of the form that something is wrong with, 0 that of a new place."""
        member = viewer(request)
        member.require_administration()
        places = await self._company.points_of_contact(by=member)
        sharing = Counter(place.app_number for place in places)
        return await self._desk.show(
            request,
            PAGE,
            places=places,
            sharing=sharing,
            status=422 if "error" in typed else 200,
            **typed,
        )

    async def save(self, request: Request) -> Response:
        """Without an id it is a new one."""
        member = viewer(request)
        member.require_administration()
        typed: dict[str, object] = {}
        try:
            form = await self._desk.filled_in(request)
            name, number = form.get("name", ""), form.get("number", "")
            place_id = number_in(form, "id")
            typed = {"failed": place_id or 0, "name": name, "number": number}
            if place_id is None:
                await self._company.open_point_of_contact(name, number, by=member)
            else:
                await self._company.change_point_of_contact(
                    place_id,
                    name=name,
                    number=number,
                    is_default=form.get("is_default") == "on",
                    by=member,
                )
        except UnknownPointOfContact:
            raise
        except (DomainError, StaleForm) as refusal:
            return await self.show(request, error=str(refusal), **typed)
        return saved(f"{SETTINGS}{PATH}")

"""/settings/points-of-contact: the places customers text with, and their numbers."""

from collections import Counter
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.actor import Member
from domain.model.languages import LANGUAGES
from domain.model.sms import measure
from domain.services import Services
from ui.access import viewer
from ui.frame.paths import SETTINGS
from ui.routes.desk import Desk, number_in
from ui.routes.settings_forms import Form, SettingsForms, typed_in
from ui.security.site_config import SiteConfig

PAGE = "settings_places.html"
PATH = "/points-of-contact"
FIELDS = ("name", "number", "notice", "language")


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = PointOfContactPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("")
    async def save(request: Request) -> Response:
        return await pages.save(request)

    @router.post("/close")
    async def close(request: Request) -> Response:
        return await pages.switch(request, services.company.close_point_of_contact)

    @router.post("/reopen")
    async def reopen(request: Request) -> Response:
        return await pages.switch(request, services.company.reopen_point_of_contact)

    return router


class PointOfContactPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._company = services.company
        self._desk = Desk(services, config)
        self._forms = SettingsForms(self._desk, self.show)

    async def show(self, request: Request, /, **typed: object) -> Response:
        """`failed` is the id of the form that something is wrong with, 0 that of a new place."""
        member = viewer(request)
        member.require_administration()
        places = await self._company.points_of_contact(by=member)
        return await self._desk.show(
            request,
            PAGE,
            places=places,
            sharing=Counter(place.app_number for place in places),
            languages=LANGUAGES,
            measure=measure,
            status=422 if "error" in typed else 200,
            **typed,
        )

    async def save(self, request: Request) -> Response:
        member = viewer(request)
        return await self._forms.keep(
            request,
            lambda form: self._keep(form, by=member),
            typed=lambda form: typed_in(form, FIELDS),
            leads_to=f"{SETTINGS}{PATH}",
        )

    async def switch(self, request: Request, work: Callable[..., Awaitable[None]]) -> Response:
        member = viewer(request)
        return await self._forms.keep(
            request,
            lambda form: work(number_in(form, "id") or 0, by=member),
            leads_to=f"{SETTINGS}{PATH}",
        )

    async def _keep(self, form: Form, *, by: Member) -> None:
        """Without an id it is a new one."""
        place_id = number_in(form, "id")
        name, number = form.get("name", ""), form.get("number", "")
        if place_id is None:
            await self._company.open_point_of_contact(name, number, by=by)
            return
        await self._company.change_point_of_contact(
            place_id,
            name=name,
            number=number,
            is_default=form.get("is_default") == "on",
            notice=form.get("notice", ""),
            language=form.get("language", ""),
            by=by,
        )

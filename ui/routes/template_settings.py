"""/settings/templates: the ready-made texts, in the order the team sees them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, UnknownTemplate
from domain.model.sms import measure
from domain.model.templates import PLACEHOLDERS
from domain.services import Services
from ui.access import viewer
from ui.door.house import House
from ui.layout.menu import SETTINGS
from ui.routes.desk import Desk, StaleForm, number_in, saved

PAGE = "settings_templates.html"
PATH = "/templates"


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = TemplatePages(services, house)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("")
    async def save(request: Request) -> Response:
        return await pages.save(request)

    @router.post("/move-up")
    async def move_up(request: Request) -> Response:
        return await pages.act(request, "move_up")

    @router.post("/delete")
    async def delete(request: Request) -> Response:
        return await pages.act(request, "delete")

    return router


class TemplatePages:
    def __init__(self, services: Services, house: House) -> None:
        self._templates = services.templates
        self._desk = Desk(services, house)

    async def show(self, request: Request, **typed: object) -> Response:
        """`failed` is the id of the form that something is wrong with, 0 that of a new text."""
        templates = await self._templates.editable(by=viewer(request))
        return await self._desk.show(
            request,
            PAGE,
            templates=templates,
            placeholders=PLACEHOLDERS,
            measure=measure,
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
            name, text = form.get("name", ""), form.get("text", "")
            template_id = number_in(form, "id")
            typed = {"failed": template_id or 0, "name": name, "text": text}
            if template_id is None:
                await self._templates.add(name, text, by=member)
            else:
                await self._templates.change(template_id, name=name, text=text, by=member)
        except UnknownTemplate:
            raise
        except (DomainError, StaleForm) as refusal:
            return await self.show(request, error=str(refusal), **typed)
        return saved(f"{SETTINGS}{PATH}")

    async def act(self, request: Request, deed: str) -> Response:
        member = viewer(request)
        member.require_administration()
        deeds = {"move_up": self._templates.move_up, "delete": self._templates.delete}
        try:
            form = await self._desk.filled_in(request)
        except StaleForm as stale:
            return await self.show(request, error=str(stale))
        template_id = number_in(form, "id")
        if template_id is None:
            raise UnknownTemplate
        await deeds[deed](template_id, by=member)
        return saved(f"{SETTINGS}{PATH}")

"""/settings/templates: the ready-made texts, in the order the team sees them."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.actor import Member
from domain.model.errors import UnknownTemplate
from domain.model.sms import measure
from domain.model.templates import PLACEHOLDERS, render
from domain.services import Services
from ui.access import viewer
from ui.frame.paths import SETTINGS
from ui.routes.desk import Desk, number_in
from ui.routes.settings_forms import Form, SettingsForms, typed_in
from ui.security.site_config import SiteConfig

PAGE = "settings_templates.html"
PATH = "/templates"
SOMEBODY, SOMEWHERE = "Maya Chen", "Queen Street"
"""Stand in for a customer, and for a point of contact where there is none yet."""


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = TemplatePages(services, config)

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
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._templates = services.templates
        self._company = services.company
        self._desk = Desk(services, config)
        self._forms = SettingsForms(self._desk, self.show)

    async def show(self, request: Request, /, **typed: object) -> Response:
        """`failed` is the id of the form that something is wrong with, 0 that of a new text."""
        member = viewer(request)
        templates = await self._templates.editable(by=member)
        places = await self._company.points_of_contact(by=member)
        location = places[0].name if places else SOMEWHERE
        return await self._desk.show(
            request,
            PAGE,
            templates=templates,
            placeholders=PLACEHOLDERS,
            example=partial(render, customer=SOMEBODY, location=location, agent=member.first_name),
            measure=measure,
            status=422 if "error" in typed else 200,
            **typed,
        )

    async def save(self, request: Request) -> Response:
        member = viewer(request)
        return await self._forms.keep(
            request,
            lambda form: self._keep(form, by=member),
            typed=lambda form: typed_in(form, ("name", "text")),
            leads_to=f"{SETTINGS}{PATH}",
        )

    async def act(self, request: Request, deed: str) -> Response:
        member = viewer(request)
        deeds = {"move_up": self._templates.move_up, "delete": self._templates.delete}

        async def act(form: Form) -> None:
            template_id = number_in(form, "id")
            if template_id is None:
                raise UnknownTemplate
            await deeds[deed](template_id, by=member)

        return await self._forms.keep(request, act, leads_to=f"{SETTINGS}{PATH}")

    async def _keep(self, form: Form, *, by: Member) -> None:
        """Without an id it is a new one."""
        template_id, name, text = number_in(form, "id"), form.get("name", ""), form.get("text", "")
        if template_id is None:
            await self._templates.add(name, text, by=by)
        else:
            await self._templates.change(template_id, name=name, text=text, by=by)

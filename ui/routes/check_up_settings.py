"""/settings/check-up: whether everything between here and the customers' phones is well."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.diagnostics import CheckStatus
from domain.model.errors import UnknownPointOfContact
from domain.services import Services
from ui.access import viewer
from ui.frame.paths import SETTINGS
from ui.routes.desk import Desk, number_in
from ui.routes.settings_forms import Form, SettingsForms
from ui.security.site_config import SiteConfig

PAGE = "settings_check_up.html"
PATH = "/check-up"
SIGNS = {
    CheckStatus.OK: ("check", "All right"),
    CheckStatus.WARNING: ("warning", "To be looked at"),
    CheckStatus.FAILED: ("error", "Wrong"),
}


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=PATH)
    pages = CheckUpPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("/webhook")
    async def set_webhook(request: Request) -> Response:
        return await pages.set_webhook(request)

    return router


class CheckUpPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._check_up = services.diagnostics
        self._desk = Desk(services, config)
        self._forms = SettingsForms(self._desk, self.show)

    async def show(self, request: Request, /, **typed: object) -> Response:
        """Looks each time it is opened; what is wrong comes first."""
        findings = await self._check_up.run(by=viewer(request))
        order = [CheckStatus.FAILED, CheckStatus.WARNING, CheckStatus.OK]
        return await self._desk.show(
            request,
            PAGE,
            findings=sorted(findings, key=lambda finding: order.index(finding.status)),
            counts=Counter(finding.status for finding in findings),
            signs=SIGNS,
            status=422 if "error" in typed else 200,
            **typed,
        )

    async def set_webhook(self, request: Request) -> Response:
        member = viewer(request)

        async def set_webhook(form: Form) -> None:
            place_id = number_in(form, "id")
            if place_id is None:
                raise UnknownPointOfContact
            await self._check_up.set_webhook(place_id, by=member)

        return await self._forms.keep(request, set_webhook, leads_to=f"{SETTINGS}{PATH}")

"""/settings/notifications: the number from which users are texted when customers write."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError
from domain.services import Services
from ui.access import viewer
from ui.frame.paths import SETTINGS
from ui.routes.desk import Desk, saved
from ui.security.csrf import CsrfError
from ui.security.site_config import SiteConfig

PAGE = "settings_notifications.html"
PATH = f"{SETTINGS}/notifications"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=PATH)
    desk = Desk(services, config)

    async def page(request: Request, **typed: object) -> Response:
        member = viewer(request)
        member.require_administration()
        company = await services.company.get(by=member)
        values = {"number": company.notification_number or "", **typed}
        return await desk.show(request, PAGE, status=422 if "error" in typed else 200, **values)

    @router.get("")
    async def show(request: Request) -> Response:
        return await page(request)

    @router.post("")
    async def change(request: Request) -> Response:
        member = viewer(request)
        member.require_administration()
        typed: dict[str, object] = {}
        try:
            form = await desk.filled_in(request)
            typed["number"] = form.get("number", "")
            await services.company.set_notification_number(form.get("number", ""), by=member)
        except (DomainError, CsrfError) as refusal:
            return await page(request, error=str(refusal), **typed)
        return saved(PATH)

    return router

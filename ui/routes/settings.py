"""/settings: the company, where customers text, templates, and what happened."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError
from domain.model.sms import measure
from domain.model.time_zones import time_zones
from domain.services import Services
from domain.services.company import NOTICE_LIMIT
from ui.access import viewer
from ui.door.house import House
from ui.formats import number
from ui.layout.menu import SETTINGS
from ui.routes import point_of_contact_settings, template_settings
from ui.routes.desk import Desk, StaleForm, saved, when

COMPANY, UNROUTED, AUDIT = "settings.html", "settings_unrouted.html", "settings_audit.html"
FIELDS = ("name", "time_zone", "country")
FIRST_PAGE = 2**62


def routes(services: Services, *, house: House) -> APIRouter:
    router = APIRouter(prefix=SETTINGS)
    pages = SettingsPages(services, house)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.company(request)

    @router.post("")
    async def change(request: Request) -> Response:
        return await pages.change(request)

    @router.post("/legal-notice")
    async def set_legal_notice(request: Request) -> Response:
        return await pages.set_legal_notice(request)

    @router.get("/unrouted")
    async def unrouted(request: Request) -> Response:
        return await pages.unrouted(request)

    @router.get("/audit-log")
    async def audit_log(request: Request, before: int = FIRST_PAGE) -> Response:
        return await pages.audit_log(request, before)

    router.include_router(point_of_contact_settings.routes(services, house=house))
    router.include_router(template_settings.routes(services, house=house))
    return router


class SettingsPages:
    def __init__(self, services: Services, house: House) -> None:
        self._services = services
        self._company = services.company
        self._desk = Desk(services, house)

    async def company(self, request: Request, **typed: object) -> Response:
        """With what was typed in place of what is kept, where something is wrong with it."""
        member = viewer(request)
        member.require_administration()
        company = await self._company.get(by=member)
        values = {name: getattr(company, name) for name in FIELDS}
        notice = str(typed.get("notice", company.legal_notice or company.kept_notice or ""))
        return await self._desk.show(
            request,
            COMPANY,
            status=422 if "error" in typed or "notice_error" in typed else 200,
            time_zones=time_zones(),
            countries=self._company.countries(),
            length=measure(notice),
            notice_limit=NOTICE_LIMIT,
            **{
                "values": values,
                "notice": notice,
                "notice_is_on": company.legal_notice is not None,
                **typed,
            },
        )

    async def change(self, request: Request) -> Response:
        viewer(request).require_administration()
        typed: dict[str, object] = {}
        try:
            form = await self._desk.filled_in(request)
            values = {name: form.get(name, "") for name in FIELDS}
            typed["values"] = values
            await self._company.change(**values, by=viewer(request))
        except (DomainError, StaleForm) as refusal:
            return await self.company(request, error=str(refusal), **typed)
        return saved(SETTINGS)

    async def set_legal_notice(self, request: Request) -> Response:
        viewer(request).require_administration()
        typed: dict[str, object] = {}
        try:
            form = await self._desk.filled_in(request)
            typed["notice"] = form.get("notice", "")
            is_on = form.get("on") == "on"
            typed["notice_is_on"] = is_on
            await self._company.set_legal_notice(
                form.get("notice", ""), is_on=is_on, by=viewer(request)
            )
        except (DomainError, StaleForm) as refusal:
            return await self.company(request, notice_error=str(refusal), **typed)
        return saved(f"{SETTINGS}#legal-notice")

    async def unrouted(self, request: Request) -> Response:
        member = viewer(request)
        texts = await self._company.unrouted(by=member)
        zone = await self._desk.clock_of(member)
        rows = [
            {
                "sender": number(text.sender, beside=text.recipient),
                "recipient": number(text.recipient, beside=text.recipient),
                "text": text.text,
                "at": when(text.at, zone),
            }
            for text in texts
        ]
        return await self._desk.show(request, UNROUTED, rows=rows)

    async def audit_log(self, request: Request, before: int) -> Response:
        member = viewer(request)
        before = min(max(before, 0), FIRST_PAGE)
        entries, has_more = await self._services.ledger.page(by=member, before=before)
        zone = await self._desk.clock_of(member)
        rows = [
            {
                "by": entry.by,
                "at": when(entry.at, zone),
                "deed": entry.deed[0].upper() + entry.deed[1:],
                "object": entry.object_id,
            }
            for entry in entries
        ]
        older = entries[-1].id if has_more else None
        return await self._desk.show(request, AUDIT, rows=rows, older=older)

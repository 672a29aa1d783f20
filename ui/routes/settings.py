"""/settings: the company, where customers text, templates, and what happened."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.audit import AuditEntry
from domain.model.companies import Company
from domain.model.errors import Required
from domain.model.languages import LANGUAGES
from domain.model.opt_outs import OptOutScope
from domain.model.sms import measure
from domain.model.time_zones import time_zones
from domain.services import Services
from domain.services.admin.company import NOTICE_LIMIT
from ui.access import viewer
from ui.frame.paths import SETTINGS
from ui.routes import (
    check_up_settings,
    point_of_contact_settings,
    template_settings,
    unrouted_settings,
)
from ui.routes.desk import Desk, when
from ui.routes.settings_forms import Form, SettingsForms
from ui.security.site_config import SiteConfig

COMPANY, AUDIT = "settings.html", "settings_audit.html"
OPERATOR = "The operator"
FIELDS = ("name", "time_zone", "country")
ERRORS = {"error", "notice_error", "scope_error", "two_step_error"}
FIRST_PAGE = 2**62
SCOPES = (
    (
        OptOutScope.NUMBER,
        "From the number where they said so",
        "At your other numbers they can still be texted.",
    ),
    (
        OptOutScope.COMPANY,
        "From any number of the company",
        "START lifts it everywhere, whichever number they text it to.",
    ),
)

EACH, EVERYONE = "each", "everyone"
TWO_STEP_RULES = (
    (EACH, "Each person decides", "Under Account."),
    (
        EVERYONE,
        "Required for everyone",
        "Whoever has not set it up does so before seeing anything else, you included.",
    ),
)


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=SETTINGS)
    pages = SettingsPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.company(request)

    @router.post("")
    async def change(request: Request) -> Response:
        return await pages.change(request)

    @router.post("/legal-notice")
    async def set_legal_notice(request: Request) -> Response:
        return await pages.set_legal_notice(request)

    @router.post("/opt-outs")
    async def set_opt_out_scope(request: Request) -> Response:
        return await pages.set_opt_out_scope(request)

    @router.post("/two-step")
    async def set_two_step_rule(request: Request) -> Response:
        return await pages.set_two_step_rule(request)

    @router.get("/audit-log")
    async def audit_log(request: Request, before: int = FIRST_PAGE) -> Response:
        return await pages.audit_log(request, before)

    router.include_router(point_of_contact_settings.routes(services, config=config))
    router.include_router(template_settings.routes(services, config=config))
    router.include_router(check_up_settings.routes(services, config=config))
    router.include_router(unrouted_settings.routes(services, config=config))
    return router


class SettingsPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._services = services
        self._company = services.company
        self._desk = Desk(services, config)
        self._forms = SettingsForms(self._desk, self.company)

    async def company(self, request: Request, /, **typed: object) -> Response:
        """With what was typed in place of what is kept, where something is wrong with it."""
        member = viewer(request)
        member.require_administration()
        company = await self._company.get(by=member)
        notice = str(typed.get("notice", company.legal_notice or company.kept_notice or ""))
        return await self._desk.show(
            request,
            COMPANY,
            status=422 if ERRORS & typed.keys() else 200,
            time_zones=time_zones(),
            countries=self._company.countries(),
            languages=LANGUAGES,
            length=measure(notice),
            notice_limit=NOTICE_LIMIT,
            scopes=SCOPES,
            two_step_rules=TWO_STEP_RULES,
            **{**kept(company), "notice": notice, **typed},
        )

    async def change(self, request: Request) -> Response:
        member = viewer(request)
        return await self._forms.keep(
            request,
            lambda form: self._company.change(**values_in(form), by=member),
            typed=lambda form: {"values": values_in(form)},
            leads_to=SETTINGS,
        )

    async def set_legal_notice(self, request: Request) -> Response:
        member = viewer(request)
        return await self._forms.keep(
            request,
            lambda form: self._company.set_legal_notice(
                form.get("notice", ""),
                is_on=form.get("on") == "on",
                language=form.get("language", ""),
                by=member,
            ),
            typed=lambda form: {
                "notice": form.get("notice", ""),
                "notice_is_on": form.get("on") == "on",
                "notice_language": form.get("language", ""),
            },
            leads_to=f"{SETTINGS}#legal-notice",
            error="notice_error",
        )

    async def set_opt_out_scope(self, request: Request) -> Response:
        member = viewer(request)

        async def choose(form: Form) -> None:
            scope = form.get("scope", "")
            if scope not in set(OptOutScope):
                raise Required("The choice")
            await self._company.set_opt_out_scope(OptOutScope(scope), by=member)

        return await self._forms.keep(
            request, choose, leads_to=f"{SETTINGS}#opt-outs", error="scope_error"
        )

    async def set_two_step_rule(self, request: Request) -> Response:
        member = viewer(request)

        async def choose(form: Form) -> None:
            rule = form.get("rule", "")
            if rule not in (EACH, EVERYONE):
                raise Required("The choice")
            await self._company.require_two_step(rule == EVERYONE, by=member)

        return await self._forms.keep(
            request, choose, leads_to=f"{SETTINGS}#two-step", error="two_step_error"
        )

    async def audit_log(self, request: Request, before: int) -> Response:
        member = viewer(request)
        before = min(max(before, 0), FIRST_PAGE)
        entries, has_more = await self._services.audit_log.page(by=member, before=before)
        zone = await self._desk.clock_of(member)
        rows = [
            {
                "by": entry.by or OPERATOR,
                "at": when(entry.at, zone),
                "deed": deed_in_words(entry),
                "object": entry.object_id,
            }
            for entry in entries
        ]
        older = entries[-1].id if has_more else None
        return await self._desk.show(request, AUDIT, rows=rows, older=older)


def deed_in_words(entry: AuditEntry) -> str:
    about = f" ({entry.about})" if entry.about else ""
    return entry.deed[0].upper() + entry.deed[1:] + about


def kept(company: Company) -> dict[str, object]:
    return {
        "values": {name: getattr(company, name) for name in FIELDS},
        "notice_is_on": company.legal_notice is not None,
        "notice_language": company.notice_language,
        "opt_out_scope": company.opt_out_scope,
        "two_step_rule": EVERYONE if company.two_step_required else EACH,
    }


def values_in(form: Form) -> dict[str, str]:
    return {name: form.get(name, "") for name in FIELDS}

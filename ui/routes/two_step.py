"""/account/two-step: sets up two-step sign-in, makes recovery codes, and switches it off."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.model.errors import DomainError
from domain.services import Services
from ui.access import viewer
from ui.frame.paths import ACCOUNT
from ui.public.sign_in import wanted
from ui.routes.desk import Desk, saved
from ui.security.csrf import CsrfError
from ui.security.redirects import HOME, TWO_STEP, leading_to
from ui.security.site_config import SiteConfig

PAGE, CODES = "two_step.html", "recovery_codes.html"


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=TWO_STEP)
    pages = TwoStepPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("/set-up")
    async def begin(request: Request) -> Response:
        return await pages.begin(request)

    @router.post("/confirm")
    async def confirm(request: Request) -> Response:
        return await pages.confirm(request)

    @router.post("/recovery-codes")
    async def renew(request: Request) -> Response:
        return await pages.renew(request)

    @router.post("/switch-off")
    async def switch_off(request: Request) -> Response:
        return await pages.switch_off(request)

    return router


class TwoStepPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._services = services
        self._desk = Desk(services, config)

    async def show(self, request: Request, **errors: object) -> Response:
        return await self._desk.show(
            request,
            PAGE,
            standing=await self._services.two_factor.status(by=viewer(request)),
            onward=leading_to(wanted(request), through=""),
            status=422 if errors else 200,
            **errors,
        )

    async def begin(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
            await self._services.two_factor.begin(form.get("current", ""), by=viewer(request))
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, error=str(refusal))
        return RedirectResponse(leading_to(wanted(request), through=TWO_STEP), status_code=303)

    async def confirm(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
            codes = await self._services.two_factor.confirm(
                form.get("code", ""), by=viewer(request)
            )
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, code_error=str(refusal))
        return await self._give(request, codes, is_new=True)

    async def renew(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
            codes = await self._services.two_factor.renew_recovery_codes(
                form.get("proof", ""), by=viewer(request)
            )
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, renew_error=str(refusal))
        return await self._give(request, codes, is_new=False)

    async def switch_off(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
            await self._services.two_factor.switch_off(form.get("proof", ""), by=viewer(request))
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, off_error=str(refusal))
        return saved(f"{ACCOUNT}#two-step")

    async def _give(self, request: Request, codes: Sequence[str], *, is_new: bool) -> Response:
        """Shown only now, in the answer itself: they are kept as hashes."""
        member, leads_to = viewer(request), wanted(request)
        is_done = leads_to == HOME and not member.must_set_up_two_factor
        done = f"{ACCOUNT}#two-step" if is_done else leads_to
        return await self._desk.show(request, CODES, codes=codes, is_new=is_new, done=done)

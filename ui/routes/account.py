"""/account: one's own name, password, phone, time zone, and where one is signed in."""

from collections.abc import Mapping
from datetime import time
from typing import TypedDict

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.model.errors import DomainError, UnknownSignIn
from domain.model.time_zones import time_zones
from domain.model.users import User
from domain.services import Services
from ui.access import viewer
from ui.formatting.user_agents import device_in_words
from ui.frame.paths import ACCOUNT
from ui.routes.desk import Desk, number_in, saved, when
from ui.security.csrf import CsrfError
from ui.security.site_config import SiteConfig

PAGE = "account.html"
FIELDS = ("name", "phone", "time_zone")


class Notifying(TypedDict):
    """As it stands in the form."""

    hide_texts: bool
    quiet_from: str
    quiet_until: str


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter(prefix=ACCOUNT)
    pages = AccountPages(services, config)

    @router.get("")
    async def show(request: Request) -> Response:
        return await pages.show(request)

    @router.post("")
    async def change(request: Request) -> Response:
        return await pages.change(request)

    @router.post("/notifications")
    async def change_notifications(request: Request) -> Response:
        return await pages.change_notifications(request)

    @router.post("/password")
    async def change_password(request: Request) -> Response:
        return await pages.change_password(request)

    @router.post("/sign-ins/end")
    async def end_sign_in(request: Request) -> Response:
        return await pages.end_sign_in(request)

    return router


class AccountPages:
    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._services = services
        self._desk = Desk(services, config)

    async def show(
        self,
        request: Request,
        typed: Mapping[str, str] | None = None,
        *,
        chosen: Notifying | None = None,
        **errors: object,
    ) -> Response:
        member = viewer(request)
        user = await self._services.profile.get(by=member)
        zone = await self._desk.clock_of(member)
        sign_ins = [
            {
                "id": held.id,
                "device": device_in_words(held.device),
                "used": when(held.used_at, zone),
                "address": held.address,
                "is_this": held.id == member.sign_in_id,
            }
            for held in await self._services.profile.sign_ins(by=member)
        ]
        return await self._desk.show(
            request,
            PAGE,
            email=user.email,
            chosen=chosen or chosen_by(user),
            values=typed or {name: getattr(user, name) or "" for name in FIELDS},
            time_zones=time_zones(),
            two_step=await self._services.two_factor.status(by=member),
            sign_ins=sign_ins,
            status=422 if errors else 200,
            **errors,
        )

    async def change(self, request: Request) -> Response:
        typed: dict[str, str] | None = None
        try:
            form = await self._desk.filled_in(request)
            typed = {name: form.get(name, "") for name in FIELDS}
            await self._services.profile.change(
                **typed, password=form.get("current", ""), by=viewer(request)
            )
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, typed, error=str(refusal))
        return saved(ACCOUNT)

    async def change_notifications(self, request: Request) -> Response:
        chosen: Notifying | None = None
        try:
            form = await self._desk.filled_in(request)
            chosen = {
                "hide_texts": form.get("hide_texts") == "on",
                "quiet_from": form.get("quiet_from", ""),
                "quiet_until": form.get("quiet_until", ""),
            }
            await self._services.profile.set_notifications(**chosen, by=viewer(request))
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, chosen=chosen, notifications_error=str(refusal))
        return saved(f"{ACCOUNT}#notifications")

    async def change_password(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
            await self._services.sign_in.change_password(
                form.get("current", ""),
                form.get("password", ""),
                by=viewer(request),
                leave_elsewhere=form.get("elsewhere") == "on",
            )
        except (DomainError, CsrfError) as refusal:
            return await self.show(request, password_error=str(refusal))
        return saved(f"{ACCOUNT}#password-section")

    async def end_sign_in(self, request: Request) -> Response:
        try:
            form = await self._desk.filled_in(request)
        except CsrfError as stale:
            return await self.show(request, error=str(stale))
        sign_in_id = number_in(form, "sign_in")
        if sign_in_id is None:
            raise UnknownSignIn
        await self._services.profile.end_sign_in(sign_in_id, by=viewer(request))
        return saved(f"{ACCOUNT}#sign-ins")


def chosen_by(user: User) -> Notifying:
    return {
        "hide_texts": user.hides_texts,
        "quiet_from": _clock_time(user.quiet_from),
        "quiet_until": _clock_time(user.quiet_until),
    }


def _clock_time(at: time | None) -> str:
    """As a field for times takes it."""
    return f"{at:%H:%M}" if at else ""

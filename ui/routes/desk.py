"""What the plain pages for people who are signed in have in common."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from domain.model.actor import Member
from domain.model.time_zones import stored_time_zone
from domain.services import Services
from ui.access import viewer
from ui.frame.menu import links
from ui.public.plain_pages import TEMPLATES as PUBLIC_TEMPLATES
from ui.public.plain_pages import PlainPages
from ui.public.public_forms import form_fields
from ui.security.csrf import CsrfError, CsrfTokens
from ui.security.site_config import SiteConfig

TEMPLATES = Path(__file__).parent / "templates"


class Desk:
    """Draws a page with its navigation, and takes in its forms."""

    def __init__(self, services: Services, config: SiteConfig) -> None:
        self._services = services
        self._pages = PlainPages(config, templates=(PUBLIC_TEMPLATES, TEMPLATES))
        self._tokens = CsrfTokens(config)

    async def show(
        self, request: Request, template: str, /, *, status: int = 200, **values: object
    ) -> Response:
        """Who has yet to set up two-step sign-in sees nothing beside that."""
        member = viewer(request)
        token = self._tokens.for_form(request)
        response = self._pages.show(
            request,
            template,
            status=status,
            token=token,
            member=member,
            saved="saved" in request.query_params,
            **({} if member.must_set_up_two_factor else await self._beside(member)),
            **values,
        )
        # Else browsers would call the origin of this very form "null" when it is sent.
        response.headers["Referrer-Policy"] = "same-origin"
        self._tokens.set_cookie(response, token)
        return response

    async def filled_in(self, request: Request) -> dict[str, str]:
        """Raise `CsrfError`."""
        form = await form_fields(request)
        if not self._tokens.is_valid(request, form.get("token", "")):
            raise CsrfError
        return form

    async def clock_of(self, member: Member) -> ZoneInfo:
        """Where this member's day begins and ends."""
        user = await self._services.profile.get(by=member)
        company = await self._services.company.get(by=member)
        return stored_time_zone(user.time_zone or company.time_zone)

    async def _beside(self, member: Member) -> dict[str, object]:
        """What stands around every page."""
        return {
            "links": links(member),
            "unread": await self._unread(member),
            "troubles": self._services.monitor.status(by=member).alerts,
        }

    async def _unread(self, member: Member) -> int:
        if not member.may_converse:
            return 0
        return len(await self._services.conversation_list.unread(by=member))


def saved(path: str) -> Response:
    """Back to the page, which says that it worked; reloading it repeats nothing."""
    there, mark, section = path.partition("#")
    return RedirectResponse(f"{there}?saved{mark}{section}", status_code=303)


def when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M}"


def number_in(form: Mapping[str, str], name: str) -> int | None:
    """A whole number that the database can hold; `None` for anything else."""
    said = form.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 18 else None

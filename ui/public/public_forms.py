"""Forms for people who are not signed in, and the steps that sign a browser in and out."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from domain.model.actor import Member
from domain.model.two_factor_errors import CodeNeeded
from domain.services.accounts.sign_in import SignInService
from ui.access import client_info
from ui.public.plain_pages import PlainPages
from ui.security.cookies import pending_2fa_cookie, sign_in_cookie
from ui.security.csrf import CsrfTokens
from ui.security.known_browsers import KnownBrowsers
from ui.security.paths import LIVE_CONVERSATIONS
from ui.security.redirects import CODE, HOME, SIGN_IN, leading_to
from ui.security.site_config import SiteConfig


class PublicForms:
    def __init__(self, sign_in: SignInService, config: SiteConfig) -> None:
        self._sign_in = sign_in
        self._pages = PlainPages(config)
        self._tokens = CsrfTokens(config)
        self._cookie = sign_in_cookie(https=config.is_https)
        self._pending_2fa = pending_2fa_cookie(https=config.is_https)
        self._browsers = KnownBrowsers(config)

    def show_form(
        self, request: Request, template: str, /, *, status: int = 200, **values: object
    ) -> Response:
        token = self._tokens.for_form(request)
        response = self._pages.show(request, template, status=status, token=token, **values)
        # Else browsers would call the origin of this very form "null" when it is sent.
        response.headers["Referrer-Policy"] = "same-origin"
        self._tokens.set_cookie(response, token)
        return response

    def show_page(
        self, request: Request, template: str, /, *, status: int, **values: object
    ) -> Response:
        return self._pages.show(request, template, status=status, **values)

    def is_own_form(self, request: Request, form: Mapping[str, str]) -> bool:
        return self._tokens.is_valid(request, form.get("token", ""))

    async def is_signed_in(self, request: Request) -> bool:
        return await self._sign_in.member(self._cookie.of(request)) is not None

    async def sign_in(
        self, request: Request, email: str, password: str, *, to: str | None = None
    ) -> Response:
        """Raise as `sign_in` does; those who need a code are asked for it.

        Without `to`, agents come to their conversations and everybody else to the home page.
        """
        try:
            token, member = await self._sign_in.sign_in(
                email,
                password,
                **client_info(request),
                browser=self._browsers.name_of(request, email),
            )
        except CodeNeeded as needed:
            response = RedirectResponse(leading_to(to, through=CODE), status_code=303)
            self._pending_2fa.give(response, needed.pending_token)
            return response
        return await self.complete_sign_in(request, token, member, to=to)

    def pending_2fa(self, request: Request) -> str:
        """The token of somebody who is asked for a code; empty when there is none."""
        return self._pending_2fa.of(request)

    async def complete_sign_in(
        self, request: Request, token: str, member: Member, *, to: str | None
    ) -> Response:
        """An earlier sign-in of this browser ends: nobody could see it."""
        await self._sign_in.sign_out(self._cookie.of(request))
        response = RedirectResponse(to or start_page(member), status_code=303)
        self._browsers.remember(request, response, await self._sign_in.email_of(member))
        self._cookie.give(response, token)
        if self.pending_2fa(request):
            self._pending_2fa.take_back(response)
        return response

    async def sign_out(self, request: Request) -> Response:
        await self._sign_in.sign_out(self._cookie.of(request))
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._cookie.take_back(response)
        return response


def start_page(member: Member) -> str:
    """Where the work of this member is."""
    return LIVE_CONVERSATIONS if member.may_converse else HOME


async def form_fields(request: Request) -> dict[str, str]:
    """The fields as the person filled them in; files are left out."""
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}

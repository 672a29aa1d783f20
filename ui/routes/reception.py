"""What the forms for people who are not signed in have in common."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from domain.model.actor import Member
from domain.model.two_factor_errors import CodeNeeded
from domain.services.accounts.sign_in import SignInService
from ui.door.addresses import CODE, SIGN_IN, leading_to
from ui.door.cookies import half_way_cookie, sign_in_cookie
from ui.door.form_tokens import FormTokens
from ui.door.house import House
from ui.door.known_browsers import KnownBrowsers
from ui.routes.plain_pages import PlainPages

TRY_AGAIN = "This page was open for too long, or cookies are switched off. Please try once more."


class Reception:
    def __init__(self, accounts: SignInService, house: House) -> None:
        self._accounts = accounts
        self._pages = PlainPages(house)
        self._tokens = FormTokens(house)
        self._cookie = sign_in_cookie(https=house.is_https)
        self._half_way = half_way_cookie(https=house.is_https)
        self._browsers = KnownBrowsers(house)

    def form(
        self, request: Request, template: str, /, *, status: int = 200, **values: object
    ) -> Response:
        token = self._tokens.for_form(request)
        response = self._pages.show(request, template, status=status, token=token, **values)
        # Else browsers would call the origin of this very form "null" when it is sent.
        response.headers["Referrer-Policy"] = "same-origin"
        self._tokens.keep(response, token)
        return response

    def page(
        self, request: Request, template: str, /, *, status: int, **values: object
    ) -> Response:
        return self._pages.show(request, template, status=status, **values)

    def is_own_form(self, request: Request, written: Mapping[str, str]) -> bool:
        return self._tokens.fits(request, written.get("token", ""))

    async def is_signed_in(self, request: Request) -> bool:
        return await self._accounts.member(self._cookie.of(request)) is not None

    async def admit(self, request: Request, email: str, password: str, *, to: str) -> Response:
        """Raise as `sign_in` does; those who need a code are asked for it."""
        try:
            token, member = await self._accounts.sign_in(
                email,
                password,
                **whence(request),
                browser=self._browsers.name_of(request, email),
            )
        except CodeNeeded as half:
            response = RedirectResponse(leading_to(to, through=CODE), status_code=303)
            self._half_way.give(response, half.pending_token)
            return response
        return await self.let_in(request, token, member, to=to)

    def half_way(self, request: Request) -> str:
        """The token of somebody who is asked for a code; empty when there is none."""
        return self._half_way.of(request)

    async def let_in(self, request: Request, token: str, member: Member, *, to: str) -> Response:
        """An earlier sign-in of this browser ends: nobody could see it."""
        await self._accounts.sign_out(self._cookie.of(request))
        response = RedirectResponse(to, status_code=303)
        self._browsers.remember(request, response, await self._accounts.email_of(member))
        self._cookie.give(response, token)
        if self.half_way(request):
            self._half_way.take_back(response)
        return response

    async def dismiss(self, request: Request) -> Response:
        await self._accounts.sign_out(self._cookie.of(request))
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._cookie.take_back(response)
        return response


def whence(request: Request) -> dict[str, str]:
    """From where somebody signs in, as it is kept with the sign-in."""
    return {
        "address": request.client.host if request.client else "unknown",
        "device": request.headers.get("user-agent", ""),
    }


async def written(request: Request) -> dict[str, str]:
    """The fields as the person filled them in; files are left out."""
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}

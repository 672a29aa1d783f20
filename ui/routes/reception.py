"""What the forms for people who are not signed in have in common."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from domain.services.accounts import AccountsService
from ui.door.addresses import SIGN_IN
from ui.door.cookies import sign_in_cookie
from ui.door.form_tokens import FormTokens
from ui.door.house import House
from ui.routes.plain_pages import PlainPages

TRY_AGAIN = "This page was open for too long, or cookies are switched off. Please try once more."


class Reception:
    def __init__(self, accounts: AccountsService, house: House) -> None:
        self._accounts = accounts
        self._pages = PlainPages(house)
        self._tokens = FormTokens(house)
        self._cookie = sign_in_cookie(https=house.is_https)

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
        """Raise as `sign_in` does. An earlier sign-in of this browser ends: nobody could see it."""
        token, _ = await self._accounts.sign_in(
            email,
            password,
            address=request.client.host if request.client else "unknown",
            device=request.headers.get("user-agent", ""),
        )
        await self._accounts.sign_out(self._cookie.of(request))
        response = RedirectResponse(to, status_code=303)
        self._cookie.give(response, token)
        return response

    async def dismiss(self, request: Request) -> Response:
        await self._accounts.sign_out(self._cookie.of(request))
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._cookie.take_back(response)
        return response


async def written(request: Request) -> dict[str, str]:
    """The fields as the person filled them in; files are left out."""
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}

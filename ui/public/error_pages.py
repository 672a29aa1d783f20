"""Error pages and JSON errors: what is not there, not permitted, refused or broken."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from nicegui import core
from starlette.exceptions import HTTPException

from domain.model.errors import (
    DomainError,
    NotPermitted,
    UnknownConversation,
    UnknownMessage,
    UnknownPointOfContact,
    UnknownSignIn,
    UnknownTemplate,
    UnknownUser,
)
from domain.model.picture_errors import DiskFull, FileTooLarge, TooMuchToday, UnknownAttachment
from domain.model.storage_errors import NotStored
from ui.public.plain_pages import PlainPages
from ui.security.headers import new_nonce, set_security_headers
from ui.security.page_limits import TooManyAtOnce, TooManyPages
from ui.security.redirects import asks_for_a_page
from ui.security.site_config import SiteConfig

NOT_THERE = "There is nothing at this address. It may have been moved, or mistyped."
SAID: Mapping[int, tuple[str, str]] = {
    403: ("No access", "You may not see this. Ask an administrator of your company."),
    404: ("Not found", NOT_THERE),
    413: ("Too large", "This is too large to be taken in."),
    500: ("Something went wrong", "The fault is ours. Please try again in a moment."),
}
UNKNOWN = (
    UnknownAttachment,
    UnknownUser,
    UnknownConversation,
    UnknownMessage,
    UnknownPointOfContact,
    UnknownSignIn,
    UnknownTemplate,
)
STATUS: Mapping[type[Exception], int] = {
    FileTooLarge: 413,
    TooMuchToday: 429,
    TooManyPages: 429,
    TooManyAtOnce: 503,
    NotStored: 503,
    DiskFull: 507,
}
OTHERWISE = ("This did not work", "The request could not be understood.")


def register(site: FastAPI, *, config: SiteConfig) -> None:
    """For the site and, in place of its own answers, for NiceGUI behind it.

    NiceGUI keeps a page on the server for every wrong address, and shows what broke to anybody.
    """
    pages = ErrorPages(config)
    for app in (site, core.app):
        app.add_exception_handler(404, pages.not_found)
        app.add_exception_handler(HTTPException, pages.http)
        app.add_exception_handler(RequestValidationError, pages.not_found)
        app.add_exception_handler(DomainError, pages.refused)
        app.add_exception_handler(Exception, pages.broken)


class ErrorPages:
    def __init__(self, config: SiteConfig) -> None:
        self._pages = PlainPages(config)
        self._config = config

    async def not_found(self, request: Request, error: Exception) -> Response:
        return self._answer(request, 404)

    async def http(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = self._answer(request, status)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def refused(self, request: Request, error: Exception) -> Response:
        if isinstance(error, NotPermitted):
            return self._answer(request, 403, str(error))
        if isinstance(error, UNKNOWN):
            return self._answer(request, 404, str(error))
        return self._answer(request, STATUS.get(type(error), 400), str(error))

    async def broken(self, request: Request, error: Exception) -> Response:
        """Given outside of the guard, which therefore cannot add its headers."""
        response = self._answer(request, 500)
        set_security_headers(response.headers, nonce=new_nonce(), https=self._config.is_https)
        return response

    def _answer(self, request: Request, status: int, sentence: str = "") -> Response:
        heading, usual = SAID.get(status, OTHERWISE)
        sentence = sentence or usual
        if not asks_for_a_page(request):
            return JSONResponse({"detail": sentence}, status_code=status)
        return self._pages.show(
            request, "message.html", status=status, heading=heading, sentence=sentence
        )

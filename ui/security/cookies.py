"""The cookies that carry a sign-in and the token of a form."""

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from domain.services.accounts.sign_in import LIFETIME, PENDING_LIFETIME


class Cookie:
    """Read by no script and sent to no other site.

    Over https its name starts with `__Host-`: a browser then takes it only from this very host,
    so that a neighbouring subdomain cannot plant one.
    """

    def __init__(self, name: str, *, https: bool, lasts: timedelta) -> None:
        self._name = f"__Host-{name}" if https else name
        self._https = https
        self._seconds = int(lasts.total_seconds())

    def of(self, connection: HTTPConnection) -> str:
        """Empty when there is none."""
        return connection.cookies.get(self._name, "")

    def give(self, response: Response, value: str) -> None:
        response.set_cookie(
            self._name,
            value,
            max_age=self._seconds,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response) -> None:
        response.delete_cookie(
            self._name, path="/", secure=self._https, httponly=True, samesite="lax"
        )


def sign_in_cookie(*, https: bool) -> Cookie:
    return Cookie("lc", https=https, lasts=LIFETIME)


def pending_2fa_cookie(*, https: bool) -> Cookie:
    """Between the password and the code."""
    return Cookie("lc-half", https=https, lasts=PENDING_LIFETIME)


def csrf_cookie(*, https: bool) -> Cookie:
    return Cookie("lc-form", https=https, lasts=timedelta(hours=12))


def known_browser_cookie(*, https: bool) -> Cookie:
    return Cookie("lc-known", https=https, lasts=timedelta(days=180))

"""CSRF tokens: proof that a form came from a page of ours, also before anybody has signed in."""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.services.signing import signer
from ui.security.cookies import csrf_cookie
from ui.security.site_config import SiteConfig

FORM_EXPIRED = "This page was open for too long, or cookies are switched off. Please try once more."


class CsrfError(Exception):
    """A form did not come from a page of ours, or the page was opened too long ago."""

    def __init__(self) -> None:
        super().__init__(FORM_EXPIRED)


class CsrfTokens:
    """A signed token stands in the form and in a cookie, and both must be the same.

    Another site can neither read the cookie nor make a token that carries our signature.
    """

    def __init__(self, config: SiteConfig) -> None:
        self._signer = signer(config.secret_key, purpose="form")
        self._cookie = csrf_cookie(https=config.is_https)

    def for_form(self, request: Request) -> str:
        """Return the one this browser has already: two tabs must not spoil each other's form."""
        held = self._cookie.of(request)
        if self._signer.validate(held):
            return held
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def set_cookie(self, response: Response, token: str) -> None:
        self._cookie.give(response, token)

    def is_valid(self, request: Request, token: str) -> bool:
        held = self._cookie.of(request)
        return self._signer.validate(held) and hmac.compare_digest(held.encode(), token.encode())

"""CSRF tokens: proof that a form came from a page of ours, also before anybody has signed in."""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.services.signing import signer
from ui.door.cookies import form_cookie
from ui.door.house import House


class FormTokens:
    """A signed token stands in the form and in a cookie, and both must be the same.

    Another site can neither read the cookie nor make a token that carries our signature.
    """

    def __init__(self, house: House) -> None:
        self._signer = signer(house.secret_key, purpose="form")
        self._cookie = form_cookie(https=house.is_https)

    def for_form(self, request: Request) -> str:
        """Return the one this browser has already: two tabs must not spoil each other's form."""
        held = self._cookie.of(request)
        if self._signer.validate(held):
            return held
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def keep(self, response: Response, token: str) -> None:
        self._cookie.give(response, token)

    def fits(self, request: Request, token: str) -> bool:
        held = self._cookie.of(request)
        return self._signer.validate(held) and hmac.compare_digest(held.encode(), token.encode())

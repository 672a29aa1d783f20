"""Proof that a form came from a page of ours, for people who have not signed in yet."""

import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from ui.door.cookies import form_cookie
from ui.door.house import House


class FormTokens:
    """A signed token stands in the form and in a cookie, and both must be the same.

    Another site can neither read the cookie nor make a token that carries our signature.
    """

    def __init__(self, house: House) -> None:
        self._key = house.secret_key.encode()
        self._cookie = form_cookie(https=house.is_https)

    def for_form(self, request: Request) -> str:
        """The one this browser has already, so that two tabs do not spoil each other's form."""
        held = self._cookie.of(request)
        return held if self._is_signed(held) else self._signed(secrets.token_urlsafe(16))

    def keep(self, response: Response, token: str) -> None:
        self._cookie.give(response, token)

    def fits(self, request: Request, token: str) -> bool:
        held = self._cookie.of(request)
        return self._is_signed(held) and hmac.compare_digest(held.encode(), token.encode())

    def _signed(self, word: str) -> str:
        signature = hmac.new(self._key, b"form " + word.encode(), hashlib.sha256).hexdigest()
        return f"{word}.{signature}"

    def _is_signed(self, token: str) -> bool:
        word, _, _ = token.partition(".")
        return hmac.compare_digest(self._signed(word).encode(), token.encode())

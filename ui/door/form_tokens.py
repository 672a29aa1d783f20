"""Proof that a form came from a page of ours, for people who have not signed in yet."""

import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.model.signing import SigningKeys
from ui.door.cookies import form_cookie
from ui.door.house import House

_HEX = re.compile(r"[0-9a-f]{64}")


class FormTokens:
    """A signed token stands in the form and in a cookie, and both must be the same.

    Another site can neither read the cookie nor make a token that carries our signature.
    """

    def __init__(self, house: House) -> None:
        self._keys = SigningKeys(house.secret_key)
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
        return f"{word}.{self._keys.sign(_said(word)).hex()}"

    def _is_signed(self, token: str) -> bool:
        word, _, signature = token.partition(".")
        return bool(_HEX.fullmatch(signature)) and self._keys.fits(
            _said(word), bytes.fromhex(signature)
        )


def _said(word: str) -> bytes:
    return b"form " + word.encode()

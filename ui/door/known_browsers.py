"""Knows the browsers in which somebody has signed in before, whoever else tries meanwhile."""

import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.model.signing import SigningKeys
from ui.door.cookies import known_browser_cookie
from ui.door.house import House

MAX_ACCOUNTS = 5
"""As on a shared tablet; of more, those who signed in last are known."""
_HEX = re.compile(r"[0-9a-f]{64}")


class KnownBrowsers:
    """A cookie holds a random name for the browser, and a signature for each account.

    It opens nothing. Guesses from a browser that an account knows are counted apart from those of
    all others, so that others cannot use up what its owner is allowed.
    """

    def __init__(self, house: House) -> None:
        self._keys = SigningKeys(house.secret_key)
        self._cookie = known_browser_cookie(https=house.is_https)

    def name_of(self, request: Request, email: str) -> str:
        """Empty when nobody has signed in to this account there."""
        name, *signatures = self._cookie.of(request).split(".")
        return name if any(self._fits(name, email, each) for each in signatures) else ""

    def remember(self, request: Request, response: Response, email: str) -> None:
        name, *signatures = self._cookie.of(request).split(".")
        if not any(_HEX.fullmatch(signature) for signature in signatures):
            name, signatures = secrets.token_urlsafe(16), []
        others = [each for each in signatures if not self._fits(name, email, each)]
        own = self._keys.sign(_said(name, email)).hex()
        self._cookie.give(response, ".".join((name, own, *others[: MAX_ACCOUNTS - 1])))

    def _fits(self, name: str, email: str, signature: str) -> bool:
        is_hex = _HEX.fullmatch(signature) is not None
        return is_hex and self._keys.fits(_said(name, email), bytes.fromhex(signature))


def _said(name: str, email: str) -> bytes:
    return f"browser {name} of {email.strip().casefold()}".encode()

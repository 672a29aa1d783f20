"""Knows the browsers in which somebody has signed in before, whoever else tries meanwhile."""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from domain.services.signing import signer
from ui.security.cookies import known_browser_cookie
from ui.security.site_config import SiteConfig

MAX_ACCOUNTS = 5
"""As on a shared tablet; of more, those who signed in last are known."""


class KnownBrowsers:
    """A cookie holds a random name for the browser, and a signature for each account.

    It opens nothing. Guesses from a browser that an account knows are counted apart from those of
    all others, so that others cannot use up what its owner is allowed.
    """

    def __init__(self, config: SiteConfig) -> None:
        self._signer = signer(config.secret_key, purpose="browser")
        self._cookie = known_browser_cookie(https=config.is_https)

    def name_of(self, request: Request, email: str) -> str:
        """Return nothing when nobody has signed in to this account there."""
        name, *signatures = self._cookie.of(request).split(".")
        return name if any(self._fits(name, email, each) for each in signatures) else ""

    def remember(self, request: Request, response: Response, email: str) -> None:
        name, *signatures = self._cookie.of(request).split(".")
        if not any(signatures):
            name = secrets.token_urlsafe(16)
        own = self._signer.get_signature(_said(name, email)).decode()
        others = [each for each in signatures if each and not self._fits(name, email, each)]
        self._cookie.give(response, ".".join((name, own, *others[: MAX_ACCOUNTS - 1])))

    def _fits(self, name: str, email: str, signature: str) -> bool:
        return self._signer.verify_signature(_said(name, email), signature)


def _said(name: str, email: str) -> str:
    return f"{name} {email.strip().casefold()}"

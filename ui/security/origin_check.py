"""Checks the Origin header: only pages of our own may change something or open a socket."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from domain.model.hosts import LOOPBACK_HOSTS

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    def __init__(self, public_base_url: str) -> None:
        url = urlsplit(public_base_url)
        self._public = f"{url.scheme}://{url.netloc}".lower()

    def allow(self, connection: HTTPConnection) -> bool:
        """Another site may ask for things, of which it sees nothing, but change nothing here.

        Nor may it open a websocket, which browsers would let it read from.
        """
        is_websocket: bool = connection.scope["type"] == "websocket"
        if not is_websocket and connection.scope["method"] in SAFE_METHODS:
            return True
        origin = connection.headers.get("origin")
        if origin is None:  # not a browser: the carrier, say
            return not is_websocket
        if origin == "null":
            return _is_from_here(connection)
        return self.is_own(origin, host=connection.headers.get("host", ""))

    def is_own(self, origin: str, *, host: str) -> bool:
        """The public one; on this very machine also the one that was asked for."""
        if origin == self._public:
            return True
        asked = urlsplit(f"//{host}")
        return asked.hostname in LOOPBACK_HOSTS and origin == f"http://{host}"


def _is_from_here(connection: HTTPConnection) -> bool:
    """Under `Referrer-Policy: no-referrer` browsers call even our own forms' origin "null".

    No page can set this header, so what the browser says in it is true.
    """
    return connection.headers.get("sec-fetch-site") == "same-origin"

"""Checks that Twilio can reach us: signed webhooks, and downloads of pictures."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import urlsplit

from domain.model.diagnostics import CheckResult, failed, ok, warning
from domain.ports.diagnostics import ConnectionProblem, HttpResponse, PublicAddress, Unreachable
from domain.services.signing import signer

SIGNATURE, PICTURES = "Webhooks through the public address", "Photos through the public address"
CLIENT_ADDRESSES = "Addresses of visitors"
SPOOFED_ADDRESS = "192.0.2.1"
"""From the range reserved for documentation: an address that a client might claim."""
WEBHOOK = "/webhooks/twilio/check?say=a%20b+c"
"""Contains blanks in both encodings: a proxy that rewrites them breaks signatures."""
PICTURE_PATH = "/m/check-up"
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A single point, as PNG."""
NOT_RUNNING = "The server does not run now, so this could not be tried."
START = "Start it with uv run main.py serve, and check again."
FORWARD = (
    "Have the proxy set X-Forwarded-For. Caddy does so by itself; nginx with: "
    "proxy_set_header X-Forwarded-For $remote_addr;"
)
ALL_CLIENTS_ALIKE = "all visitors seem to come from %s, and wrong passwords of one lock out all."
PROXY_FIX = "Have the proxy pass on path and query as they are, to this server."

_CONNECTION_PROBLEMS = {
    ConnectionProblem.NAME: ("The name in PUBLIC_BASE_URL is not known.", "Add it to your DNS."),
    ConnectionProblem.REFUSED: (
        "Nobody answers at the public address.",
        "Start the proxy, and let it and the firewall pass requests on to this server.",
    ),
    ConnectionProblem.CERTIFICATE: (
        "The certificate of the public address is not to be trusted.",
        "Renew it; Caddy does so by itself.",
    ),
    ConnectionProblem.SILENCE: (
        "The public address gives no answer in time.",
        "See whether the server itself can reach it: some routers do not lead back inside.",
    ),
    ConnectionProblem.BROKEN: ("The line breaks off at the public address.", PROXY_FIX),
}


class PublicUrlCheck:
    """Calls this server at its public address, without any effect."""

    def __init__(self, address: PublicAddress, *, secret_key: str, is_called: bool) -> None:
        """`is_called`: by Twilio itself, and so from somewhere on the internet."""
        self._address = address
        self._signer = signer(secret_key, purpose="check")
        self._is_called = is_called

    def proof(self, nonce: str) -> str:
        """Return an HMAC of the nonce, which only this installation can compute."""
        return self._signer.get_signature(nonce).decode()

    async def signature(self) -> list[CheckResult]:
        nonce = token_urlsafe(16)

        async def ask() -> list[CheckResult]:
            answer = await self._address.post_signed(
                WEBHOOK, {"Nonce": nonce}, {"X-Forwarded-For": SPOOFED_ADDRESS}
            )
            proof, *addresses = answer.body.decode("latin-1").split("\n")
            if answer.status == 200 and self._signer.verify_signature(nonce, proof):
                result = self._works(SIGNATURE, "Twilio's signatures are accepted.")
                return [result, *self._check_forwarded_for(*addresses)]
            return [self._failed(SIGNATURE, answer)]

        return await self._try(SIGNATURE, ask)

    async def pictures(self) -> list[CheckResult]:
        async def ask() -> list[CheckResult]:
            response = await self._address.get(PICTURE_PATH)
            if response.status != 200 or response.body != PICTURE:
                return [self._failed(PICTURES, response)]
            if response.media_type != "image/png":
                words = f"The proxy calls a photo {response.media_type or 'nothing at all'}."
                return [failed(PICTURES, words, "Have it pass on Content-Type as it is.")]
            head_response = await self._address.get(PICTURE_PATH, head=True)
            if head_response.status != 200:
                words = f"The proxy answers HEAD with {head_response.status}; Twilio asks so first."
                return [failed(PICTURES, words, "Have it pass on HEAD as it does GET.")]
            return [self._works(PICTURES, "Twilio can fetch them here.")]

        return await self._try(PICTURES, ask)

    def _check_forwarded_for(self, client: str = "", forwarded_for: str = "") -> list[CheckResult]:
        """Compare the `client` this server saw with the header `X-Forwarded-For` of the proxy.

        With https there must be a proxy, because this server speaks http only.
        """
        if not client or not self._address.url.startswith("https://"):
            return []
        visitor = forwarded_for.rpartition(",")[2].strip()
        if forwarded_for == SPOOFED_ADDRESS:
            words = "The proxy passes on whatever address a visitor claims to come from."
            return [failed(CLIENT_ADDRESSES, words, FORWARD)]
        if not forwarded_for:
            return [
                failed(
                    CLIENT_ADDRESSES,
                    f"The proxy does not tell them: {ALL_CLIENTS_ALIKE % client}",
                    FORWARD,
                )
            ]
        if client not in forwarded_for:
            words = f"The proxy is not believed: {ALL_CLIENTS_ALIKE % client}"
            return [
                failed(
                    CLIENT_ADDRESSES, words, f"Add {client} to TRUSTED_PROXIES, and start again."
                )
            ]
        return [
            ok(CLIENT_ADDRESSES, f"Known: this very request was seen as coming from {visitor}.")
        ]

    async def _try(self, subject: str, ask: "Ask") -> list[CheckResult]:
        try:
            return await ask()
        except Unreachable as failure:
            if not await self._address.is_served():
                return [warning(subject, NOT_RUNNING, START)]
            words, mend = _CONNECTION_PROBLEMS[failure.obstacle]
            return [failed(subject, words, mend)]

    def _works(self, subject: str, words: str) -> CheckResult:
        if self._is_called and _is_private(self._address.url):
            return failed(
                subject,
                "It works on this machine, but Twilio cannot reach an address of your own network.",
                "Set PUBLIC_BASE_URL to an address on the internet.",
            )
        return ok(subject, words)

    def _failed(self, subject: str, answer: HttpResponse) -> CheckResult:
        words, mend = _explain(answer)
        return failed(subject, words, mend)


Ask = Callable[[], Awaitable[list[CheckResult]]]


def _explain(answer: HttpResponse) -> tuple[str, str]:
    if 300 <= answer.status < 400:
        return (
            f"The public address leads on to {answer.leads_to or 'elsewhere'}.",
            "Set PUBLIC_BASE_URL to where it leads: a signature holds for one address only.",
        )
    if answer.status == 401:
        return ("A password is asked for.", "Let requests below /webhooks/ and /m/ pass without.")
    if answer.status == 403:
        return (
            "The request is refused: something on the way changes it, or keeps it out.",
            "PUBLIC_BASE_URL must be exactly what Twilio calls. " + PROXY_FIX,
        )
    if answer.status in (502, 503, 504):
        return (
            "The proxy does not reach this server.",
            "Lead it to HOST and PORT of the settings.",
        )
    if answer.status == 200:
        return ("Something else answers at the public address.", PROXY_FIX)
    return (f"The public address answers {answer.status}.", PROXY_FIX)


def _is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host

"""Whether Twilio gets through to us: signed requests, and the pictures it comes to fetch."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import urlsplit

from domain.model.diagnostics import Finding, fine, unsure, wrong
from domain.ports.diagnostics import ConnectionProblem, HttpResponse, PublicAddress, Unreachable
from domain.services.signing import signer

SIGNATURE, PICTURES = "Webhooks through the public address", "Pictures through the public address"
VISITORS = "Addresses of visitors"
PRETENDED = "192.0.2.1"
"""From the range that is kept for examples: what a visitor might claim to be."""
WEBHOOK = "/webhooks/twilio/check?say=a%20b+c"
"""With blanks written in both ways: a proxy that rewrites them breaks signatures."""
PICTURE_PATH = "/m/check-up"
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A single point, as PNG."""
NOT_RUNNING = "The server does not run now, so this could not be tried."
START = "Start it with uv run main.py serve, and check again."
FORWARD = (
    "Have the proxy set X-Forwarded-For. Caddy does so by itself; "
    "nginx with: proxy_set_header X-Forwarded-For $remote_addr;"
)
ALIKE = "all visitors seem to come from %s, and wrong passwords of one lock out all."
PROXY_STEP = "Have the proxy pass on path and query as they are, to this server."

_OBSTACLES = {
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
    ConnectionProblem.BROKEN: ("The line breaks off at the public address.", PROXY_STEP),
}


class PublicUrlCheck:
    """Calls this server at its public address, without any effect."""

    def __init__(self, address: PublicAddress, *, secret_key: str, is_called: bool) -> None:
        """`is_called`: by Twilio itself, and so from somewhere on the internet."""
        self._address = address
        self._signer = signer(secret_key, purpose="check")
        self._is_called = is_called

    def proof(self, nonce: str) -> str:
        """What only this very installation can say of a number nobody has used before."""
        return self._signer.get_signature(nonce).decode()

    async def signature(self) -> list[Finding]:
        nonce = token_urlsafe(16)

        async def ask() -> list[Finding]:
            answer = await self._address.post_signed(
                WEBHOOK, {"Nonce": nonce}, {"X-Forwarded-For": PRETENDED}
            )
            proof, *seen = answer.body.decode("latin-1").split("\n")
            if answer.status == 200 and self._signer.verify_signature(nonce, proof):
                reached = self._reached(SIGNATURE, "Signed requests arrive as they were signed.")
                return [reached, *self._visitors(*seen)]
            return [self._stopped(SIGNATURE, answer)]

        return await self._tried(SIGNATURE, ask)

    async def pictures(self) -> list[Finding]:
        async def ask() -> list[Finding]:
            fetched = await self._address.get(PICTURE_PATH)
            if fetched.status != 200 or fetched.body != PICTURE:
                return [self._stopped(PICTURES, fetched)]
            if fetched.media_type != "image/png":
                words = f"The proxy calls a picture {fetched.media_type or 'nothing at all'}."
                return [wrong(PICTURES, words, "Have it pass on Content-Type as it is.")]
            looked = await self._address.get(PICTURE_PATH, head=True)
            if looked.status != 200:
                words = f"The proxy answers HEAD with {looked.status}; Twilio asks so first."
                return [wrong(PICTURES, words, "Have it pass on HEAD as it does GET.")]
            return [self._reached(PICTURES, "Twilio can fetch them here.")]

        return await self._tried(PICTURES, ask)

    def _visitors(self, seen: str = "", said: str = "") -> list[Finding]:
        """`seen` is who seems to be asking, `said` what the proxy says of it.

        With https there is a proxy: this server itself speaks http alone.
        """
        if not seen or not self._address.url.startswith("https://"):
            return []
        visitor = said.rpartition(",")[2].strip()
        if said == PRETENDED:
            words = "The proxy passes on whatever address a visitor claims to come from."
            return [wrong(VISITORS, words, FORWARD)]
        if not said:
            return [wrong(VISITORS, f"The proxy does not tell them: {ALIKE % seen}", FORWARD)]
        if seen not in said:
            words = f"The proxy is not believed: {ALIKE % seen}"
            return [wrong(VISITORS, words, f"Add {seen} to TRUSTED_PROXIES, and start again.")]
        return [fine(VISITORS, f"Known: this very request was seen as coming from {visitor}.")]

    async def _tried(self, subject: str, ask: "Ask") -> list[Finding]:
        try:
            return await ask()
        except Unreachable as failure:
            if not await self._address.is_served():
                return [unsure(subject, NOT_RUNNING, START)]
            words, mend = _OBSTACLES[failure.obstacle]
            return [wrong(subject, words, mend)]

    def _reached(self, subject: str, words: str) -> Finding:
        if self._is_called and _is_private(self._address.url):
            return wrong(
                subject,
                "It works on this machine, but Twilio cannot reach an address of your own network.",
                "Set PUBLIC_BASE_URL to an address on the internet.",
            )
        return fine(subject, words)

    def _stopped(self, subject: str, answer: HttpResponse) -> Finding:
        words, mend = _why(answer)
        return wrong(subject, words, mend)


Ask = Callable[[], Awaitable[list[Finding]]]


def _why(answer: HttpResponse) -> tuple[str, str]:
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
            "PUBLIC_BASE_URL must be exactly what Twilio calls. " + PROXY_STEP,
        )
    if answer.status in (502, 503, 504):
        return (
            "The proxy does not reach this server.",
            "Lead it to HOST and PORT of the settings.",
        )
    if answer.status == 200:
        return ("Something else answers at the public address.", PROXY_STEP)
    return (f"The public address answers {answer.status}.", PROXY_STEP)


def _is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host

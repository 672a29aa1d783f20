"""The settings of the site: brand, address, secret key, and the paths open to everybody."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import nicegui

from ui.security.redirects import CODE, FORGOTTEN, SIGN_IN

METRICS = "/metrics"
OPEN_PATHS = frozenset(
    {
        SIGN_IN,
        CODE,
        FORGOTTEN,
        "/sign-out",
        "/healthz",
        METRICS,
        "/favicon.ico",
        "/manifest.webmanifest",
        "/service-worker.js",
    }
)
OPEN_FOLDERS = (
    "/set-up/",
    "/invite/",
    "/reset/",
    "/webhooks/",
    "/m/",
    "/assets/",
    f"/_nicegui/{nicegui.__version__}/",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    brand: str
    public_base_url: str
    secret_key: str
    """Signs the forms of people who have not signed in yet; during rotation several, by comma."""
    also_open: tuple[str, ...] = ()
    """Paths that anybody may visit, with all that lies below them: the demo's simulator."""
    metrics_token: str = ""
    """Who shows it may read the figures of the process; nobody as long as there is none."""
    demo_hint: str = ""
    """Told on the sign-in page, so that a demo can be entered."""

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_base_url).scheme == "https"

    def is_open(self, path: str) -> bool:
        """Whether nobody needs to sign in for it."""
        folders = (*OPEN_FOLDERS, *(f"{path}/" for path in self.also_open))
        return path in OPEN_PATHS or path in self.also_open or path.startswith(folders)

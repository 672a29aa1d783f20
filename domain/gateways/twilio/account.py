"""One Twilio account: who we are there, where it is reached and where it reaches us."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_API_HOST = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
"""The API hosts of all regions: api.twilio.com, or one like api.dublin.ie1.twilio.com."""


def is_api_host(host: str | None) -> bool:
    return host is not None and _API_HOST.fullmatch(host) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    """The first one signs us in; while tokens are rotated, webhooks may be signed with any."""
    public_base_url: str
    """Where Twilio finds us. May hold a user name and password for a proxy of ours."""
    api_base_url: str = "https://api.twilio.com"
    api_key: str = ""
    api_secret: str = field(default="", repr=False)
    messaging_service_sid: str = ""

    @property
    def is_at_twilio(self) -> bool:
        """Whether the API is Twilio's own, in whatever region, and no simulator."""
        return is_api_host(urlsplit(self.api_base_url).hostname)

    @property
    def signed_base_url(self) -> str:
        """The address in webhooks' signatures, where Twilio leaves out user name and password."""
        parts = urlsplit(self.public_base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password for the API; webhooks are signed with an auth token even so."""
        if self.api_key and self.api_secret:
            return self.api_key, self.api_secret
        return self.sid, self.auth_tokens[0]

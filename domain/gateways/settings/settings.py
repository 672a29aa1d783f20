"""The settings, each with its default, what it is for and what it may be."""

import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, Secret, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.gateways.settings import rules
from domain.gateways.settings.secret_files import UnusableSettings, load_or_create_secret
from domain.gateways.twilio.account import TwilioAccount
from domain.model.hosts import LOOPBACK_HOSTS
from domain.model.retention import Retention

FILE = ".env"
"""In the folder the program is started from."""
HIDDEN = "•••"
_PASSWORD = re.compile(r"(^[a-z+]*://|^).*@", re.IGNORECASE | re.DOTALL)
"""User name and password in an address, also in one that is written wrongly."""
NEEDS = (
    ("twilio_api_key", "twilio_api_secret"),
    ("twilio_api_secret", "twilio_api_key"),
    ("smtp_url", "mail_from"),
)


def setting(default: object, description: str, *, allowed: str, **limits: Any) -> Any:
    """`allowed` ends the sentence for a value that cannot be used: "Write …"."""
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **limits)


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=FILE, env_file_encoding="utf-8-sig", extra="ignore", frozen=True
    )

    host: rules.Host = setting(
        "127.0.0.1",
        "Address to listen on.",
        allowed="an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them",
    )
    port: int = setting(
        8080, "Port to listen on.", allowed="a whole number from 1 to 65535", ge=1, le=65535
    )
    data_dir: rules.Folder = setting(
        Path("data"),
        "Database, media and secrets; made at the first start.",
        allowed="a folder this user can write, as a whole path or below the folder you start from",
    )
    database_url: rules.DatabaseUrl = setting(
        "",
        "A database of a PostgreSQL server, in place of the file in DATA_DIR.",
        allowed="it like postgresql+asyncpg://user:password@db.example.com/inbox, with "
        "?ssl=require for TLS; in the password write %23 for #, %2F for /, %3F for ?, %40 for @, "
        "and %25 for %",
    )
    public_base_url: rules.PublicUrl = setting(
        "",
        "What Twilio and customers' phones reach; http://HOST:PORT unless set.",
        allowed="an address like https://inbox.example.com, without a path",
    )
    twilio_account_sid: str = setting(
        "",
        "From the first page of Twilio's console.",
        allowed="AC and 32 digits or letters from a to f, as Twilio's console shows it",
        pattern=rules.sid("AC"),
    )
    twilio_auth_token: Secret[rules.Tokens] = setting(
        Secret(""),
        "From Twilio's console, beside the account SID; during rotation the new one and the old.",
        allowed="one token without spaces, or two with a comma between them",
    )
    twilio_api_key: str = setting(
        "",
        "Optional; used to send. Needs its secret.",
        allowed="SK and 32 digits or letters from a to f, as Twilio's console shows it",
        pattern=rules.sid("SK"),
    )
    twilio_api_secret: Secret[rules.Token] = setting(
        Secret(""),
        "The secret of the API key.",
        allowed="the secret as Twilio showed it once, without spaces",
    )
    twilio_messaging_service_sid: str = setting(
        "",
        "Optional; the messaging service that texts are sent by.",
        allowed="MG and 32 digits or letters from a to f, as Twilio's console shows it",
        pattern=rules.sid("MG"),
    )
    twilio_api_base_url: rules.ApiUrl = setting(
        "https://api.twilio.com",
        "Of the region your account is in, like https://api.dublin.ie1.twilio.com; each region has "
        "auth tokens and API keys of its own. Other addresses are for tests.",
        allowed="an address like https://api.twilio.com",
    )
    messages_per_second: float = setting(
        1.0,
        "Most that leave one app number; carriers want 1.",
        allowed="a number above 0, up to 1000",
        gt=0,
        le=1000,
    )
    smtp_url: Secret[rules.MailUrl] = setting(
        Secret(""),
        "The mail server; smtps:// for TLS from the start. Without one nothing is told by e-mail.",
        allowed="it like smtp://user:password@mail.example.com:587; in the password write "
        "%23 for #, %2F for /, %3F for ?, %40 for @, and %25 for %",
    )
    mail_from: rules.Sender = setting(
        "",
        "The address that e-mails come from.",
        allowed="an e-mail address without a name, like inbox@example.com",
    )
    notify_fold_seconds: float = setting(
        300.0,
        "Within this time a user gets one e-mail and one SMS about a conversation.",
        allowed="a number of seconds from 0 to 86400",
        ge=0,
        le=86400,
    )
    secret_key: Secret[rules.SigningKeys] = setting(
        Secret(""),
        "Signs links and forms; made on first start unless set. During rotation new and old, by "
        "comma: the first signs, all are good.",
        allowed=f"{rules.MIN_KEY_LENGTH} characters or more, made at random; left out, a "
        "key is made",
    )
    retain_unrouted_days: int = setting(
        90,
        "For how many days texts to a number of nobody's are kept.",
        allowed="a whole number of days from 1 to 36500",
        ge=1,
        le=36500,
    )
    retain_delivery_steps_days: int = setting(
        365,
        "For how many days the steps of a message's delivery are kept; how it ended is kept with "
        "the message.",
        allowed="a whole number of days from 2 to 36500",
        ge=2,
        le=36500,
    )
    trusted_proxies: rules.Proxies = setting(
        "127.0.0.1,::1",
        "Proxies of yours, by comma: whom they name in X-Forwarded-For is the visitor. By default "
        "those on this machine; empty for none.",
        allowed="addresses or networks with commas between them, such as 10.0.0.2,10.1.0.0/24",
    )
    metrics_token: Secret[rules.Token] = setting(
        Secret(""),
        "Shown as bearer token for /metrics, which is off without one.",
        allowed="letters, digits and signs without spaces or commas",
    )
    brand: rules.Brand = setting(
        "Chatter",
        "Name in the logo, the titles and e-mails.",
        allowed=f"a name of 1 to {rules.MAX_BRAND_LENGTH} characters",
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info", "How much is logged.", allowed="debug, info, warning or error"
    )
    log_format: Literal["text", "json"] = setting(
        "text", "How it is logged.", allowed="text or json"
    )

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        for one, other in NEEDS:
            if str(getattr(self, one)) and not str(getattr(self, other)):
                raise ValueError(f"{one.upper()} is set and {other.upper()} is not: set both.")
        return self

    @property
    def base_url(self) -> str:
        return (self.public_base_url or self.local_url).rstrip("/")

    @property
    def local_url(self) -> str:
        """Where the server is reached on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def pages_url(self) -> str:
        """Where people's browsers go: a password for a proxy is for the carrier alone."""
        url = urlsplit(self.base_url)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"

    @property
    def database(self) -> Path | str:
        """A file, or the URL of a PostgreSQL database."""
        return self.database_url or self.data_dir / "live-conversations.db"

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        tokens = self.twilio_auth_token.get_secret_value().split(",")
        return tuple(token.strip() for token in tokens if token.strip())

    @property
    def twilio(self) -> TwilioAccount:
        return TwilioAccount(
            sid=self.twilio_account_sid,
            auth_tokens=self.auth_tokens,
            public_base_url=self.base_url,
            api_base_url=self.twilio_api_base_url,
            api_key=self.twilio_api_key,
            api_secret=self.twilio_api_secret.get_secret_value(),
            messaging_service_sid=self.twilio_messaging_service_sid,
        )

    @property
    def retention(self) -> Retention:
        return Retention(
            delivery_steps=timedelta(days=self.retain_delivery_steps_days),
            unrouted=timedelta(days=self.retain_unrouted_days),
        )

    def describe(self) -> list[str]:
        """Return one line for each, with secrets masked."""
        return [f"{name.upper()} = {masked(name, value)}" for name, value in self]

    def require_twilio(self) -> None:
        """Raise `UnusableSettings`: who cannot check webhooks must not take them."""
        needed = {
            "TWILIO_ACCOUNT_SID": self.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_tokens,
            "PUBLIC_BASE_URL": self.public_base_url,
        }
        if missing := [name for name, value in needed.items() if not value]:
            raise UnusableSettings(
                f"Set {', '.join(missing)} in the environment or in a file called .env; the "
                "README tells where to find them. To look around first: uv run main.py demo"
            )
        address = urlsplit(self.base_url)
        if address.scheme != "https" and address.hostname not in LOOPBACK_HOSTS:
            raise UnusableSettings(
                "PUBLIC_BASE_URL must begin with https://, or passwords can be read on the way."
            )


def allowed(name: str) -> str:
    extra = Settings.model_fields[name].json_schema_extra
    assert isinstance(extra, dict), "each setting says what it may be"
    return str(extra["allowed"])


def masked(name: str, value: object) -> str:
    """Return what may be shown of a value that was read, usable or not."""
    if isinstance(Settings.model_fields[name].default, Secret):
        return HIDDEN if str(value) else ""
    return _PASSWORD.sub(rf"\1{HIDDEN}@", str(value)) if name.endswith("_url") else str(value)


def secret_key(settings: Settings) -> str:
    """The configured one, or several by comma, or the one made and kept (0600) at first start."""
    if configured := settings.secret_key.get_secret_value():
        return configured
    return load_or_create_secret(
        settings.data_dir / "secret-key", lambda: secrets.token_urlsafe(32)
    )

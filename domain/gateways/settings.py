"""What the operator decides before start: the environment and `.env`, read only here."""

import os
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.gateways.smtp_mail import MailServer
from domain.gateways.twilio_account import TwilioAccount
from domain.model.retention import Retention
from domain.model.signing import keys_in

_PASSWORD = re.compile(r"://[^/@\s]+@")
"""User name and password in an address."""
LEAST_KEY_LENGTH = 32
LEAST_KEY_CHARACTERS = 8
"""Different ones: a word repeated is long, too."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UnusableSettings(Exception):
    """What is wrong, in sentences for the operator."""


class DamagedKey(UnusableSettings):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is empty or damaged. Put it back from a backup. Without one, delete the file: "
            "the next start makes a new key. Links to pictures that were made with the old key "
            "then stop working, and users must allow push notifications again."
        )


class Settings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=1, le=65535, description="Port to listen on.")
    data_dir: Path = Field(Path("data"), description="Database, media and secrets.")
    public_base_url: str = Field(
        "",
        description="What Twilio and customers' phones reach, without a path; "
        "http://HOST:PORT unless set.",
    )
    twilio_account_sid: str = Field("", description="Starts with AC; from Twilio's console.")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), description="From Twilio's console; during rotation old and new, by comma."
    )
    twilio_api_key: str = Field("", description="Optional; starts with SK. Used to send.")
    twilio_api_secret: SecretStr = Field(SecretStr(""), description="The secret of the API key.")
    twilio_messaging_service_sid: str = Field("", description="Optional; starts with MG.")
    twilio_api_base_url: str = Field(
        "https://api.twilio.com", description="Another address only for tests and demos."
    )
    messages_per_second: float = Field(
        1.0, gt=0, le=1000, description="Most that leave one app number; carriers want 1."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="The mail server, like smtp://user:password@host:587, or smtps:// for TLS "
        "from the start. Without one nothing is told by e-mail.",
    )
    mail_from: str = Field("", description="The address that e-mails come from.")
    notify_fold_seconds: float = Field(
        300.0,
        ge=0,
        le=86400,
        description="Within this time a user gets one e-mail and one SMS about a conversation.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs links and forms; made on first start unless set. During rotation new "
        "and old, by comma: the first signs, all are good.",
    )
    retain_unrouted_days: int = Field(
        90,
        ge=1,
        le=36500,
        description="For how many days texts to a number of nobody's are kept.",
    )
    retain_delivery_steps_days: int = Field(
        365,
        ge=2,
        le=36500,
        description="For how many days the steps of a message's delivery are kept; how it ended "
        "is kept with the message.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses of proxies of yours, by comma; what they say of visitors counts.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Shown as bearer token for /metrics, which is off without one."
    )
    brand: str = Field("Chatter", description="Name in the logo and the titles.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="How it is logged.")

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            MailServer.at(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.smtp_url.get_secret_value() and "@" not in self.mail_from:
            raise ValueError("MAIL_FROM must be an e-mail address when SMTP_URL is set.")
        return self

    @property
    def mail_server(self) -> MailServer | None:
        url = self.smtp_url.get_secret_value()
        return MailServer.at(url) if url else None

    @property
    def base_url(self) -> str:
        return (self.public_base_url or self.local_url).rstrip("/")

    @property
    def local_url(self) -> str:
        """Where the server is reached on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"

    @property
    def pages_url(self) -> str:
        """Where people's browsers go: a password for a proxy is for the carrier alone."""
        url = urlsplit(self.base_url)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"

    @property
    def database(self) -> Path:
        return self.data_dir / "live-conversations.db"

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

    def in_words(self) -> list[str]:
        """One line for each, with secrets masked."""
        values = self.model_dump().items()
        return [
            f"{name.upper()} = {_PASSWORD.sub('://•••@', str(value))}" for name, value in values
        ]

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
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise UnusableSettings(
                "PUBLIC_BASE_URL must begin with https://, or passwords can be read on the way."
            )


def read_settings(**overrides: object) -> Settings:
    """Raise `UnusableSettings` with one line for each value that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UnusableSettings("\n".join(map(_in_words, error.errors()))) from None


def _in_words(error: ErrorDetails) -> str:
    """Those about several settings name them themselves."""
    said = error["msg"].removeprefix("Value error, ")
    name = ".".join(map(str, error["loc"])).upper()
    return f"{name}: {said}" if name else said


def secret_key(settings: Settings) -> str:
    """The configured one, or several by comma, or the one made and kept (0600) at first start."""
    if configured := settings.secret_key.get_secret_value():
        for key in keys_in(configured) or [configured]:
            refuse_guessable(key)
        return configured
    return kept_secret(settings.data_dir / "secret-key", lambda: secrets.token_urlsafe(32))


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """What was made and kept (0600) at first start.

    Raise `UnusableSettings` if others can read it, or if it is damaged.
    """
    if not path.exists():
        _keep(path, make())
    if path.stat().st_mode & 0o077:
        raise UnusableSettings(f"{path} can be read by others. Run: chmod 600 {path}")
    kept = path.read_text(errors="replace")
    if is_guessable(kept):
        raise DamagedKey(path)
    return kept


def _keep(path: Path, secret: str) -> None:
    """Whole or not at all: a full disk must not leave an empty one behind."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise UnusableSettings(f"{path} could not be made: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def is_guessable(key: str) -> bool:
    return len(key) < LEAST_KEY_LENGTH or len(set(key)) < LEAST_KEY_CHARACTERS


def refuse_guessable(key: str) -> None:
    """Whoever guesses it signs links and forms as we do."""
    if is_guessable(key):
        raise UnusableSettings(
            f"SECRET_KEY must have {LEAST_KEY_LENGTH} characters or more, made at random. "
            "Left out, one is made."
        )

"""Alerts about background work that need an administrator, as sentences for them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStatus:
    """The state of the background work, as a company's administrators see it."""

    alerts: tuple[str, ...] = ()
    synced_until: datetime | None = None
    """All inbound messages up to then are stored; `None`: never synchronised."""


DATABASE_DAMAGED = (
    "The database is damaged, so texts cannot be stored. Twilio keeps them and they are fetched "
    "later. Stop the server and restore a backup: uv run main.py restore FILE"
)


def stuck(count: int) -> str:
    messages = "1 message waits" if count == 1 else f"{count:,} messages wait"
    return f"{messages} to be sent for longer than usual."


def unknown_outcomes(count: int) -> str:
    messages = "1 message" if count == 1 else f"{count:,} messages"
    return f"Nobody can say yet whether {messages} went out: Twilio's answer was lost."


def forged_webhooks(count: int) -> str:
    requests, were = ("A request", "was") if count == 1 else (f"{count:,} requests", "were")
    return (
        f"{requests} in Twilio's name did not carry its signature and {were} refused. "
        "If customers' texts do not arrive, PUBLIC_BASE_URL or the auth token is wrong."
    )


def carrier_unreachable(what: str) -> str:
    return f"Twilio could not be asked when {what}."

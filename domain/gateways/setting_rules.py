"""What each setting may be. A rule returns what it was given, or raises `ValueError`."""

import os
import re
from email.errors import MessageError
from email.headerregistry import Address
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from domain.gateways.smtp_mail import MailServer
from domain.model.signing import keys_in

MIN_KEY_LENGTH = 32
MIN_KEY_CHARACTERS = 8
"""Different ones: a word repeated is long, too."""
MAX_BRAND_LENGTH = 40
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_TOKEN = re.compile(r"[!-+\--~]+")
"""Visible ASCII but the comma, which stands between two tokens."""


def is_host(written: str) -> bool:
    """An address or a name. A name of digits alone is a mistyped address."""
    try:
        ip_address(written)
    except ValueError:
        last = written.rstrip(".").rpartition(".")[2]
        return bool(_HOST_NAME.fullmatch(written)) and not last.isdecimal()
    return True


def host(written: str) -> str:
    if not is_host(written):
        raise ValueError
    return written


def folder(written: str | Path) -> Path:
    """It need not be there yet; what stands in its way must not be a file."""
    path, name = Path(written).absolute(), str(written)
    nearest = next(
        (ancestor for ancestor in (path, *path.parents) if os.path.exists(ancestor)), path
    )
    is_ours = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not name or not name.isprintable() or not is_ours:
        raise ValueError
    return Path(written)


def public_address(written: str) -> str:
    """A user name and a password for a proxy are allowed; what follows the port is not."""
    if written:
        parts = _web_address(written)
        if parts.path not in ("", "/"):
            raise ValueError
    return written


def api_address(written: str) -> str:
    """The auth token goes there, so to Twilio itself only where nobody reads along."""
    parts = _web_address(written)
    hostname = parts.hostname or ""
    is_twilio = hostname == "twilio.com" or hostname.endswith(".twilio.com")
    if parts.username or (is_twilio and parts.scheme != "https"):
        raise ValueError
    return written


def mail_server(written: str) -> str:
    if written:
        MailServer.at(written)
        parts = urlsplit(written)
        if parts.path.strip("/") or re.search("[?#]", written) or not is_host(parts.hostname or ""):
            raise ValueError
    return written


def sender(written: str) -> str:
    if written:
        try:
            Address(addr_spec=written)
        except (MessageError, IndexError):
            raise ValueError from None
        if "@" not in written:
            raise ValueError
    return written


def account_sid(written: str) -> str:
    return _sid(written, "AC")


def api_key(written: str) -> str:
    return _sid(written, "SK")


def service_sid(written: str) -> str:
    return _sid(written, "MG")


def tokens(written: str) -> str:
    """One, or several by comma."""
    if written and not all(_TOKEN.fullmatch(part.strip()) for part in written.split(",")):
        raise ValueError
    return written


def token(written: str) -> str:
    if written and not _TOKEN.fullmatch(written):
        raise ValueError
    return written


def signing_keys(written: str) -> str:
    """Raise for keys that can be guessed: who knows one can sign links and forms."""
    if written and any(map(is_guessable, keys_in(written) or [written])):
        raise ValueError
    return written


def is_guessable(key: str) -> bool:
    return len(key) < MIN_KEY_LENGTH or len(set(key)) < MIN_KEY_CHARACTERS


def proxies(written: str) -> str:
    if written:
        for network in written.split(","):
            if ip_network(network.strip()).prefixlen == 0:  # every client would be a proxy
                raise ValueError
    return written


def brand(written: str) -> str:
    if not written.strip() or len(written) > MAX_BRAND_LENGTH or not written.isprintable():
        raise ValueError
    return written


def _sid(written: str, kind: str) -> str:
    if written and not (written.startswith(kind) and _SID.fullmatch(written)):
        raise ValueError
    return written


def _web_address(written: str) -> SplitResult:
    """Raise `ValueError` for what is none, a port out of range included."""
    parts = urlsplit(written)
    is_clean = written.isprintable() and " " not in written and not re.search("[?#]", written)
    if parts.scheme not in ("http", "https") or not is_clean or not is_host(parts.hostname or ""):
        raise ValueError
    if parts.port == 0:
        raise ValueError
    return parts

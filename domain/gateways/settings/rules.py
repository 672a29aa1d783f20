"""What each setting may be: types with patterns and predicates.

A predicate answers no, or raises `ValueError`, for what cannot be used.
"""

import os
import re
from email.errors import MessageError
from email.headerregistry import Address
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, parse_qs, urlsplit

from annotated_types import Predicate
from pydantic import BeforeValidator, StringConstraints

from domain.gateways.mail import server_at
from domain.model.signing import keys_in

MIN_KEY_LENGTH = 32
MIN_KEY_CHARACTERS = 8
"""Different ones: a word repeated is long, too."""
MAX_BRAND_LENGTH = 40
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_TOKEN = r"[\x21-\x2b\x2d-\x7e]+"
"""Visible ASCII but the comma, which stands between two tokens."""

Token = Annotated[str, StringConstraints(pattern=rf"^({_TOKEN})?$")]
Tokens = Annotated[str, StringConstraints(pattern=rf"^(\s*{_TOKEN}\s*(,\s*{_TOKEN}\s*)*)?$")]
Brand = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=MAX_BRAND_LENGTH,
        pattern=r"^( |[^\p{C}\p{Z}])*$",  # what can be printed
    ),
]


def sid(kind: str) -> str:
    """Return the pattern of Twilio's identifiers of a kind."""
    return rf"^({kind}[0-9a-fA-F]{{32}})?$"


def is_host(written: str) -> bool:
    """Accept an address or a name. A name of digits alone is a mistyped address."""
    try:
        return bool(ip_address(written))
    except ValueError:
        last = written.rstrip(".").rpartition(".")[2]
        return bool(_HOST_NAME.fullmatch(written)) and not last.isdecimal()


def is_guessable(key: str) -> bool:
    return len(key) < MIN_KEY_LENGTH or len(set(key)) < MIN_KEY_CHARACTERS


def _folder(written: str | Path) -> Path:
    """It need not be there yet; what stands in its way must not be a file."""
    path, name = Path(written).absolute(), str(written)
    nearest = next((each for each in (path, *path.parents) if os.path.exists(each)), path)
    is_ours = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not name or not name.isprintable() or not is_ours:
        raise ValueError
    return Path(written)


def _is_public_url(written: str) -> bool:
    """A user name and a password for a proxy are allowed; what follows the port is not."""
    return not written or _web_address(written).path in ("", "/")


def _is_api_url(written: str) -> bool:
    """The auth token goes there, so to Twilio itself only where nobody reads along."""
    parts = _web_address(written)
    is_twilio = f".{parts.hostname}".endswith(".twilio.com")
    return not parts.username and (parts.scheme == "https" or not is_twilio)


def _is_database_url(written: str) -> bool:
    """A server is named by its host, or by `host` in the query, where that is a folder."""
    if not written:
        return True
    parts = urlsplit(written)
    query = parse_qs(parts.query)
    has_host = parts.port != 0 and (parts.hostname or "host" in query)
    is_clean = written.isprintable() and not re.search("[ #]", written)
    is_named = re.fullmatch("/[^/]+", parts.path) and query.keys() <= {"host", "ssl"}
    return bool(parts.scheme == "postgresql+asyncpg" and has_host and is_clean and is_named)


def _is_mail_url(written: str) -> bool:
    if not written:
        return True
    host, path = server_at(written)["hostname"], urlsplit(written).path
    return is_host(host) and not path.strip("/") and not re.search("[?#]", written)


def _is_sender(written: str) -> bool:
    try:
        return not written or Address(addr_spec=written).addr_spec.count("@") == 1
    except (MessageError, IndexError):
        return False


def _are_signing_keys(written: str) -> bool:
    """Whoever guesses one signs links and forms as we do."""
    return not written or not any(map(is_guessable, keys_in(written) or [written]))


def _are_proxies(written: str) -> bool:
    """With the network of all addresses, whoever asks would be a proxy."""
    return not written or all(ip_network(each.strip()).prefixlen for each in written.split(","))


def _web_address(written: str) -> SplitResult:
    """Raise `ValueError` for what is none, a port out of range included."""
    parts = urlsplit(written)
    is_clean = written.isprintable() and not re.search("[ ?#]", written) and parts.port != 0
    if parts.scheme not in ("http", "https") or not is_clean or not is_host(parts.hostname or ""):
        raise ValueError
    return parts


Host = Annotated[str, Predicate(is_host)]
Folder = Annotated[Path, BeforeValidator(_folder)]
PublicUrl = Annotated[str, Predicate(_is_public_url)]
ApiUrl = Annotated[str, Predicate(_is_api_url)]
DatabaseUrl = Annotated[str, Predicate(_is_database_url)]
MailUrl = Annotated[str, Predicate(_is_mail_url)]
Sender = Annotated[str, Predicate(_is_sender)]
SigningKeys = Annotated[str, Predicate(_are_signing_keys)]
Proxies = Annotated[str, Predicate(_are_proxies)]

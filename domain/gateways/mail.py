"""E-mail over SMTP: one letter, one connection, and for certain what came of it."""

from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from domain.model.carrier_errors import CarrierFailure, NotSent, OutcomeUnknown, Rejected
from domain.model.hosts import LOOPBACK_HOSTS
from domain.ports.notifications import Email, Mail

TIMEOUT_SECONDS = 20.0
QUIT_SECONDS = 2.0
PORTS = {"smtp": 587, "smtps": 465}


def server_at(url: str) -> dict[str, Any]:
    """Say to aiosmtplib what SMTP_URL says. Raise `ValueError` for what is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError
    is_tls = parts.scheme == "smtps"
    must_encrypt = bool(parts.username) and parts.hostname not in LOOPBACK_HOSTS
    return {
        "hostname": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
        "use_tls": is_tls,
        # Where no password is at stake, it is enough to encrypt if the server can.
        "start_tls": False if is_tls else must_encrypt or None,
    }


class SmtpMail(Mail):
    def __init__(
        self, url: str, *, sender: str, brand: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._server = server_at(url) | {"timeout": timeout_seconds}
        self._sender = Address(brand, addr_spec=sender)

    async def send(self, letter: Email) -> None:
        content = self._content(letter)
        client = SMTP(**self._server)
        # What a final no, and a line that breaks, mean so far.
        no: type[CarrierFailure] = NotSent
        broken: type[CarrierFailure] = NotSent
        try:
            await client.connect()
            no = Rejected
            await client.mail(self._sender.addr_spec)
            await client.rcpt(letter.to)
            broken = OutcomeUnknown
            await client.data(content)
            with suppress(SMTPException, OSError):
                await client.quit(timeout=QUIT_SECONDS)
        except SMTPResponseException as error:
            # What servers say beside the code may hold the address.
            raise (no if 500 <= error.code < 600 else NotSent)(str(error.code)) from error
        except (SMTPException, OSError, ValueError) as error:
            raise broken(type(error).__name__) from error
        finally:
            client.close()

    def _content(self, letter: Email) -> bytes:
        """Raise `Rejected` for what cannot be written into a letter, such as an odd address."""
        try:
            return self._message(letter).as_bytes(policy=policy.SMTP)
        except (ValueError, UnicodeError, IndexError) as error:
            raise Rejected("unwritable") from error

    def _message(self, letter: Email) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = Address(_on_one_line(letter.name), addr_spec=letter.to)
        message["Subject"] = _on_one_line(letter.subject)
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = make_msgid(domain=self._sender.domain)
        message["Auto-Submitted"] = "auto-generated"
        if letter.thread:
            # A letter of this id was never sent: all that refer to it are shown together.
            for name in ("In-Reply-To", "References"):
                message[name] = f"<{letter.thread}@{self._sender.domain}>"
        plain = "\n\n".join((*letter.paragraphs, f"{letter.action}:\n{letter.link}"))
        message.set_content(f"{plain}\n", cte="quoted-printable")
        message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
        return message


def _html(letter: Email) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>\n" for each in letter.paragraphs)
    link = f'<p><a href="{escape(letter.link)}">{escape(letter.action)}</a></p>\n'
    return f"<!doctype html>\n<html><body>\n{paragraphs}{link}</body></html>\n"


def _on_one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())

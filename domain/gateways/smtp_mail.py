"""E-mail over SMTP: one letter, one connection, and for certain what came of it."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from domain.model.carrier_errors import CarrierFailure, NotSent, OutcomeUnknown, Rejected
from domain.ports.notifications import Email, Mail

TIMEOUT_SECONDS = 20.0
PARTING_SECONDS = 2.0
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    host: str
    port: int
    is_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """Raise `ValueError` with a sentence for the operator."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("write it like smtp://user:password@mail.example.com:587")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    @property
    def must_encrypt(self) -> bool | None:
        """`None` where it is enough to encrypt if the server can: no password is at stake."""
        if self.is_tls:
            return False  # it is encrypted already
        return True if self.user and self.host not in LOOPBACK else None


class SmtpMail(Mail):
    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        brand: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._server = server
        self._sender = sender
        self._brand = brand
        self._timeout = timeout_seconds

    async def send(self, letter: Email) -> None:
        content = self._written(letter)
        client = self._client()
        try:
            await self._address(client, letter.to)
            await _hand_over(client, content)
            with suppress(SMTPException, OSError):
                await client.quit(timeout=PARTING_SECONDS)
        finally:
            client.close()

    async def _address(self, client: aiosmtplib.SMTP, to: str) -> None:
        """Until here nothing was sent, so every trouble but a clear no may pass."""
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as error:
            raise NotSent(_said(error)) from error
        try:
            await client.mail(self._sender)
            await client.rcpt(to)
        except SMTPResponseException as error:
            raise _refusal(error) from error
        except (SMTPException, OSError) as error:
            raise NotSent(_said(error)) from error

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.is_tls,
            start_tls=self._server.must_encrypt,
            timeout=self._timeout,
        )

    def _written(self, letter: Email) -> bytes:
        """Raise `Rejected` for what cannot be written into a letter, such as an odd address."""
        try:
            return self._message(letter).as_bytes(policy=policy.SMTP)
        except (ValueError, UnicodeError, IndexError) as error:
            raise Rejected("unwritable") from error

    def _message(self, letter: Email) -> EmailMessage:
        domain = self._sender.rpartition("@")[2]
        message = EmailMessage()
        message["From"] = Address(self._brand, addr_spec=self._sender)
        message["To"] = Address(_on_one_line(letter.name), addr_spec=letter.to)
        message["Subject"] = _on_one_line(letter.subject)
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=domain)
        message["Auto-Submitted"] = "auto-generated"
        if letter.thread:
            # Of a letter that was never sent: all that refer to it are shown together.
            for name in ("In-Reply-To", "References"):
                message[name] = f"<{letter.thread}@{domain}>"
        message.set_content(_plain(letter), cte="quoted-printable")
        message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
        return message


async def _hand_over(client: aiosmtplib.SMTP, content: bytes) -> None:
    """Once the letter is under way, a line that breaks leaves open whether it arrived."""
    try:
        await client.data(content)
    except SMTPResponseException as error:
        raise _refusal(error) from error
    except (SMTPException, OSError) as error:
        raise OutcomeUnknown(_said(error)) from error


def _refusal(error: SMTPResponseException) -> CarrierFailure:
    """4xx: not now. 5xx: never. What servers say beside it may hold the address."""
    code = error.code
    return Rejected(str(code)) if 500 <= code < 600 else NotSent(str(code))


def _said(error: Exception) -> str:
    return type(error).__name__


def _plain(letter: Email) -> str:
    return "\n\n".join((*letter.paragraphs, f"{letter.action}:\n{letter.link}")) + "\n"


def _html(letter: Email) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>\n" for each in letter.paragraphs)
    link = f'<p><a href="{escape(letter.link)}">{escape(letter.action)}</a></p>\n'
    return f"<!doctype html>\n<html><body>\n{paragraphs}{link}</body></html>\n"


def _on_one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())

"""Sends one-time links by e-mail, where the operator has configured a mail server."""

import logging

from domain.model.actor import Member
from domain.model.carrier_errors import CarrierFailure
from domain.model.notification_errors import EmailRejected
from domain.model.users import User
from domain.ports.notifications import Email, Mail
from domain.services.accounts.one_time_links import LinkPurpose, OneTimeLink

logger = logging.getLogger(__name__)


class AccountEmails:
    def __init__(self, *, mail: Mail | None, public_base_url: str) -> None:
        self._mail = mail
        self._base_url = public_base_url.rstrip("/")

    @property
    def is_configured(self) -> bool:
        return self._mail is not None

    async def send_link(self, link: OneTimeLink, *, to: User, by: Member) -> None:
        """Send it. Raise `EmailRejected`; then the link has to be handed on in another way."""
        by.require_user_management()
        if to.company_id != by.company_id:
            raise EmailRejected
        await self._send(link_email(link.purpose, self._address(link), to=to, by=by), to=to)

    async def send_reset_link(self, link: OneTimeLink, *, to: User, company: str) -> None:
        """Send a link to somebody who forgot the password. Raise `EmailRejected`."""
        await self._send(reset_email(self._address(link), to=to, company=company), to=to)

    def _address(self, link: OneTimeLink) -> str:
        return f"{self._base_url}/{link.purpose}/{link.token}"

    async def _send(self, email: Email, *, to: User) -> None:
        if self._mail is None:
            raise EmailRejected
        try:
            await self._mail.send(email)
        except CarrierFailure as failure:
            logger.warning("A link for user %s was not sent: %s", to.id, failure)
            raise EmailRejected from failure


def link_email(purpose: LinkPurpose, address: str, *, to: User, by: Member) -> Email:
    if purpose is LinkPurpose.INVITE:
        subject, action = f"Join {by.company}", f"Join {by.company}"
        sentence = f"{by.name} invites you to text with customers of {by.company}."
        validity = "The link works once, for 24 hours."
    else:
        subject, action = f"A new password at {by.company}", "Choose a new password"
        sentence = f"{by.name} has made you a link with which you choose a new password."
        validity = "It works once, for 60 minutes. Until then your old password stays."
    return Email(
        to=to.email,
        name=to.name,
        subject=subject,
        paragraphs=(sentence, validity),
        action=action,
        link=address,
    )


def reset_email(address: str, *, to: User, company: str) -> Email:
    return Email(
        to=to.email,
        name=to.name,
        subject=f"A new password at {company}",
        paragraphs=(
            "Somebody, you perhaps, asked for a link with which you choose a new password.",
            "It works once, for 60 minutes. If it was not you, do nothing: your password stays.",
        ),
        action="Choose a new password",
        link=address,
    )

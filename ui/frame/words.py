"""What the viewer reads when a wish of theirs fails, or there is nothing to wish for."""

import logging

from domain.model.actor import Member
from domain.model.errors import DomainError
from ui.security.paths import SETTINGS, USERS

logger = logging.getLogger(__name__)

TROUBLE = "Something went wrong on the server. Your text is kept; please try again."


def in_words(error: Exception) -> str:
    """A refusal speaks for itself; anything else is our fault, and logged."""
    if isinstance(error, DomainError):
        return str(error)
    logger.error("A viewer's wish failed", exc_info=error)
    return TROUBLE


def whom_to_ask(member: Member) -> str:
    """When there is no point of contact to look at."""
    if member.is_admin:
        return "Open one under Settings, and your customers can text you."
    if member.manages_users:
        return "You have no location yet. Choose yours under Users."
    return "You have no location yet. Ask an administrator of your company."


def where_to_help_oneself(member: Member) -> dict[str, str] | None:
    """The page on which those who need ask nobody get themselves a point of contact."""
    if member.is_admin:
        return {"path": f"{SETTINGS}/points-of-contact", "name": "Points of contact"}
    if member.manages_users:
        return {"path": f"{USERS}/{member.user_id}", "name": "Users"}
    return None

"""What the viewer reads when a wish of theirs fails."""

import logging

from domain.model.errors import DomainError

logger = logging.getLogger(__name__)

TROUBLE = "Something went wrong on the server. Your text is kept; please try again."


def in_words(error: Exception) -> str:
    """A refusal speaks for itself; anything else is our fault, and logged."""
    if isinstance(error, DomainError):
        return str(error)
    logger.error("A viewer's wish failed", exc_info=error)
    return TROUBLE

"""Customers who do not want to be texted: the words that say so, and the record of it."""

from enum import StrEnum

STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset({"START", "YES", "UNSTOP"})


class OptOutSource(StrEnum):
    WORD = "word"
    """The customer texted one of the words."""
    CARRIER = "carrier"
    """The carrier refused a message because of it (error 21610)."""


class Wish(StrEnum):
    STOP = "stop"
    START = "start"


def wish_in(text: str, opt_out_type: str = "") -> Wish | None:
    """What the customer asks for, by Twilio's own verdict or by the whole message.

    Carriers act on these words only when nothing else stands in the message, in any case.
    """
    said = opt_out_type.upper() or text.strip().upper()
    if said in STOP_WORDS:
        return Wish.STOP
    return Wish.START if said in START_WORDS else None

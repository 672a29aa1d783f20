"""Customers who do not want to be texted: the words that say so, and the record of it."""

import re
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
    AGENT = "agent"
    """A user marked the customer as opted out; the only one that a user may lift."""


class OptOutScope(StrEnum):
    """How far a customer's wish not to be texted reaches; each company chooses."""

    NUMBER = "number"
    """Texts from the app number at which it was said."""
    COMPANY = "company"
    """Texts from any number of the company."""


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


def may_ask_to_stop(text: str) -> bool:
    """Whether a sentence sounds like a wish not to be texted: worth a question, never an act."""
    said = " ".join(text.replace("’", "'").lower().split())
    return any(phrase.search(said) for phrase in _WISHES_TO_STOP)


_NO_MORE = r"(?:do not|don't|dont|never)"
_TEXTING = r"(?:(?:text|contact|sms)(?:ing)?|messag(?:e|ing)|writ(?:e|ing))(?: to)?"
_ME = r"(?:me|us|my number|this number)"
_FOR_NOW = r"(?! (?:before|until|at|on|after|in|today|tonight|but)\b)"
_WISHES_TO_STOP = tuple(
    re.compile(phrase)
    for phrase in (
        rf"\b(?:stop|quit|cease) (?:{_TEXTING}|sending|bothering|spamming|these|those)\b",
        rf"\b{_NO_MORE} (?:ever )?{_TEXTING} {_ME}\b{_FOR_NOW}",
        rf"\b{_NO_MORE} (?:ever )?{_TEXTING} (?:again|any ?more)\b",
        rf"\b{_NO_MORE} send (?:me |us )?(?:any ?more|texts?|messages?|these|those)\b",
        r"\b(?:no more|enough) (?:texts?|messages?|sms)\b",
        rf"\b(?:remove|take|delete) {_ME}\b.{{0,20}}(?<!waiting )\b(?:list|database|system)\b",
        r"\bunsubscribe me\b|\bopt(?:ing)?(?: me)?[ -]out\b",
        r"\bleave (?:me|us) alone\b",
        r"\blose (?:my|this) number\b",
        r"^(?:please,? stop|stop,? please)[ .!]*$",
    )
)

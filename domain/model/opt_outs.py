"""Customers who do not want to be texted: the words that say so, and the record of it."""

import re
from enum import StrEnum

from domain.model.invisible import without_invisible
from domain.model.opt_out_words import STOP_WORDS, bare, sounds_like_stop
from domain.model.phones import is_toll_free

START_WORDS = frozenset({"START", "UNSTOP"})
YES = "YES"


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


class ConsentChange(StrEnum):
    STOP = "stop"
    START = "start"
    YES = "yes"
    """A START to the phone network, but mostly an answer: it lifts the customer's own STOP alone,
    never what a user has marked."""


def parse_network_keyword(text: str, *, app_number: str) -> ConsentChange | None:
    """What the phone network acts on by itself: one word, in any case, and nothing beside it.

    For toll-free numbers YES is no such word.
    """
    keyword = text.strip().upper()
    if keyword in STOP_WORDS:
        return ConsentChange.STOP
    if keyword == YES and not is_toll_free(app_number):
        return ConsentChange.YES
    return ConsentChange.START if keyword in START_WORDS else None


def parse_keyword(text: str, opt_out_type: str = "", *, app_number: str) -> ConsentChange | None:
    """What the customer asks for, by Twilio's own verdict or by the whole message.

    A stop word counts with punctuation, quotes, signs that nobody sees and a phone's signature
    around it. To be texted again takes what the network understands, too: it would refuse else.
    """
    if opt_out_type:
        start = ConsentChange.YES if text.strip().upper() == YES else ConsentChange.START
        return {"STOP": ConsentChange.STOP, "START": start}.get(opt_out_type.upper())
    change = parse_network_keyword(text, app_number=app_number)
    if change is None and bare(_without_signature(text)).upper() in STOP_WORDS:
        return ConsentChange.STOP
    return change


def may_ask_to_stop(text: str) -> bool:
    """Whether a text sounds like a wish not to be texted: worth a question, never an act."""
    return sounds_like_stop(_without_signature(text))


_SIGNATURE = re.compile(
    r"(?:(?:\n|--?|–|—|_+)\s*(?:sent (?:from|via) |get outlook for |envoyé |enviado |inviato "
    r"|von meinem |gesendet ).{1,40}|\ssent from my .{1,30})$",
    re.IGNORECASE,
)
"""What phones put below a text by themselves."""
_SIGNATURE_LENGTH = 80


def _without_signature(text: str) -> str:
    """Only the end is searched, or a text of many blank lines would take long."""
    visible = without_invisible(text).strip()
    end = max(0, len(visible) - _SIGNATURE_LENGTH)
    return (visible[:end] + _SIGNATURE.sub("", visible[end:])).strip()

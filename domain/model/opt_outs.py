"""Opt-outs: the keywords for them, who recorded them, and how far they reach."""

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
    """How far an opt-out reaches; each company chooses."""

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
    """Return the change that the phone network makes by itself: one keyword, in any case.

    For toll-free numbers YES is no keyword.
    """
    keyword = text.strip().upper()
    if keyword in STOP_WORDS:
        return ConsentChange.STOP
    if keyword == YES and not is_toll_free(app_number):
        return ConsentChange.YES
    return ConsentChange.START if keyword in START_WORDS else None


def parse_keyword(text: str, opt_out_type: str = "", *, app_number: str) -> ConsentChange | None:
    """Return the change a message asks for, by Twilio's own field or by its whole text.

    A stop word counts with punctuation, quotes, invisible characters and a phone's signature
    around it. START must be as the network understands it, which would refuse messages else.
    """
    if opt_out_type:
        start = ConsentChange.YES if text.strip().upper() == YES else ConsentChange.START
        return {"STOP": ConsentChange.STOP, "START": start}.get(opt_out_type.upper())
    change = parse_network_keyword(text, app_number=app_number)
    if change is None and bare(_without_signature(text)).upper() in STOP_WORDS:
        return ConsentChange.STOP
    return change


def may_ask_to_stop(text: str) -> bool:
    """Whether a text may be an opt-out in other words: a reason to ask, never to act."""
    return sounds_like_stop(_without_signature(text))


_SIGNATURE = re.compile(
    r"(?:(?:\n|--?|–|—|_+)\s*(?:sent (?:from|via) |get outlook for |envoyé |enviado |inviato "
    r"|von meinem |gesendet ).{1,40}|\ssent from my .{1,30})$",
    re.IGNORECASE,
)
"""Signatures that phones add to a message."""
_SIGNATURE_LENGTH = 80


def _without_signature(text: str) -> str:
    """Return the text without a phone's signature; only its end is searched, for speed."""
    visible = without_invisible(text).strip()
    end = max(0, len(visible) - _SIGNATURE_LENGTH)
    return (visible[:end] + _SIGNATURE.sub("", visible[end:])).strip()

"""Finds the web addresses, e-mail addresses and phone numbers in a text.

`linkify-it-py` and libphonenumber's matcher decide what is one; nothing is fetched.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import phonenumbers
from linkify_it import LinkifyIt

Part = dict[str, str]
"""`text`, and `href` where it can be followed."""
Span = tuple[int, int, str]
"""Where a link begins and ends in the text, and its address."""

MAX_LINKS = 20
"""For each kind. CheckResult a phone number takes a third of a millisecond."""
MAX_TRIES = 50
"""How many numbers that are no phone numbers are looked at in one text."""
MAX_TEXT_LENGTH = 4_000
"""Characters that are searched: more than any message of the phone network has."""
TEXTS_REMEMBERED = 2_000

ENDS_ADDRESS = re.compile(r"[\u3000-\u3003\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]")
"""Chinese and Japanese punctuation, behind which people leave no space."""
ENDINGS_THAT_ARE_WORDS = {
    "am",
    "as",
    "at",
    "be",
    "by",
    "do",
    "in",
    "is",
    "it",
    "me",
    "my",
    "no",
    "so",
}
"""“Done.In time” names no web site in India."""

_linkify = LinkifyIt(options={"fuzzy_ip": False}).add("ftp:", None).add("//", None)


@lru_cache(maxsize=TEXTS_REMEMBERED)
def parts_of(text: str, *, region: str | None) -> list[Part] | None:
    """The whole text in pieces, or `None` where nothing in it can be followed.

    A number without a country code is taken to be from `region` (ISO 3166); without one, only
    numbers with their country code are found.
    """
    searched = text[:MAX_TEXT_LENGTH]
    parts: list[Part] = []
    end = 0
    for start, stop, href in sorted([*_addresses(searched), *_phone_numbers(searched, region)]):
        if start < end:
            continue  # a number within an address is part of it
        parts += [{"text": text[end:start]}, {"text": text[start:stop], "href": href}]
        end = stop
    if not parts:
        return None
    return [part for part in [*parts, {"text": text[end:]}] if part["text"]]


def _addresses(text: str) -> Iterator[Span]:
    for match in islice(_linkify.match(text) or [], MAX_LINKS):
        written = ENDS_ADDRESS.split(match.text)[0]
        if match.schema:
            href = match.url[: len(match.url) - len(match.text) + len(written)]
        elif _is_web_site(written):
            href = f"https://{written}"
        else:
            continue
        yield match.index, match.index + len(written), href


def _is_web_site(written: str) -> bool:
    """Whether an address without `https://` is meant as one."""
    host, slash, _path = written.partition("/")
    name, _dot, ending = host.rpartition(".")
    is_word = ending in ENDINGS_THAT_ARE_WORDS or not ending.islower()
    return host.startswith("www.") or bool(slash) or not (is_word or name.isdigit())


def _phone_numbers(text: str, region: str | None) -> Iterator[Span]:
    matches = phonenumbers.PhoneNumberMatcher(text, region, max_tries=MAX_TRIES)
    for match in islice(matches, MAX_LINKS):
        plus = "+" if match.raw_string.startswith("+") else ""
        digits = phonenumbers.normalize_digits_only(match.raw_string)
        yield match.start, match.end, f"tel:{plus}{digits}"

"""What can be followed in a text: addresses and phone numbers, and nothing that looks like one."""

import pytest

from ui.formatting.links import MAX_LINKS, parts_of
from ui.formatting.phone_numbers import region_of


def links_in(text: str, *, region: str | None = "CA") -> list[tuple[str, str]]:
    parts = parts_of(text, region=region)
    if parts is None:
        return []
    assert "".join(part["text"] for part in parts) == text
    return [(part["text"], part["href"]) for part in parts if "href" in part]


# FAULT: P-6
# SPEC: LOG-8
@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Call me at 416-555-0110 - 9 to 5 is fine", ["tel:4165550110"]),
        ("My cell is (416) 555-0110. 3 pm works for me", ["tel:4165550110"]),
        ("Office +1 416-555-0110 (2 people)", ["tel:+14165550110"]),
        ("Home 416-555-0110 416-555-0111 work", ["tel:4165550110", "tel:4165550111"]),
        ("My number is 4165550110", ["tel:4165550110"]),
        ("Berlin is +49 30 901820", ["tel:+4930901820"]),
        ("ip 192.168.100.200 of the printer", []),
        ("Order 100-200-30045 and invoice 555-123-99887766", []),
        ("It was 1.234.567.890 EUR on 2026-11-30 at 12:30", []),
        ("Parcel 12345678901234567890", []),
    ],
)
def test_phone_numbers_are_links_and_other_numbers_are_not(text, addresses):
    assert [address for _text, address in links_in(text)] == addresses


# FAULT: P-6 N-43
# SPEC: LOG-8
@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (
            "Look: https://en.wikipedia.org/wiki/Mercury_(planet) nice",
            ["https://en.wikipedia.org/wiki/Mercury_(planet)"],
        ),
        ("(see https://example.com/x)", ["https://example.com/x"]),
        ("(https://example.com/a_(b)_c)", ["https://example.com/a_(b)_c"]),
        ("看这里 https://example.com/abc。谢谢", ["https://example.com/abc"]),
        ("（https://example.com/x）", ["https://example.com/x"]),
        ("See https://example.com/a?b=1.", ["https://example.com/a?b=1"]),
        ("https://example.com/?q=416-555-0110", ["https://example.com/?q=416-555-0110"]),
        (
            "www.example.org and example.com/path, or shop.ca",
            ["https://www.example.org", "https://example.com/path", "https://shop.ca"],
        ),
        ("Write to amira@example.com!", ["mailto:amira@example.com"]),
        ("Done.In time at 3.pm, e.g. today", []),
        ("javascript:alert(1) ftp://example.com //example.com data:text/html,x", []),
    ],
)
def test_addresses_end_where_people_end_them(text, addresses):
    assert [address for _text, address in links_in(text)] == addresses


# SPEC: LOG-8
def test_markup_is_text_and_no_address_leaves_its_quotes():
    text = 'https://example.com/"onclick=x <a href="https://example.com/b">'

    assert links_in(text) == [
        ("https://example.com/", "https://example.com/"),
        ("https://example.com/b", "https://example.com/b"),
    ]


def test_without_a_country_only_numbers_with_their_code_are_found():
    text = "416-555-0110 or +1 416 555 0110"

    assert links_in(text, region=None) == [("+1 416 555 0110", "tel:+14165550110")]


def test_the_country_is_that_of_the_app_number():
    assert region_of("+14165550101") == "US"  # North America has one plan
    assert region_of("+4930901820") == "DE"
    for without_country in ("", "12345", "BRIGHT", "+9991234567"):
        assert region_of(without_country) is None
        assert links_in("ready", region=region_of(without_country)) == []


# FAULT: P-6
@pytest.mark.parametrize("piece", ["a.", "4165550110 ", "1 2 ", "(", "https://a", "@", "www."])
def test_a_text_made_to_be_slow_gets_few_links_and_keeps_its_words(piece):
    """A thousand times “a.” once took a second: what is searched and found has its bounds."""
    text = piece * (40_000 // len(piece)) + " https://example.com/behind"

    links = links_in(text)

    assert len(links) <= 2 * MAX_LINKS
    assert not [address for _text, address in links if address.endswith("behind")]

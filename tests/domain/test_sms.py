"""How many segments a text takes on the phone network."""

import pytest

from domain.model.sms import GSM7, UCS2, measure


# SPEC: MSG-2
@pytest.mark.parametrize(
    ("text", "characters", "segments", "encoding"),
    [
        ("", 0, 0, GSM7),
        ("Hello", 5, 1, GSM7),
        ("x" * 160, 160, 1, GSM7),
        ("x" * 161, 161, 2, GSM7),
        ("x" * 306, 306, 2, GSM7),
        ("x" * 307, 307, 3, GSM7),
        ("€" * 80, 80, 1, GSM7),
        ("€" * 81, 81, 2, GSM7),
        ("x" * 152 + "€" + "x" * 10, 163, 2, GSM7),
        ("Ça va", 5, 1, GSM7),
        ("ça va", 5, 1, UCS2),
        ("“Hello”", 7, 1, UCS2),
        ("ж" * 70, 70, 1, UCS2),
        ("ж" * 71, 71, 2, UCS2),
        ("🙂" * 35, 70, 1, UCS2),
        ("🙂" * 36, 72, 2, UCS2),
        ("🙂" * 67, 134, 3, UCS2),
    ],
)
def test_texts_are_counted_as_the_phone_network_does(text, characters, segments, encoding):
    length = measure(text)

    assert (length.characters, length.segments, length.encoding) == (
        characters,
        segments,
        encoding,
    )


def test_an_escape_pair_is_never_split_over_two_segments():
    assert measure("x" * 152 + "€" + "x" * 152).segments == 3
    assert measure("x" * 151 + "€" + "x" * 152).segments == 2

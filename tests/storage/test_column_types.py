"""What people write is made storable on the way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.column_types import sanitise
from storage.search import fold

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Is it ready? 👍🏽", "Is it ready? 👍🏽"),
        ("before\0after", "before\N{REPLACEMENT CHARACTER}after"),
        ("half \ud83d an emoji", "half \N{REPLACEMENT CHARACTER} an emoji"),
        ("cut off \ud83d", "cut off \N{REPLACEMENT CHARACTER}"),
        ("two halves \ud83d\ude00", "two halves 😀"),
    ],
)
def test_text_is_kept_but_for_what_no_database_takes(sent, stored):
    assert sanitise(sent) == stored


@given(ANY_TEXT)
def test_whatever_was_sent_can_be_written_to_disk(sent):
    stored = sanitise(sent)

    assert "\0" not in stored
    assert sanitise(stored) == stored
    stored.encode()


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("STRASSE", "straße"),
        ("ﬁnal", "FINAL"),
        ("℡ 5", "tel 5"),
        ("on  the\nway", "on the way"),
    ],
)
def test_texts_that_people_hold_for_the_same_are_folded_alike(written, searched):
    assert fold(written) == fold(searched)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)

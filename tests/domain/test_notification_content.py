"""Stories about what a notification says."""

import pytest

from domain.model.attachments import InboundMedia
from tests.support.notifications import EMAIL, PUSH, asks, change, round_of, takes_pushes
from tests.support.notifications import notifier as notifier
from tests.support.notifications import post as post
from tests.support.notifications import presence as presence


# FAULT: M-12
# SPEC: NOT-1
@pytest.mark.parametrize("text", ["", "   \n ", "\u200b", "\ufffc", "\u2800\u3164\ufe0f"])
async def test_an_empty_message_is_told_as_what_it_is(house, post, notifier, text):
    await asks(house, house.amira, EMAIL)

    await house.text_in(text)
    await round_of(notifier)
    assert [letter.paragraphs[1] for letter in post.letters] == ["Empty message"]


async def test_who_hides_texts_is_told_without_them(house, post, notifier):
    await asks(house, house.amira, EMAIL, PUSH)
    await takes_pushes(house, house.amira)
    await change(house, house.amira, hides_texts=True)

    await house.text_in("My card number is 4111")
    await round_of(notifier)

    assert post.said == [("amira@bright.test", "New message")]
    assert [told.sentence for _, told in post.pushed] == ["New message"]


async def test_pictures_and_names_of_senders_are_told_in_words(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    coat = InboundMedia(url="https://api.test/coat", media_type="image/jpeg")

    await house.text_in("", media=(coat,))
    await house.text_in("Your parcel is here", sender="PARCELS")
    await round_of(notifier)

    assert {(letter.subject, letter.paragraphs[1]) for letter in post.letters} == {
        ("New message from (416) 555-0110 – Queen Street", "Sent Attachment(s)"),
        ("New message from PARCELS – Queen Street", "Your parcel is here"),
    }

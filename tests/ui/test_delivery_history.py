"""What a message went through, as the card tells it."""

from datetime import timedelta

import pytest

from domain.model.messages import DeliveryEvent, DeliveryHistory, DeliveryStatus, Direction
from tests.support.samples import MAYA, NOON, QUEEN_STREET, message
from ui.formatting.delivery_history import delivery_history_row


def told(*steps, **changes):
    """`steps` are (attempt, status, whose word, error); what the card shows of them."""
    story = DeliveryHistory(
        message=message(**changes),
        app_number=QUEEN_STREET,
        customer_number=MAYA,
        steps=[
            DeliveryEvent(
                attempt=attempt,
                status=status,
                from_carrier=whose == "theirs",
                error=error,
                at=NOON + timedelta(seconds=number),
            )
            for number, (attempt, status, whose, error) in enumerate(steps)
        ],
    )
    return delivery_history_row(story)


def words(story):
    return [(step["attempt"], step["text"]) for step in story["steps"]]


# SPEC: LOG-6
def test_each_step_is_told_in_plain_words_and_only_once():
    story = told(
        (1, "sending", "ours", None),
        (1, "queued", "theirs", None),
        (1, "sent", "ours", None),
        (1, "sent", "theirs", None),
        (1, "delivered", "theirs", None),
        (1, "delivered", "ours", None),
        delivery=DeliveryStatus.DELIVERED,
    )

    assert words(story) == [
        (1, "Written by Amira Benali"),
        (1, "Sent to the phone network"),
        (1, "Waiting in the phone network"),
        (1, "Sent to the customer's network"),
        (1, "Delivered to the phone"),
    ]
    assert story["steps"][1]["at"] == "2026-11-23T12:00:00.000000+00:00"


# SPEC: LOG-6
def test_a_failure_is_explained_with_its_code_and_the_next_attempt_stands_apart():
    story = told(
        (1, "sending", "ours", None),
        (1, "undelivered", "theirs", "30003"),
        (1, "failed", "ours", "30003"),
        (2, "queued", "ours", None),
        (2, "sending", "ours", None),
        (2, "unknown", "ours", None),
        attempt=2,
    )

    assert words(story)[2:] == [
        (1, "Not delivered"),
        (2, "Waiting to be sent"),
        (2, "Sent to the phone network"),
        (2, "The phone network's answer was lost"),
    ]
    why = "The phone is off, has no signal, or cannot get texts. Code 30003."
    assert [step["why"] for step in story["steps"]] == [None, None, why, None, None, None]
    assert story["attempts"] == 2


def test_a_word_of_the_carrier_that_is_new_to_us_is_quoted():
    assert words(told((1, "Pondering", "theirs", None)))[-1] == (
        1,
        "The phone network says “pondering”",
    )


@pytest.mark.parametrize(
    ("text", "length"),
    [("Hello", "1 SMS, GSM-7"), ("Привет " * 20, "3 SMS, UCS-2")],
)
def test_it_tells_how_long_it_was_and_between_which_numbers(text, length):
    story = told(text=text)

    assert (story["from"], story["to"]) == ("(416) 555-0100", "(416) 555-0137")
    assert story["length"] == length


def test_what_a_customer_wrote_was_received():
    story = told(
        direction=Direction.INBOUND, delivery=DeliveryStatus.RECEIVED, author=None, attempt=0
    )

    assert words(story) == [(0, "Received")]
    assert (story["from"], story["to"]) == ("(416) 555-0137", "(416) 555-0100")
    assert story["length"] is None

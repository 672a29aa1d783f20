"""What is read from webhooks as Twilio sends them."""

import pytest

from domain.model.attachments import InboundMedia
from domain.model.messages import DeliveryStatus
from domain.model.webhook_errors import MalformedWebhook
from tests.support.twilio_webhooks import (
    ACCOUNT,
    DELIVERED,
    MAYA,
    QUEEN_STREET,
    STATUS,
    TEXT,
    changed,
    reading,
    webhooks,
)


def test_a_text_is_read_as_it_was_written() -> None:
    text = webhooks.inbound(TEXT)

    assert text.account == ACCOUNT
    assert text.carrier_id == "SM" + "a" * 32
    assert (text.sender, text.recipient) == (MAYA, QUEEN_STREET)
    assert text.text == "  The zipper broke on day two.\nCould I get a refund? "
    assert text.media == ()
    assert text.opt_out_type == ""


# SPEC: CLO-6
@pytest.mark.parametrize(
    "sender", ["32665", "QUEENBANK", "+266696687", "whatsapp:+14165550137", ""]
)
def test_odd_senders_are_taken_as_they_come(sender: str) -> None:
    assert webhooks.inbound(changed(TEXT, From=sender)).sender == sender


def test_twilios_own_verdict_on_opting_out_is_kept() -> None:
    assert webhooks.inbound(changed(TEXT, Body="arrêt", OptOutType="STOP")).opt_out_type == "STOP"


def test_pictures_come_with_their_types() -> None:
    form = changed(
        TEXT,
        NumMedia="2",
        MediaUrl0="https://api.twilio.com/ME0",
        MediaContentType0="image/jpeg",
        MediaUrl1="https://api.twilio.com/ME1",
        MediaContentType1="image/png",
    )

    assert webhooks.inbound(form).media == (
        InboundMedia(url="https://api.twilio.com/ME0", media_type="image/jpeg"),
        InboundMedia(url="https://api.twilio.com/ME1", media_type="image/png"),
    )


@pytest.mark.parametrize("claimed", ["0", "1", "99", "-1", "", "many", "٣"])
def test_pictures_are_counted_by_what_is_there(claimed: str) -> None:
    form = changed(TEXT, NumMedia=claimed, MediaUrl0="https://a", MediaUrl2="https://c")

    assert [media.url for media in webhooks.inbound(form).media] == ["https://a", "https://c"]


def test_a_picture_without_an_address_is_left_out() -> None:
    form = changed(TEXT, NumMedia="1", MediaUrl0="", MediaContentType0="image/jpeg")

    assert webhooks.inbound(form).media == ()


def test_an_older_name_for_the_message_id_will_do() -> None:
    form = [(name, value) for name, value in TEXT if name != "MessageSid"]

    assert webhooks.inbound(form).carrier_id == "SM" + "a" * 32


def test_a_text_that_names_no_message_is_malformed() -> None:
    form = [(name, value) for name, value in TEXT if not name.endswith("Sid")]

    with pytest.raises(MalformedWebhook):
        webhooks.inbound(form)


def test_a_report_finds_its_message_by_the_address() -> None:
    report = webhooks.status(STATUS, DELIVERED)

    assert (report.message_id, report.attempt) == (71, 2)
    assert report.carrier_id == "SM" + "c" * 32
    assert report.account == ACCOUNT
    assert report.error is None


@pytest.mark.parametrize(
    ("word", "delivery"),
    [
        ("accepted", None),
        ("scheduled", None),
        ("queued", None),
        ("sending", None),
        ("sent", DeliveryStatus.SENT),
        ("delivered", DeliveryStatus.DELIVERED),
        ("read", DeliveryStatus.DELIVERED),
        ("undelivered", DeliveryStatus.FAILED),
        ("failed", DeliveryStatus.FAILED),
        ("canceled", DeliveryStatus.FAILED),
        ("a word from next year", None),
        ("", None),
    ],
)
def test_twilios_words_are_translated(word: str, delivery: DeliveryStatus | None) -> None:
    report = webhooks.status(STATUS, changed(DELIVERED, MessageStatus=word, SmsStatus=word))

    assert report.delivery is delivery
    assert report.status == word


def test_a_failure_carries_its_code() -> None:
    failed = changed(DELIVERED, MessageStatus="undelivered", ErrorCode="30005")

    assert webhooks.status(STATUS, failed).error == "30005"


# FAULT: M-15 M-21 A-9
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?message=71",
        "?attempt=2",
        "?message=x&attempt=2",
        "?message=-1&attempt=2",
        f"?message={'9' * 30}&attempt=2",
        f"?message=71&attempt={'9' * 30}",
    ],
)
def test_a_report_at_an_address_that_names_no_message_has_the_carriers_id(query: str) -> None:
    report = webhooks.status("/webhooks/twilio/status" + query, DELIVERED)

    assert None in (report.message_id, report.attempt)
    assert report.carrier_id == "SM" + "c" * 32


# FAULT: M-12
# SPEC: CLO-6
@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {
                "Latitude": "43.6532",
                "Longitude": "-79.3832",
                "Label": "Café",
                "Address": "1 Bay St",
            },
            "Café, 1 Bay St\nhttps://www.openstreetmap.org/?mlat=43.653200&mlon=-79.383200",
        ),
        (
            {"Latitude": "-0.5", "Longitude": "100"},
            "Location\nhttps://www.openstreetmap.org/?mlat=-0.500000&mlon=100.000000",
        ),
        ({"ButtonText": "Yes, please", "ButtonPayload": "42"}, "Yes, please"),
        ({"Latitude": "nan", "Longitude": "1e999"}, ""),
        ({"Latitude": "north", "Longitude": "<b>"}, ""),
        ({"Latitude": "91", "Longitude": "0"}, ""),
        ({"Latitude": "1"}, ""),
        ({}, ""),
    ],
)
def test_a_place_and_a_button_without_a_body_say_what_they_are(
    fields: dict[str, str], text: str
) -> None:
    assert reading().inbound(changed(TEXT, Body="", **fields)).text == text


# FAULT: M-12
def test_words_beside_a_place_are_kept() -> None:
    form = changed(TEXT, Body="Here", Latitude="43.65", Longitude="-79.38", ButtonText="No")
    assert reading().inbound(form).text.startswith("Here\nLocation\nhttps://")

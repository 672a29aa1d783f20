"""Webhooks as Twilio sends them, signed by its own validator, and as others forge them."""

from urllib.parse import parse_qsl

import pytest
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.model.attachments import InboundMedia
from domain.model.messages import DeliveryStatus
from domain.model.webhook_errors import ForgedWebhook, MalformedWebhook

Form = list[tuple[str, str]]

ACCOUNT, OTHER_ACCOUNT = "AC" + "5" * 32, "AC" + "6" * 32
TOKEN, OLD_TOKEN = "token-of-today", "token-of-yesterday"
PUBLIC = "https://chat.example.com"
INBOUND, STATUS = "/webhooks/twilio/inbound", "/webhooks/twilio/status?message=71&attempt=2"
QUEEN_STREET, MAYA = "+14165550100", "+14165550137"

TEXT: Form = [
    ("ToCountry", "CA"),
    ("ToState", "ON"),
    ("SmsMessageSid", "SM" + "a" * 32),
    ("NumMedia", "0"),
    ("ToCity", ""),
    ("FromZip", ""),
    ("SmsSid", "SM" + "a" * 32),
    ("FromState", "ON"),
    ("SmsStatus", "received"),
    ("FromCity", "TORONTO"),
    ("Body", "  The zipper broke on day two.\nCould I get a refund? "),
    ("FromCountry", "CA"),
    ("To", QUEEN_STREET),
    ("MessagingServiceSid", "MG" + "b" * 32),
    ("ToZip", ""),
    ("NumSegments", "1"),
    ("MessageSid", "SM" + "a" * 32),
    ("AccountSid", ACCOUNT),
    ("From", MAYA),
    ("ApiVersion", "2010-04-01"),
]
DELIVERED: Form = [
    ("SmsSid", "SM" + "c" * 32),
    ("SmsStatus", "delivered"),
    ("MessageStatus", "delivered"),
    ("To", MAYA),
    ("MessageSid", "SM" + "c" * 32),
    ("AccountSid", ACCOUNT),
    ("From", QUEEN_STREET),
    ("ApiVersion", "2010-04-01"),
    ("RawDlrDoneDate", "2611231031"),
]


def changed(form: Form, **fields: str) -> Form:
    """The form with other values, and with what it did not have so far."""
    kept = [(name, fields.pop(name, value)) for name, value in form]
    return [*kept, *fields.items()]


def signed(form: Form, *, url: str = PUBLIC + INBOUND, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, MultiDict(form)))


def reading(*, public: str = PUBLIC, tokens: tuple[str, ...] = (TOKEN,)) -> TwilioWebhooks:
    account = TwilioAccount(sid=ACCOUNT, auth_tokens=tokens, public_base_url=public)
    return TwilioWebhooks(account)


webhooks = reading()


# SPEC: CAR-1
@pytest.mark.parametrize(("path", "form"), [(INBOUND, TEXT), (STATUS, DELIVERED)])
def test_what_twilio_signed_is_let_in(path: str, form: Form) -> None:
    webhooks.verify(path, form, signed(form, url=PUBLIC + path))


@pytest.mark.parametrize(
    "form",
    [
        changed(TEXT, Body="🧑🏽‍🚀 ça va?\x00 €"),
        changed(TEXT, Body="x" * 1600),
        changed(TEXT, Body=""),
        changed(TEXT, SomethingNew="from next year"),
        [*TEXT, ("Tag", "b"), ("Tag", "a"), ("Tag", "b")],
    ],
    ids=["emoji and NUL", "1,600 characters", "empty", "a new field", "a repeated field"],
)
def test_odd_content_does_not_break_the_signature(form: Form) -> None:
    webhooks.verify(INBOUND, form, signed(form))


def test_blank_fields_are_part_of_what_is_signed() -> None:
    body = "Body=&FromZip=&MessageSid=SM1&AccountSid=" + ACCOUNT
    form = parse_qsl(body, keep_blank_values=True)

    webhooks.verify(INBOUND, form, signed(form))

    with pytest.raises(ForgedWebhook):
        webhooks.verify(INBOUND, [*form, ("ToZip", "")], signed(form))


# SPEC: CAR-1
# TRUST: 2.3-51
@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", signed(TEXT, token="guessed"), signed(changed(TEXT, Body="Hi")), "ä" * 28],
    ids=["missing", "nonsense", "wrong token", "of another text", "not ASCII"],
)
def test_a_wrong_signature_is_refused(signature: str) -> None:
    with pytest.raises(ForgedWebhook):
        webhooks.verify(INBOUND, TEXT, signature)


# TRUST: 2.3-51
@pytest.mark.parametrize(
    "path",
    [
        STATUS.replace("71", "72"),
        STATUS.replace("&attempt=2", ""),
        STATUS.replace("message=71&attempt=2", "attempt=2&message=71"),
        STATUS + "&more=1",
    ],
)
def test_an_address_other_than_the_signed_one_is_refused(path: str) -> None:
    with pytest.raises(ForgedWebhook):
        webhooks.verify(path, DELIVERED, signed(DELIVERED, url=PUBLIC + STATUS))


# TRUST: 2.3-51
def test_the_query_counts_byte_for_byte() -> None:
    path = "/webhooks/twilio/status?b=%20&a=+&message=71&attempt=2"

    webhooks.verify(path, DELIVERED, signed(DELIVERED, url=PUBLIC + path))


# TRUST: 2.3-51
@pytest.mark.parametrize(
    ("configured", "used_by_twilio"),
    [
        ("https://chat.example.com", "https://chat.example.com"),
        ("https://chat.example.com/", "https://chat.example.com"),
        ("https://chat.example.com", "https://chat.example.com:443"),
        ("https://chat.example.com:8443", "https://chat.example.com:8443"),
        ("https://chat.example.com:8443", "https://chat.example.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://user:pass@chat.example.com", "https://chat.example.com"),
        ("https://user:pass@chat.example.com:8443", "https://chat.example.com:8443"),
        ("https://example.com/chat", "https://example.com/chat"),
    ],
)
def test_the_configured_address_is_what_counts(configured: str, used_by_twilio: str) -> None:
    signature = signed(TEXT, url=used_by_twilio + INBOUND)

    reading(public=configured).verify(INBOUND, TEXT, signature)


@pytest.mark.parametrize(
    "used", ["http://chat.example.com", "https://evil.example", "https://chat.example.com:8443"]
)
def test_what_was_signed_for_another_address_is_refused(used: str) -> None:
    with pytest.raises(ForgedWebhook):
        webhooks.verify(INBOUND, TEXT, signed(TEXT, url=used + INBOUND))


# TRUST: 2.3-51
def test_while_tokens_are_rotated_both_are_good() -> None:
    rotating = reading(tokens=(TOKEN, OLD_TOKEN))

    rotating.verify(INBOUND, TEXT, signed(TEXT, token=TOKEN))
    rotating.verify(INBOUND, TEXT, signed(TEXT, token=OLD_TOKEN))

    with pytest.raises(ForgedWebhook):
        webhooks.verify(INBOUND, TEXT, signed(TEXT, token=OLD_TOKEN))


# TRUST: 2.3-51
@pytest.mark.parametrize(
    "form",
    [
        changed(TEXT, AccountSid=OTHER_ACCOUNT),
        [*TEXT, ("AccountSid", OTHER_ACCOUNT)],
        [(name, value) for name, value in TEXT if name != "AccountSid"],
    ],
    ids=["another one", "two of them", "none"],
)
def test_what_is_for_another_account_is_refused(form: Form) -> None:
    with pytest.raises(ForgedWebhook):
        webhooks.verify(INBOUND, form, signed(form))


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

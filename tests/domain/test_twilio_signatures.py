"""Webhooks signed by Twilio's own validator, and webhooks that others forge."""

from urllib.parse import parse_qsl

import pytest

from domain.model.webhook_errors import ForgedWebhook
from tests.support.twilio_webhooks import (
    ACCOUNT,
    DELIVERED,
    INBOUND,
    OLD_TOKEN,
    OTHER_ACCOUNT,
    PUBLIC,
    STATUS,
    TEXT,
    TOKEN,
    Form,
    changed,
    reading,
    signed,
    webhooks,
)


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

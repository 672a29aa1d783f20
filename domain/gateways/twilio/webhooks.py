"""Reading what Twilio calls us with: is it really Twilio, and what does it say."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from multidict import MultiDict
from twilio.request_validator import RequestValidator

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.statuses import delivery_of
from domain.model.attachments import InboundMedia
from domain.model.carrier import InboundText, StatusReport
from domain.model.invisible import is_blank
from domain.model.webhook_errors import ForgedWebhook, MalformedWebhook
from domain.ports.carrier import WebhookParser

MEDIA_LIMIT = 10
"""Twilio hands over no more, however many the customer sent."""
MAP = "https://www.openstreetmap.org/"

_NUMBER = re.compile(r"[0-9]{1,18}")
"""None that the database could not hold."""


class TwilioWebhooks(WebhookParser):
    def __init__(self, account: TwilioAccount) -> None:
        self._account_sid = account.sid
        self._validators = [RequestValidator(token) for token in account.auth_tokens]
        self._base_url = account.signed_base_url

    def verify(self, path: str, form: Sequence[tuple[str, str]], signature: str) -> None:
        """Also refuse what Twilio signed for another account than ours.

        The address is the configured one: what a proxy makes of host and scheme does not count.
        """
        fields = MultiDict(form)
        url = self._base_url + path
        signed = any(validator.validate(url, fields, signature) for validator in self._validators)
        names_us = set(fields.getall("AccountSid", [])) == {self._account_sid}
        if not signed or not names_us:
            raise ForgedWebhook(names_us=names_us)

    def inbound(self, form: Sequence[tuple[str, str]]) -> InboundText:
        fields = dict(form)
        return InboundText(
            account=self._account_sid,
            carrier_id=_message_sid(fields),
            sender=fields.get("From", ""),
            recipient=fields.get("To", ""),
            text=_text(fields),
            media=_media(fields),
            opt_out_type=fields.get("OptOutType", ""),
        )

    def status(self, path: str, form: Sequence[tuple[str, str]]) -> StatusReport:
        """At an address that names no message of ours, the carrier's id has to do."""
        fields, query = dict(form), parse_qs(urlsplit(path).query)
        word = fields.get("MessageStatus") or fields.get("SmsStatus", "")
        return StatusReport(
            message_id=_number(query, "message"),
            attempt=_number(query, "attempt"),
            account=self._account_sid,
            carrier_id=_message_sid(fields),
            status=word,
            delivery=delivery_of(word),
            error=fields.get("ErrorCode") or None,
        )


def _message_sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid")
    if not sid:
        raise MalformedWebhook("a message id")
    return sid


def _text(fields: Mapping[str, str]) -> str:
    """Return the body; of a button or a location, which have none, what they say."""
    body = fields.get("Body", "")
    if is_blank(body):
        body = fields.get("ButtonText") or body
    return "\n".join(part for part in (body, _location(fields)) if part)


def _location(fields: Mapping[str, str]) -> str:
    """Return a shared location as text, with a link to a map."""
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return ""
    names = (fields.get("Label", ""), fields.get("Address", ""))
    named = ", ".join(name for name in names if name) or "Location"
    return f"{named}\n{MAP}?mlat={latitude:.6f}&mlon={longitude:.6f}"


def _media(fields: Mapping[str, str]) -> tuple[InboundMedia, ...]:
    """Return the media that are there, whatever `NumMedia` says."""
    return tuple(
        InboundMedia(url=url, media_type=fields.get(f"MediaContentType{place}", ""))
        for place in range(MEDIA_LIMIT)
        if (url := fields.get(f"MediaUrl{place}"))
    )


def _number(query: Mapping[str, list[str]], name: str) -> int | None:
    """`None` for what no message of ours can have."""
    written = query.get(name, [""])[-1]
    return int(written) if _NUMBER.fullmatch(written) else None

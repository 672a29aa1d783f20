"""Sending through Twilio with its own library, and saying for certain what came of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import aiohttp

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.client import ErrorAnswer, TwilioHttpClient, twilio_client
from domain.gateways.twilio.statuses import delivery_of
from domain.model.attachments import InboundMedia
from domain.model.carrier import CarrierRecord, ListedText, Taken
from domain.model.carrier_errors import CarrierFailure, NotSent, OutcomeUnknown, Rejected
from domain.model.messages import DeliveryStatus, OutboundAttempt
from domain.ports.carrier import Carrier
from domain.ports.notifications import SmsNotifier

logger = logging.getLogger(__name__)

PAGE_SIZE = 100
"""A look as a rule is for the newest few: one page holds them."""
MAX_PAGE_SIZE = 1000
OLDER_IN_A_ROW = 50
"""After so many older messages in a row reading stops; the list may not be in order."""
TOO_MANY_REQUESTS = 429
REQUEST_TIMEOUT = 408
PROXY_WANTS_CREDENTIALS = 407
NOT_FOUND = 404
INBOUND = "inbound"
REPLY = "outbound-reply"
"""Twilio's own reply to an inbound message; ours are all sent over the API."""
TRIAL_PREFIX = "Sent from your Twilio trial account - "
"""Put before the body by Twilio while the account is on trial."""


class TwilioCarrier(Carrier, SmsNotifier):
    """One account at Twilio. It connects when first asked; `close` it on the way out."""

    def __init__(self, account: TwilioAccount, *, timeout_seconds: float = 20.0) -> None:
        self._account = account
        self._http = TwilioHttpClient(timeout_seconds)
        self._client = twilio_client(account.credentials, account, self._http)

    @property
    def account(self) -> str:
        return self._account.sid

    async def send(self, outgoing: OutboundAttempt) -> Taken:
        try:
            message = await self._client.messages.create_async(**self._form(outgoing))
            delivery, error = _state(message)
        # Twilio's library breaks in many ways on a strange answer. Once the question may have
        # left, every one of them means the same, so none may slip through as something else.
        except Exception as failure:
            logger.warning("Message %s: %s", outgoing.message_id, type(failure).__name__)
            raise _failure(failure) from failure
        if not message.sid:
            raise OutcomeUnknown
        return Taken(carrier_id=str(message.sid), delivery=delivery, error=error)

    async def send_sms(self, body: str, *, sender: str, to: str) -> None:
        """No status callback: what becomes of it belongs to no message of ours."""
        try:
            await self._client.messages.create_async(to=to, from_=sender, body=body)
        except Exception as error:
            raise _failure(error) from error

    async def sent_since(
        self, moment: datetime, *, app_number: str, customer_number: str, thorough: bool = True
    ) -> list[CarrierRecord]:
        """Its filter by date is left alone: it goes by when a message was *sent*, and those that
        still wait for that must not be overlooked, or they would go out twice. Where they stand
        in the list is not documented either, so a thorough look reads all of it.
        """
        with _reading():
            listed = await self._since(
                moment, thorough=thorough, to=customer_number, from_=app_number
            )
            records = [_record(message) for message in listed if message.direction != REPLY]
            return sorted(records, key=lambda record: record.created_at)

    async def received_since(self, moment: datetime) -> list[ListedText]:
        """Twilio lists both directions together; its filter by date goes by whole days."""
        with _reading():
            listed = await self._since(moment, date_sent_after=moment)
            texts = [_listed(message) for message in listed if _is_whole_text(message)]
            return sorted(texts, key=lambda text: text.at)

    async def _since(
        self, moment: datetime, *, thorough: bool = False, **filters: Any
    ) -> list[Any]:
        """Return what Twilio accepted since then, oldest first, and read little more of its list.

        Twilio's clock decides what is `since`, and it writes whole seconds.
        """
        since = moment.replace(microsecond=0)
        messages: list[Any] = []
        older = 0
        page_size = MAX_PAGE_SIZE if thorough else PAGE_SIZE
        listed = await self._client.messages.stream_async(page_size=page_size, **filters)
        async for message in listed:
            is_older = _is_before(message.date_created, since)
            if not is_older:
                messages.append(message)
            # What waited for long may stand where it was sent, among newer ones.
            older = older + 1 if is_older and _is_before(message.date_sent, since) else 0
            if older >= OLDER_IN_A_ROW and not thorough:
                break
        return messages[::-1]

    async def media_of(self, carrier_id: str) -> tuple[InboundMedia, ...]:
        base = self._account.api_base_url.rstrip("/")
        with _reading():
            listed = await self._client.messages(carrier_id).media.list_async()
            return tuple(
                InboundMedia(
                    url=base + medium.uri.removesuffix(".json"),
                    media_type=medium.content_type or "",
                )
                for medium in listed
            )

    async def look_up(self, carrier_id: str) -> CarrierRecord | None:
        with _reading():
            try:
                return _record(await self._client.messages(carrier_id).fetch_async())
            except ErrorAnswer as answer:
                # A proxy says of anything that it is not there.
                if answer.status == NOT_FOUND and answer.is_from_twilio:
                    return None
                raise

    async def close(self) -> None:
        await self._http.close()

    def _form(self, outgoing: OutboundAttempt) -> dict[str, Any]:
        form: dict[str, Any] = {
            "to": outgoing.customer_number,
            "from_": outgoing.app_number,
            "status_callback": self._status_callback(outgoing),
            # Left to itself, a messaging service exchanges characters: what it lists would be
            # another text than ours, and a lost answer could not be looked up by it.
            "smart_encoded": False,
        }
        if outgoing.body:
            form["body"] = outgoing.body
        if outgoing.media_urls:
            form["media_url"] = list(outgoing.media_urls)
        if self._account.messaging_service_sid:
            form["messaging_service_sid"] = self._account.messaging_service_sid
        return form

    def _status_callback(self, outgoing: OutboundAttempt) -> str:
        """Names our message, so that a callback finds it even when the answer got lost."""
        base = self._account.public_base_url.rstrip("/")
        query = f"message={outgoing.message_id}&attempt={outgoing.attempt}"
        return f"{base}/webhooks/twilio/status?{query}"


@contextmanager
def _reading() -> Iterator[None]:
    """Raise every failure of a read request as `NotSent`, because it can be repeated."""
    try:
        yield
    except ErrorAnswer as answer:
        raise NotSent(str(answer), retry_after=answer.retry_after) from answer
    except Exception as error:
        raise NotSent(type(error).__name__) from error


def _failure(error: Exception) -> CarrierFailure:
    if isinstance(error, ErrorAnswer):
        return _answer_failure(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent()
    return OutcomeUnknown()


def _answer_failure(answer: ErrorAnswer) -> CarrierFailure:
    """A 5xx may hide that the message was taken; so may a 408.

    So may whatever is not Twilio's: what stands in between may have let the question through,
    and only the answer not. A proxy that wants credentials has let nothing through.
    """
    if answer.status in (TOO_MANY_REQUESTS, PROXY_WANTS_CREDENTIALS):
        return NotSent(str(answer), code=answer.code, retry_after=answer.retry_after)
    if answer.status < 500 and answer.status != REQUEST_TIMEOUT and answer.is_from_twilio:
        return Rejected(answer.code)
    return OutcomeUnknown(str(answer))


def _state(message: Any) -> tuple[DeliveryStatus | None, str | None]:
    error = str(message.error_code) if message.error_code else None
    return delivery_of(message.status or ""), error


def _record(message: Any) -> CarrierRecord:
    """Convert a message. Raise `ValueError` for one without a time."""
    if not isinstance(message.date_created, datetime):
        raise ValueError("a message without its time")
    delivery, error = _state(message)
    return CarrierRecord(
        carrier_id=message.sid,
        body=(message.body or "").removeprefix(TRIAL_PREFIX),
        created_at=message.date_created,
        status=message.status,
        delivery=delivery,
        error=error,
    )


def _is_before(moment: object, since: datetime) -> bool:
    """One that cannot be read counts as recent."""
    return isinstance(moment, datetime) and moment < since


def _is_whole_text(message: Any) -> bool:
    """One that is damaged must not keep away those that are not."""
    is_whole = bool(message.sid) and isinstance(message.date_created, datetime)
    if message.direction == INBOUND and not is_whole:
        logger.error("Twilio lists a text without its id or time: %s", message.sid)
    return is_whole and message.direction == INBOUND


def _listed(message: Any) -> ListedText:
    return ListedText(
        carrier_id=message.sid,
        sender=message.from_ or "",
        recipient=message.to or "",
        text=message.body or "",
        at=message.date_created,
        has_media=(message.num_media or "0") != "0",
    )

"""Sending through Twilio with its own library, and saying for certain what came of it."""

import logging
from collections.abc import Awaitable
from datetime import datetime
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from domain.gateways.twilio_account import TwilioAccount
from domain.gateways.twilio_client import TwilioWire, twilio_client
from domain.gateways.twilio_statuses import delivery_of
from domain.model.carrier_failures import AnswerLost, CarrierFailure, NotReached, Refused
from domain.model.messages import Outgoing
from domain.ports.carrier import Carrier, CarrierRecord, InboundMedia, ListedText
from domain.ports.notifications import Pager

logger = logging.getLogger(__name__)

PAGE_SIZE = 1000
TOO_MANY_REQUESTS = 429
REQUEST_TIMEOUT = 408
NOT_FOUND = 404
INBOUND = "inbound"


class TwilioCarrier(Carrier, Pager):
    """One account at Twilio. It connects when first asked; `close` it on the way out."""

    def __init__(self, account: TwilioAccount, *, timeout_seconds: float = 20.0) -> None:
        self._account = account
        self._http = TwilioWire(timeout_seconds)
        self._client = twilio_client(account.sign_in, account, self._http)

    @property
    def account(self) -> str:
        return self._account.sid

    async def send(self, outgoing: Outgoing) -> str:
        try:
            message = await self._client.messages.create_async(**self._form(outgoing))
        # Twilio's library breaks in many ways on a strange answer. Once the question may have
        # left, every one of them means the same, so none may slip through as something else.
        except Exception as error:
            logger.warning("Message %s: %s", outgoing.message_id, type(error).__name__)
            raise _failure(error) from error
        if not message.sid:
            raise AnswerLost
        return str(message.sid)

    async def text(self, body: str, *, sender: str, to: str) -> None:
        """No status callback: what becomes of it belongs to no message of ours."""
        try:
            await self._client.messages.create_async(to=to, from_=sender, body=body)
        except Exception as error:
            raise _failure(error) from error

    async def sent_since(
        self, moment: datetime, *, app_number: str, customer_number: str
    ) -> list[CarrierRecord]:
        """Twilio's clock decides what is `since`, and it writes whole seconds.

        Its filter by date is left alone: it goes by when a message was *sent*, and those that
        still wait for that must not be overlooked, or they would go out twice.
        """
        listed = await _asked(
            self._client.messages.list_async(
                to=customer_number, from_=app_number, page_size=PAGE_SIZE
            )
        )
        records = [_record(message) for message in reversed(listed)]
        since = moment.replace(microsecond=0)
        recent = (record for record in records if record.created_at >= since)
        return sorted(recent, key=lambda record: record.created_at)

    async def received_since(self, moment: datetime) -> list[ListedText]:
        """Twilio lists both directions together, the newest first, with whole seconds."""
        listed = await _asked(
            self._client.messages.list_async(date_sent_after=moment, page_size=PAGE_SIZE)
        )
        oldest_first = reversed(listed)
        texts = (_listed(each) for each in oldest_first if each.direction == INBOUND)
        since = moment.replace(microsecond=0)
        return sorted((each for each in texts if each.at >= since), key=lambda each: each.at)

    async def media_of(self, carrier_id: str) -> tuple[InboundMedia, ...]:
        listed = await _asked(self._client.messages(carrier_id).media.list_async())
        base = self._account.api_base_url.rstrip("/")
        return tuple(
            InboundMedia(
                url=base + medium.uri.removesuffix(".json"), media_type=medium.content_type or ""
            )
            for medium in listed
        )

    async def look_up(self, carrier_id: str) -> CarrierRecord | None:
        try:
            message = await self._client.messages(carrier_id).fetch_async()
            return _record(message)
        except Exception as error:
            if isinstance(error, TwilioRestException) and error.status == NOT_FOUND:
                return None
            raise _unreached(error) from error

    async def close(self) -> None:
        await self._http.close()

    def _form(self, outgoing: Outgoing) -> dict[str, Any]:
        form: dict[str, Any] = {
            "to": outgoing.customer_number,
            "from_": outgoing.app_number,
            "status_callback": self._status_callback(outgoing),
        }
        if outgoing.body:
            form["body"] = outgoing.body
        if outgoing.media_urls:
            form["media_url"] = list(outgoing.media_urls)
        if self._account.messaging_service_sid:
            form["messaging_service_sid"] = self._account.messaging_service_sid
        return form

    def _status_callback(self, outgoing: Outgoing) -> str:
        """Names our message, so that a callback finds it even when the answer got lost."""
        base = self._account.public_base_url.rstrip("/")
        query = f"message={outgoing.message_id}&attempt={outgoing.attempt}"
        return f"{base}/webhooks/twilio/status?{query}"


async def _asked(listing: Awaitable[list[Any]]) -> list[Any]:
    """Whatever goes wrong while looking, nothing is known by it and one may look again."""
    try:
        return await listing
    except Exception as error:
        raise _unreached(error) from error


def _unreached(error: Exception) -> NotReached:
    logger.warning("Twilio's list cannot be read: %s", type(error).__name__)
    return NotReached()


def _failure(error: Exception) -> CarrierFailure:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _refusal(error.status, error.code)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotReached()
    return AnswerLost()


def _refusal(status: int, code: int) -> CarrierFailure:
    """A 5xx may hide that the message was taken; so may a 408 of something in between."""
    if status == TOO_MANY_REQUESTS:
        return NotReached()
    if 400 <= status < 500 and status != REQUEST_TIMEOUT:
        return Refused(str(code))
    return AnswerLost()


def _record(message: Any) -> CarrierRecord:
    return CarrierRecord(
        carrier_id=message.sid,
        body=message.body or "",
        created_at=message.date_created,
        status=message.status,
        delivery=delivery_of(message.status),
        error=str(message.error_code) if message.error_code else None,
    )


def _listed(message: Any) -> ListedText:
    return ListedText(
        carrier_id=message.sid,
        sender=message.from_ or "",
        recipient=message.to or "",
        text=message.body or "",
        at=message.date_created,
        has_media=(message.num_media or "0") != "0",
    )

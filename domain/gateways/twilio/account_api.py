"""Our account at Twilio as its owner looks after it: how it stands, its numbers, their webhooks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.client import ErrorAnswer, TwilioHttpClient, twilio_client
from domain.ports.diagnostics import (
    AccountStatus,
    CarrierAccount,
    CarrierNumber,
    CarrierQueryFailed,
)

PAGE_SIZE = 1000


class TwilioAccountApi(CarrierAccount):
    """Asked now and then, so it keeps no line open."""

    def __init__(self, account: TwilioAccount, *, timeout_seconds: float = 8.0) -> None:
        self._account = account
        self._timeout_seconds = timeout_seconds

    @property
    def is_real(self) -> bool:
        return self._account.is_at_twilio

    @property
    def has_key(self) -> bool:
        return bool(self._account.api_key)

    @property
    def messaging_service(self) -> str:
        return self._account.messaging_service_sid

    async def status(self) -> AccountStatus:
        owner = self._account.sid, self._account.auth_tokens[0]
        async with self._client(owner) as (client, http):
            account = await client.api.accounts(self._account.sid).fetch_async()
            return AccountStatus(
                status=str(account.status or ""),
                is_trial=account.type == "Trial",
                answered_at=http.answered_at,
            )

    async def numbers(self) -> list[CarrierNumber]:
        async with self._client(self._account.credentials) as (client, _):
            listed = await client.incoming_phone_numbers.list_async(page_size=PAGE_SIZE)
            return [_number(number) for number in listed]

    async def set_inbound_webhook(self, number: CarrierNumber, *, to: str) -> None:
        async with self._client(self._account.credentials) as (client, _):
            await client.incoming_phone_numbers(number.carrier_id).update_async(
                sms_url=to,
                sms_method="POST",
                sms_fallback_url=to,
                sms_fallback_method="POST",
                sms_application_sid="",
            )

    @asynccontextmanager
    async def _client(
        self, credentials: tuple[str, str]
    ) -> AsyncIterator[tuple[Any, TwilioHttpClient]]:
        http = TwilioHttpClient(self._timeout_seconds)
        try:
            yield twilio_client(credentials, self._account, http), http
        except ErrorAnswer as answer:
            raise CarrierQueryFailed(answer.status) from answer
        except (TwilioException, aiohttp.ClientError, TimeoutError) as error:
            raise CarrierQueryFailed(None) from error
        finally:
            await http.close()


def _number(listed: Any) -> CarrierNumber:
    can = listed.capabilities or {}
    return CarrierNumber(
        carrier_id=listed.sid,
        number=listed.phone_number,
        can_sms=bool(can.get("sms")),
        can_mms=bool(can.get("mms")),
        inbound_url=listed.sms_url or "",
        inbound_method=listed.sms_method or "POST",
        fallback_url=listed.sms_fallback_url or "",
        has_application=bool(listed.sms_application_sid),
    )

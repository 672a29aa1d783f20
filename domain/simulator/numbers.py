"""Twilio's REST API for the account itself and its phone numbers, as far as we ask for it."""

from collections.abc import Callable
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.simulator import serializers
from domain.simulator.app_numbers import AppNumbers
from domain.simulator.journal import Journal
from domain.simulator.webhook_form import API_VERSION

_ACCOUNT = f"/{API_VERSION}/Accounts/{{account}}"
_SETTINGS = {
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "SmsApplicationSid": "sms_application_sid",
}


class NumberWebhooks:
    """The webhook settings of each number; all have the same defaults."""

    def __init__(self, journal: Journal, *, inbound_url: str) -> None:
        self._journal = journal
        self._defaults = {
            "sms_url": inbound_url,
            "sms_method": "POST",
            "sms_fallback_url": inbound_url,
            "sms_fallback_method": "POST",
            "sms_application_sid": "",
        }

    def settings_of(self, number: str) -> dict[str, str]:
        return self._defaults | self._journal.settings(number)

    def change(self, number: str, **settings: str) -> None:
        self._journal.set_number(number, settings)


class NumbersApi:
    def __init__(
        self,
        webhooks: NumberWebhooks,
        *,
        account_sid: str,
        app_numbers: AppNumbers,
        check_access: Callable[[Request], None],
        not_found: Callable[[Request], Exception],
    ) -> None:
        self._webhooks = webhooks
        self._account_sid = account_sid
        self._app_numbers = app_numbers
        self._check_access = check_access
        self._not_found = not_found
        numbers = f"{_ACCOUNT}/IncomingPhoneNumbers"
        self.routes = [
            Route(f"{_ACCOUNT}.json", self._account, methods=["GET"]),
            Route(f"{numbers}.json", self._list, methods=["GET"]),
            Route(numbers + "/{sid}.json", self._change, methods=["POST"]),
        ]

    async def _account(self, request: Request) -> JSONResponse:
        self._check_access(request)
        return JSONResponse(serializers.account(self._account_sid))

    async def _list(self, request: Request) -> JSONResponse:
        """All on one page: a simulated company has few."""
        self._check_access(request)
        numbers = [self._resource(number) for number in await self._app_numbers.all()]
        return JSONResponse(serializers.page_of_numbers(numbers, account_sid=self._account_sid))

    async def _change(self, request: Request) -> JSONResponse:
        self._check_access(request)
        sids = {sid_of(number): number for number in await self._app_numbers.all()}
        number = sids.get(request.path_params["sid"])
        if number is None:
            raise self._not_found(request)
        form = await request.form()
        settings = {ours: str(form[name]) for name, ours in _SETTINGS.items() if name in form}
        self._webhooks.change(number, **settings)
        return JSONResponse(self._resource(number))

    def _resource(self, number: str) -> dict[str, object]:
        return serializers.number(
            number,
            sid_of(number),
            self._webhooks.settings_of(number),
            account_sid=self._account_sid,
        )


def sid_of(number: str) -> str:
    return f"PN{sha256(number.encode()).hexdigest()[:32]}"

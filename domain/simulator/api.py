"""Twilio's REST API for messages, as far as twilio-python asks for it."""

import asyncio
import base64
import binascii
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.model.carrier_error_codes import explain
from domain.model.phones import is_e164
from domain.model.pictures import MAX_ATTACHMENTS
from domain.model.sms import LIMIT, utf16_units
from domain.simulator import serializers
from domain.simulator.app_numbers import AppNumbers
from domain.simulator.controls import ANSWER_LOST, refuses_at_once
from domain.simulator.media import Medium
from domain.simulator.message import Text
from domain.simulator.network import Network
from domain.simulator.numbers import NumbersApi

MAX_PAGE_SIZE = 1000
_MESSAGES = "/2010-04-01/Accounts/{account}/Messages"
_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503}


class ApiError(Exception):
    """What Twilio answers instead of a message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = _STATUS.get(code, 400)


async def answer_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    body = serializers.error(error.code, error.message, status=error.status)
    return JSONResponse(body, status_code=error.status)


class TwilioApi:
    def __init__(
        self, network: Network, *, account_sid: str, auth_token: str, app_numbers: AppNumbers
    ) -> None:
        self._network = network
        self._account_sid = account_sid
        self._credentials = f"{account_sid}:{auth_token}".encode()
        self._app_numbers = app_numbers
        self._requested_media: set[str] = set()
        numbers = NumbersApi(
            network.numbers,
            account_sid=account_sid,
            app_numbers=app_numbers,
            check_access=self._check_access,
            not_found=_not_found,
        )
        self.routes = [
            *numbers.routes,
            Route(f"{_MESSAGES}.json", self._create, methods=["POST"]),
            Route(f"{_MESSAGES}.json", self._list, methods=["GET"]),
            Route(_MESSAGES + "/{sid}.json", self._fetch, methods=["GET"]),
            Route(_MESSAGES + "/{sid}/Media.json", self._media, methods=["GET"]),
            Route(_MESSAGES + "/{sid}/Media/{medium}", self._redirect, methods=["GET"]),
            Route("/media-store/{sid}/{medium}", self._store, methods=["GET"]),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        self._check_access(request)
        fields = await request.form()
        form = {name: str(value) for name, value in fields.items()}
        media_urls = [str(url) for url in fields.getlist("MediaUrl")]
        await self._check_form(form, media_urls)
        controls = self._network.consume_controls()
        if refuses_at_once(controls.next_message):
            raise ApiError(int(controls.next_message), explain(controls.next_message).sentence)
        text = self._network.accept(
            form.get("Body", ""),
            app_number=form["From"],
            customer_number=form["To"],
            status_callback=form.get("StatusCallback", ""),
            fate=controls.next_message,
            media_urls=media_urls,
        )
        await asyncio.sleep(self._network.timing.until_taken)
        if controls.lose_answer_once or controls.next_message == ANSWER_LOST:
            raise ApiError(20500, "An internal server error has occurred")
        return self._respond(text, status=201)

    async def _list(self, request: Request) -> JSONResponse:
        self._check_access(request)
        filters = dict(request.query_params)
        number, size = (
            _whole_number(filters.pop("Page", "0")),
            _whole_number(filters.pop("PageSize", "50")),
        )
        days = _days(filters)
        newest_first = sorted(self._network.journal.texts(), key=lambda text: text.at, reverse=True)
        texts = [text for text in newest_first if _matches(text, filters, days)]
        page = serializers.page(
            texts,
            number=number,
            size=min(max(size, 1), MAX_PAGE_SIZE),
            filters=filters,
            account_sid=self._account_sid,
        )
        return JSONResponse(page)

    async def _fetch(self, request: Request) -> JSONResponse:
        return self._respond(self._text(request), status=200)

    async def _media(self, request: Request) -> JSONResponse:
        text = self._text(request)
        return JSONResponse(serializers.media_list(text, account_sid=self._account_sid))

    async def _redirect(self, request: Request) -> Response:
        """Redirect to the file, whose URL needs no credentials."""
        self._check_access(request)
        medium = self._medium(request)
        controls = self._network.controls
        is_first_time = medium.sid not in self._requested_media
        self._requested_media.add(medium.sid)
        if controls.media_fails or (controls.media_late and is_first_time):
            raise _not_found(request)
        place = f"/media-store/{request.path_params['sid']}/{medium.sid}"
        return RedirectResponse(request.scope.get("root_path", "") + place, status_code=307)

    async def _store(self, request: Request) -> Response:
        """Amazon's S3 refuses who shows the signed address and credentials as well."""
        if "Authorization" in request.headers:
            return Response("Only one auth mechanism allowed", status_code=400)
        medium = self._medium(request)
        try:
            return Response(self._network.media_store.content(medium), media_type=medium.media_type)
        except FileNotFoundError:
            raise _not_found(request) from None

    def _text(self, request: Request) -> Text:
        self._check_access(request)
        text = self._network.journal.find(request.path_params["sid"])
        if text is None:
            raise _not_found(request)
        return text

    def _medium(self, request: Request) -> Medium:
        sid, medium_sid = request.path_params["sid"], request.path_params["medium"]
        if medium := self._network.journal.medium(sid, medium_sid):
            return medium
        raise _not_found(request)

    def _respond(self, text: Text, *, status: int) -> JSONResponse:
        message = serializers.message(text, account_sid=self._account_sid)
        return JSONResponse(message, status_code=status)

    def _check_access(self, request: Request) -> None:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic" or not secrets.compare_digest(_decoded(encoded), self._credentials):
            raise ApiError(20003, "Authenticate")
        if request.path_params["account"] != self._account_sid:
            raise _not_found(request)

    async def _check_form(self, form: Mapping[str, str], media_urls: Sequence[str]) -> None:
        _check_parties(form.get("To", ""), form.get("From", ""))
        _check_content(form.get("Body", ""), media_urls, form.get("StatusCallback"))
        if form["From"] not in await self._app_numbers.all():
            raise ApiError(
                21659,
                f"'From' {form['From']} is not a Twilio phone number "
                "or Short Code country mismatch",
            )
        if self._network.journal.blocks(form["From"], form["To"]):
            raise ApiError(21610, "Attempt to send to unsubscribed recipient")


def _check_parties(to: str, sender: str) -> None:
    if not to:
        raise ApiError(21604, "A 'To' phone number is required.")
    if not sender:
        raise ApiError(21603, "A 'From' phone number is required.")
    if not is_e164(to):
        raise ApiError(21211, f"Invalid 'To' Phone Number: {to}")
    if to == sender:
        raise ApiError(21266, "'To' and 'From' number cannot be the same")


def _check_content(body: str, media_urls: Sequence[str], status_callback: str | None) -> None:
    if not (body or media_urls):
        raise ApiError(21602, "Message body is required.")
    if len(media_urls) > MAX_ATTACHMENTS:
        raise ApiError(21623, f"Number of media files exceeds allowed limit: {MAX_ATTACHMENTS}")
    if any(urlsplit(url).scheme not in ("http", "https") for url in media_urls):
        raise ApiError(21620, "Invalid media URL(s)")
    if utf16_units(body) > LIMIT:
        raise ApiError(21617, "The concatenated message body exceeds the 1600 character limit")
    if status_callback and urlsplit(status_callback).scheme not in ("http", "https"):
        raise ApiError(21609, f"The 'StatusCallback' URL {status_callback} is not a valid URL.")


def _not_found(request: Request) -> ApiError:
    return ApiError(20404, f"The requested resource {request.url.path} was not found")


def _decoded(credentials: str) -> bytes:
    try:
        return base64.b64decode(credentials, validate=True)
    except binascii.Error:
        return b""


def _whole_number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise ApiError(20001, f"Invalid number: {written}")
    return int(written)


def _matches(text: Text, filters: Mapping[str, str], days: tuple[date, date]) -> bool:
    return (
        filters.get("To", text.recipient) == text.recipient
        and filters.get("From", text.sender) == text.sender
        and days[0] <= text.status_at.date() <= days[1]
    )


def _days(filters: Mapping[str, str]) -> tuple[date, date]:
    """The first and the last day asked for. Twilio goes by whole days, in UTC."""
    if exact := _day(filters, "DateSent"):
        return exact, exact
    return _day(filters, "DateSent>") or date.min, _day(filters, "DateSent<") or date.max


def _day(filters: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(filters[name][:10]) if name in filters else None
    except ValueError:
        raise ApiError(20001, f"Invalid date: {filters[name]}") from None

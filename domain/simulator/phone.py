"""The JSON API of the phone page, and its server-sent events."""

from typing import Any, TypeVar

import phonenumbers
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from domain.model.invisible import without_invisible
from domain.model.media import BINARY, HEAD_BYTES, MAX_INBOUND_BYTES, sniff_type
from domain.model.phones import is_e164
from domain.model.sms import LIMIT, utf16_units
from domain.simulator.app_numbers import AppNumbers
from domain.simulator.controls import Controls, is_outcome, outcome_choices
from domain.simulator.message import Text
from domain.simulator.network import Network

_SAFE_HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
DEFAULT_COUNTRY = "CA"
"""Numbers written without a country are taken to be from there."""


class PhoneError(Exception):
    """What was asked for makes no sense; the words are fit for the screen."""


async def answer_error(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"message": str(error)}, status_code=400)


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _NewText(_Request):
    app_number: str
    customer: str = Field(min_length=1)
    text: str = Field(min_length=1)

    @field_validator("text")
    @classmethod
    def _fits(cls, text: str) -> str:
        if utf16_units(text) > LIMIT:
            raise ValueError(f"A text has {LIMIT:,} characters at most.")
        return text


class _NewFile(_Request):
    app_number: str
    customer: str
    text: str


class _NewCustomer(_Request):
    number: str


class _NewControls(_Request):
    next_message: str
    answers_itself: bool
    callbacks_out_of_order: bool
    webhooks_twice: bool
    lose_answer_once: bool
    media_fails: bool = False
    media_late: bool = False

    @field_validator("next_message")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if not is_outcome(value):
            raise ValueError("This cannot become of a message.")
        return value


_A = TypeVar("_A", bound=_Request)


class PhonePage:
    def __init__(self, network: Network, *, app_numbers: AppNumbers) -> None:
        self._network = network
        self._app_numbers = app_numbers
        self.routes = [
            Route("/phone/state", self._state, methods=["GET"]),
            Route("/phone/thread", self._thread, methods=["GET"]),
            Route("/phone/texts", self._text, methods=["POST"]),
            Route("/phone/customers", self._add_customer, methods=["POST"]),
            Route("/phone/controls", self._control, methods=["PUT"]),
            Route("/phone/events", self._events, methods=["GET"]),
            Route("/phone/media/{sid}/{medium}", self._medium, methods=["GET"]),
        ]
        self.file_routes = [
            Route(
                "/phone/files",
                self._send_file,
                methods=["POST"],
                max_body_size=MAX_INBOUND_BYTES,
            )
        ]

    async def _state(self, request: Request) -> JSONResponse:
        app_numbers = await self._app_numbers.all()
        customers = self._network.journal.customers()
        controls = self._network.controls
        return JSONResponse(
            {
                "customers": [_customer(*customer) for customer in customers.items()],
                "app_numbers": [{"number": n, "name": name} for n, name in app_numbers.items()],
                "controls": {name: getattr(controls, name) for name in controls.__slots__},
                "choices": [{"value": value, "label": label} for value, label in outcome_choices()],
            }
        )

    async def _thread(self, request: Request) -> JSONResponse:
        """Return the messages in the order in which the network accepted them."""
        query = request.query_params
        pair = query.get("app_number", ""), query.get("customer", "")
        texts = self._network.journal.thread(*pair)
        shown = [text for text in texts if text.is_on_the_phone]
        return JSONResponse([_as_json(text) for text in sorted(shown, key=lambda text: text.at)])

    async def _text(self, request: Request) -> JSONResponse:
        new = await _read(request, _NewText)
        await self._ensure_known(new.app_number)
        text = self._network.receive(
            new.text, app_number=new.app_number, customer_number=new.customer
        )
        return JSONResponse(_as_json(text), status_code=201)

    async def _send_file(self, request: Request) -> JSONResponse:
        """The body is the file; who sends it to whom, and the words, stand in the address."""
        _ensure_own_page(request)
        query = request.query_params
        new = _NewFile(
            app_number=query.get("app_number", ""),
            customer=query.get("customer", ""),
            text=query.get("text", ""),
        )
        await self._ensure_known(new.app_number)
        claimed = request.headers.get("Content-Type", BINARY)
        medium = self._network.media_store.put(await request.body(), claimed)
        text = self._network.receive(
            new.text, app_number=new.app_number, customer_number=new.customer, media=[medium]
        )
        return JSONResponse(_as_json(text), status_code=201)

    async def _medium(self, request: Request) -> Response:
        """A file on the phone; only pictures are shown there."""
        sid, medium_sid = request.path_params["sid"], request.path_params["medium"]
        medium = self._network.journal.medium(sid, medium_sid)
        if medium is None:
            return Response(status_code=404)
        content = self._network.media_store.content(medium)
        return Response(content, media_type=sniff_type(content[:HEAD_BYTES]), headers=_SAFE_HEADERS)

    async def _ensure_known(self, app_number: str) -> None:
        if app_number not in await self._app_numbers.all():
            raise PhoneError("This number belongs to no point of contact.")

    async def _add_customer(self, request: Request) -> JSONResponse:
        number = _e164((await _read(request, _NewCustomer)).number)
        self._network.add_customer(number)
        latest = self._network.journal.customers()[number]
        return JSONResponse(_customer(number, latest), status_code=201)

    async def _control(self, request: Request) -> Response:
        new = await _read(request, _NewControls)
        self._network.control(Controls(**new.model_dump()))
        return Response(status_code=204)

    async def _events(self, request: Request) -> Response:
        return StreamingResponse(
            self._network.events.events(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )


async def _read(request: Request, model: type[_A]) -> _A:
    """Only JSON that says so: another site's page cannot send that here unasked."""
    if request.headers.get("Content-Type") != "application/json":
        raise PhoneError("Only JSON is understood.")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise PhoneError(error.errors()[0]["msg"].removeprefix("Value error, ")) from error


def _ensure_own_page(request: Request) -> None:
    """A page of another site could send a file here, but not under a header of its own."""
    if request.headers.get("X-Phone") != "simulated":
        raise PhoneError("Only the phone's own page may send files.")


def _customer(number: str, latest: Text | None) -> dict[str, str]:
    """The app number is the one they last texted with."""
    app_number = latest.app_number if latest else ""
    return {"number": number, "label": _formatted(number), "app_number": app_number}


def _as_json(text: Text) -> dict[str, Any]:
    return {
        "media": [
            {"url": f"media/{text.sid}/{medium.sid}", "type": medium.media_type}
            for medium in text.media
        ],
        "sid": text.sid,
        "direction": text.direction,
        "text": text.body,
        "at": (text.at if text.is_inbound else text.status_at).isoformat(),
    }


def _e164(written: str) -> str:
    """Refuse what is no phone number, in whatever way it is written."""
    try:
        parsed = phonenumbers.parse(without_invisible(written), DEFAULT_COUNTRY)
    except phonenumbers.NumberParseException:
        raise PhoneError(f"“{written}” is not a phone number.") from None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not is_e164(number) or not phonenumbers.is_possible_number(parsed):
        raise PhoneError(f"“{written}” is not a phone number.")
    return number


def _formatted(number: str) -> str:
    """As people write it; what is no phone number stays as it is."""
    if not is_e164(number):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(DEFAULT_COUNTRY)
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, forms.NATIONAL if at_home else forms.INTERNATIONAL)

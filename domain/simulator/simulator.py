"""The interface of the simulator."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from domain.model.media import HEAD_BYTES, sniff_type
from domain.model.messages import Direction
from domain.simulator import api, phone
from domain.simulator.app_numbers import AppNumber, AppNumbers
from domain.simulator.controls import Controls, NetworkTiming
from domain.simulator.journal import Journal
from domain.simulator.media import MediaStore, Medium
from domain.simulator.message import PastText, Text
from domain.simulator.network import Network
from domain.simulator.numbers import NumberWebhooks
from domain.simulator.webhooks import WebhookSender

_PAGE = Path(__file__).parents[2] / "assets" / "simulator"
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
MAX_REQUEST_BYTES = 65_536


class Simulator:
    """Twilio and a phone in one. Mount `app` at `/simulator`, or serve it alone.

    It has one account. Its API wants that account's id and token, and the webhooks it sends to
    `webhook_base_url` are signed with the token. All that happened is kept in `journal_path`;
    `fsync` makes sure of that even when the machine fails. `api_base_url` is where its API is
    reached, for the addresses of what the phone sends; as a rule below the app's.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        webhook_base_url: str,
        app_numbers: Callable[[], Awaitable[Sequence[AppNumber]]],
        api_base_url: str = "",
        journal_path: Path | None = None,
        fsync: bool = False,
        timing: NetworkTiming | None = None,
    ) -> None:
        timing = timing or NetworkTiming()
        api_url = api_base_url or f"{webhook_base_url.rstrip('/')}/simulator"
        journal = Journal(journal_path, fsync=fsync)
        inbound_url = f"{webhook_base_url.rstrip('/')}/webhooks/twilio/inbound#rc=3&rp=all"
        self._network = Network(
            journal,
            account_sid=account_sid,
            webhooks=WebhookSender(auth_token=auth_token, retry_pauses=timing.retry_pauses),
            numbers=NumberWebhooks(journal, inbound_url=inbound_url),
            api_url=api_url,
            media_store=MediaStore(journal_path.with_suffix(".media") if journal_path else None),
            timing=timing,
        )
        numbers = AppNumbers(app_numbers)
        rest = api.TwilioApi(
            self._network, account_sid=account_sid, auth_token=auth_token, app_numbers=numbers
        )
        page = phone.PhonePage(self._network, app_numbers=numbers)
        self.app: ASGIApp = _app(rest, page)

    async def start(self) -> None:
        """Resume what was in flight when the journal was last used."""
        self._network.start()

    async def stop(self) -> None:
        """Stop everything, also the pages' event streams; the journal knows how far it was."""
        await self._network.stop()
        self._network.journal.close()

    @property
    def texts(self) -> list[Text]:
        """All that ever went over the network, oldest first."""
        return self._network.journal.texts()

    @property
    def controls(self) -> Controls:
        return self._network.controls

    def control(self, controls: Controls) -> None:
        self._network.control(controls)

    def text(
        self,
        body: str,
        *,
        customer_number: str,
        app_number: str,
        files: Sequence[tuple[bytes, str]] = (),
    ) -> Text:
        """Text the team from the phone. The number may be anything a carrier may hand over.

        Of each file its content and what it claims to be.
        """
        media = [self._network.media_store.put(*file) for file in files]
        return self._network.receive(
            body, customer_number=customer_number, app_number=app_number, media=media
        )

    def set_inbound_webhook(self, app_number: str, *, to: str) -> None:
        """Set the inbound webhook of this number, as in Twilio's console."""
        self._network.numbers.change(app_number, sms_url=to)

    def content(self, medium: Medium) -> bytes:
        """Return the content of a file of a message."""
        return self._network.media_store.content(medium)

    def import_history(self, past: PastText) -> None:
        """Import a message of the past, once, without any webhook."""
        if self._network.journal.find(past.sid):
            return
        outbound = "undelivered" if past.error else "delivered"
        status = "received" if past.direction is Direction.INBOUND else outbound
        self._network.journal.add(
            Text(
                sid=past.sid,
                direction=past.direction,
                app_number=past.app_number,
                customer_number=past.customer_number,
                body=past.body,
                at=past.at,
                status=status,
                status_at=past.at,
                error=past.error,
                told=status,
                media=tuple(self._import_media(past.pictures)),
            )
        )

    def _import_media(self, pictures: Mapping[str, bytes]) -> Iterator[Medium]:
        for sid, content in pictures.items():
            media_type = sniff_type(content[:HEAD_BYTES])
            yield self._network.media_store.put(content, media_type, sid=sid)


def _app(rest: api.TwilioApi, page: phone.PhonePage) -> ASGIApp:
    files = [
        _file("/", "phone.html"),
        _file("/phone.css"),
        _file("/controls.css"),
        _file("/phone.js"),
    ]
    return Starlette(
        routes=[
            *page.file_routes,
            Mount(
                "",
                routes=[*rest.routes, *page.routes, *files],
                max_body_size=MAX_REQUEST_BYTES,
            ),
        ],
        exception_handlers={
            api.ApiError: api.answer_error,
            phone.PhoneError: phone.answer_error,
        },
    )


def _file(path: str, name: str = "") -> Route:
    file = _PAGE / (name or path[1:])

    async def serve(request: Request) -> FileResponse:
        return FileResponse(file, headers=_HEADERS)

    return Route(path, serve, methods=["GET"])

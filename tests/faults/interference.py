"""What can go wrong between the app and the carrier's API."""

import asyncio
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PIECE_BYTES = 4096


class Interference:
    """In front of the carrier: lets it answer late, and hand out files in small pieces."""

    def __init__(self, app: ASGIApp) -> None:
        self.held_seconds: dict[str, float] = {}
        """How long each of these customers' messages wait before the carrier hears of them."""
        self.between_pieces_seconds = 0.0
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and self.held_seconds:
            receive = await self._held(Request(scope, receive))
        if scope["type"] == "http" and "/media-store/" in scope["path"]:
            send = self._in_pieces(send)
        await self._app(scope, receive, send)

    async def _held(self, request: Request) -> Receive:
        body = await request.body()
        [customer] = parse_qs(body.decode()).get("To", [""])
        await asyncio.sleep(self.held_seconds.get(customer, 0))

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        return again

    def _in_pieces(self, send: Send) -> Send:
        async def send_slowly(message: Message) -> None:
            body = message.get("body", b"")
            while len(body) > PIECE_BYTES and self.between_pieces_seconds:
                piece, body = body[:PIECE_BYTES], body[PIECE_BYTES:]
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                await asyncio.sleep(self.between_pieces_seconds)
            await send({**message, "body": body} if "body" in message else message)

        return send_slowly

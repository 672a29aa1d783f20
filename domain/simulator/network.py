"""The simulated phone network: carries texts both ways and tells the app how far they get."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from domain.model.messages import Direction
from domain.simulator import controls as fates
from domain.simulator import webhook_form
from domain.simulator.background_tasks import BackgroundTasks
from domain.simulator.controls import Controls, NetworkTiming
from domain.simulator.event_stream import EventStream
from domain.simulator.journal import Journal
from domain.simulator.media import MediaStore, Medium, Unfetchable, fetch
from domain.simulator.message import FINAL, Text
from domain.simulator.numbers import NumberWebhooks
from domain.simulator.replies import app_replies, network_reply
from domain.simulator.webhooks import WebhookResponse, WebhookSender

_CARRIER_FAILURES = frozenset({"30001", "30002", "30036", "30410", "30500"})
"""With these the carrier gives up by itself; with the others the customer's network refuses."""

_AUTOMATIC_ANSWERS = (
    "Thanks, that helps!",
    "Great, see you then.",
    "OK 👍",
    "And what are your opening hours?",
    "Could you send me that again, please?",
)


class Network:
    def __init__(
        self,
        journal: Journal,
        *,
        account_sid: str,
        webhooks: WebhookSender,
        numbers: NumberWebhooks,
        api_url: str,
        media_store: MediaStore,
        timing: NetworkTiming,
    ) -> None:
        self.journal = journal
        self.media_store = media_store
        self.timing = timing
        self.events = EventStream()
        self.controls = Controls()
        self._account_sid = account_sid
        self._webhooks = webhooks
        self.numbers = numbers
        self._api_url = api_url
        self._background_tasks = BackgroundTasks()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By customer number, so that their messages reach the app in order."""

    def start(self) -> None:
        """Resume everything that was in flight when the process ended."""
        for text in self.journal.texts():
            if not text.is_settled:
                self._background_tasks.run(
                    self._post_in_order(text) if text.is_inbound else self._resume(text)
                )

    async def stop(self) -> None:
        self.events.close()
        await self._background_tasks.stop()
        await self._webhooks.close()

    def control(self, controls: Controls) -> None:
        self.controls = controls
        self.events.publish("state", {})

    def consume_controls(self) -> Controls:
        """Return the controls for one message, and reset those that are for one message only."""
        controls = self.controls
        remaining = replace(controls, next_message=fates.DELIVERED, lose_answer_once=False)
        if remaining != controls:
            self.control(remaining)
        return controls

    def accept(
        self,
        body: str,
        *,
        app_number: str,
        customer_number: str,
        status_callback: str,
        fate: str,
        media_urls: Sequence[str] = (),
    ) -> Text:
        """Accept an outbound message: it is delivered even if the response is lost."""
        accepted = _text(Direction.OUTBOUND, body, app_number, customer_number, status="queued")
        text = replace(
            accepted,
            status_callback=status_callback,
            fate=fate,
            told="queued",
            media_urls=tuple(media_urls),
        )
        self._add(text)
        self._background_tasks.run(self._deliver(text))
        return text

    def receive(
        self, body: str, *, app_number: str, customer_number: str, media: Sequence[Medium] = ()
    ) -> Text:
        """Accept an inbound message, and post it to the app."""
        was_blocked = self.journal.blocks(app_number, customer_number)
        received = _text(Direction.INBOUND, body, app_number, customer_number, status="received")
        sid = received.sid.replace("SM", "MM", 1) if media else received.sid
        text = replace(received, sid=sid, media=tuple(media))
        self._add(text)
        self._background_tasks.run(self._post_in_order(text))
        if reply := network_reply(body, app_number=app_number, was_blocked=was_blocked):
            self._reply(reply, to=text)
        return text

    def add_customer(self, number: str) -> None:
        self.journal.add_customer(number)
        self.events.publish("state", {})

    async def _post_in_order(self, text: Text) -> None:
        """Post it after the customer's earlier messages were answered or given up."""
        async with self._locks[text.customer_number]:
            await self._post_inbound(text)

    async def _post_inbound(self, text: Text) -> None:
        form = webhook_form.inbound_form(text, account_sid=self._account_sid, api_url=self._api_url)
        url = self.numbers.settings_of(text.app_number)["sms_url"]
        answers = await self._post(url, form, twice=self.controls.webhooks_twice) if url else []
        self.journal.set_reported(text.sid, text.status)
        for answer in filter(None, answers):
            for reply in app_replies(answer):
                self._reply(reply, to=text)

    async def _resume(self, text: Text) -> None:
        if text.told != text.status:
            await self._report(text)
        await self._deliver(text)

    async def _deliver(self, text: Text) -> None:
        """Deliver a message or fail it, and post each status to its callback."""
        if text.waits_for_media and not await self._fetch_media(text):
            return
        text = self.journal.find(text.sid) or text
        reordered = []
        for seconds, status, error in _steps_left(text, self.timing):
            await asyncio.sleep(seconds)
            text = self._move(text, status, error)
            if self.controls.callbacks_out_of_order or text.fate == fates.REORDERED:
                reordered.append(text)
            else:
                await self._report(text)
        for moved in reversed(reordered):
            await self._report(moved)
        if text.is_on_the_phone and self.controls.answers_itself:
            await self._answer(text)

    async def _fetch_media(self, text: Text) -> bool:
        """Twilio takes a message first and fetches its files then; say whether all were there."""
        try:
            fetched = [await fetch(url) for url in text.media_urls]
        except Unfetchable as failure:
            await self._report(self._move(text, "failed", failure.code))
            return False
        self.journal.set_media(text.sid, [self.media_store.put(*file) for file in fetched])
        return True

    async def _report(self, text: Text) -> None:
        if text.status_callback:
            form = webhook_form.status_form(text, account_sid=self._account_sid)
            twice = self.controls.webhooks_twice or text.fate == fates.TWICE
            await self._post(text.status_callback, form, twice=twice)
        newest = self.journal.find(text.sid)
        if newest and newest.status == text.status:
            self.journal.set_reported(text.sid, text.status)

    async def _answer(self, text: Text) -> None:
        await asyncio.sleep(self.timing.until_answered)
        thread = self.journal.thread(text.app_number, text.customer_number)
        answer = _AUTOMATIC_ANSWERS[len(thread) % len(_AUTOMATIC_ANSWERS)]
        self.receive(answer, app_number=text.app_number, customer_number=text.customer_number)

    async def _post(
        self, url: str, form: dict[str, str], *, twice: bool
    ) -> list[WebhookResponse | None]:
        posts = [self._webhooks.post(url, form) for _ in range(2 if twice else 1)]
        return list(await asyncio.gather(*posts))

    def _reply(self, body: str, *, to: Text) -> None:
        reply = _text(
            Direction.OUTBOUND, body, to.app_number, to.customer_number, status="delivered"
        )
        self._add(replace(reply, fate="reply", told=reply.status))

    def _add(self, text: Text) -> None:
        self.journal.add(text)
        self._show(text)

    def _move(self, text: Text, status: str, error: str | None) -> Text:
        moved = self.journal.move(text.sid, status, error=error, at=datetime.now(UTC))
        self._show(moved)
        return moved

    def _show(self, text: Text) -> None:
        pair = {"app_number": text.app_number, "customer": text.customer_number}
        if text.is_on_the_phone:
            self.events.publish("thread", pair)


def _text(
    direction: Direction, body: str, app_number: str, customer_number: str, *, status: str
) -> Text:
    now = datetime.now(UTC)
    return Text(
        sid=f"SM{uuid4().hex}",
        direction=direction,
        app_number=app_number,
        customer_number=customer_number,
        body=body,
        at=now,
        status=status,
        status_at=now,
    )


def _steps_left(text: Text, timing: NetworkTiming) -> list[tuple[float, str, str | None]]:
    """Seconds to wait, the status that comes then, and its error code."""
    failure = text.fate if fates.is_error(text.fate) else None
    if text.status in FINAL:
        return []
    if failure in _CARRIER_FAILURES:
        return [(timing.until_sent, "failed", failure)]
    seconds = timing.when_late if text.fate == fates.LATE else timing.until_delivered
    last = (seconds, "undelivered" if failure else "delivered", failure)
    return [last] if text.status == "sent" else [(timing.until_sent, "sent", None), last]

"""Sends and resends messages: checks them, and queues them for delivery."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from weakref import WeakValueDictionary

from domain.model.actor import Member
from domain.model.attachments import StoredFile
from domain.model.carrier_error_codes import explain
from domain.model.conversations import Conversation, opted_out_by
from domain.model.errors import (
    CannotBeAnswered,
    EmptyMessage,
    MessageTooLong,
    NotResendable,
    ReplyConflict,
)
from domain.model.events import MessageAdded, MessageChanged
from domain.model.invisible import is_blank
from domain.model.messages import DeliveryStatus, Message, NewOutbound, with_notice
from domain.model.picture_errors import UnknownAttachment
from domain.model.sms import LIMIT, utf16_units
from domain.model.timeline import TimelineEventType
from domain.ports.clock import Clock
from domain.services.inbox.drafts import clear_sent
from domain.services.inbox.timeline import add_entry
from domain.services.media.fit import AttachmentFitter
from domain.services.media.uploads import record_attachments_change
from domain.services.messaging.legal_notice import due_notice
from domain.services.messaging.opt_outs import opt_out_source
from storage.database import Database, Repositories, Transaction


class MessagingService:
    def __init__(self, *, store: Database, clock: Clock, fitter: AttachmentFitter) -> None:
        self._store = store
        self._clock = clock
        self._fitter = fitter
        self._locks = WeakValueDictionary[tuple[int, int], asyncio.Lock]()
        """By user and conversation; a lock goes when nobody waits for it."""

    async def send(
        self,
        conversation_id: int,
        *,
        by: Member,
        text: str,
        key: str,
        seen: int | None = None,
        attachments: Sequence[int] = (),
        known: int | None = None,
    ) -> Message:
        """Queue a message. It is safe once this returns; the delivery worker hands it over.

        `key` names this press of Send: however often it is called with the same one, it stays
        one message. `seen` is the newest message that was shown when the text was begun: raise
        `ReplyConflict` when a colleague has answered after it; `None` asks nothing. `known`
        is the newest one that was shown when the text was last edited: later messages of the
        customer stay unanswered; `None` counts as having seen all.
        `attachments` are pictures the member has added; they are the message's then. What the
        member sends afterwards in this conversation waits until they are fitted.
        """
        by.require_conversations()
        async with self._lock(conversation_id, by=by):
            files = await self.fit(attachments, to=conversation_id, by=by, key=key)
            async with self._store.transaction() as tx:
                if earlier := await tx.messages.find_by_client_key(by.user_id, key):
                    return earlier
                conversation = await tx.conversations.get(conversation_id, within=by.scope)
                await ensure_can_be_answered(tx, conversation)
                if seen is not None:
                    await ensure_no_newer_reply(tx, conversation, after=seen, by=by)
                await tx.draft_attachments.consume(attachments, user_id=by.user_id)
                if attachments:
                    record_attachments_change(tx, conversation, by)
                return await self.queue(
                    tx, conversation, by=by, text=text, key=key, files=files, known=known
                )

    def _lock(self, conversation_id: int, *, by: Member) -> asyncio.Lock:
        """Return the lock that keeps a member's messages in order; it is fair."""
        return self._locks.setdefault((by.user_id, conversation_id), asyncio.Lock())

    async def resend(self, message_id: int, *, by: Member) -> None:
        """Try a failed message once more: a new attempt of the same message.

        Only what the carrier certainly did not deliver, and where another try can help.
        """
        by.require_conversations()
        async with self._store.transaction() as tx:
            message = await tx.messages.get(message_id, within=by.scope)
            await ensure_resendable(tx, message)
            conversation = await tx.conversations.get(message.conversation_id, within=by.scope)
            await ensure_can_be_answered(tx, conversation)
            await self._fitter.ensure_files_exist(tx, message)
            await tx.outbox.resend(message.id, at=self._clock.now())
            tx.record(conversation.event(MessageChanged, message_id=message.id, is_queued=True))

    async def fit(
        self, attachments: Sequence[int], *, to: int | None, by: Member, key: str
    ) -> tuple[StoredFile, ...]:
        """Fit the pictures of the draft; return nothing for a message that was sent already."""
        try:
            return await self._fitter.fit(attachments, to=to, by=by)
        except UnknownAttachment:
            async with self._store.reading() as stored:
                if await stored.messages.find_by_client_key(by.user_id, key):
                    return ()
            raise

    async def queue(
        self,
        tx: Transaction,
        conversation: Conversation,
        *,
        by: Member,
        text: str,
        key: str,
        files: tuple[StoredFile, ...],
        known: int | None = None,
    ) -> Message:
        """Queue a message in a transaction that has checked permission and opt-out."""
        text = "" if is_blank(text) else text.strip()
        notice = (await due_notice(tx, conversation, text)).text
        if not (text or files):
            raise EmptyMessage
        ensure_fits(text, notice)
        now = self._clock.now()
        if not conversation.is_open:
            await add_entry(tx, conversation, TimelineEventType.REOPENED, at=now, by_id=by.user_id)
        message = await tx.messages.add_outbound(
            NewOutbound(
                conversation_id=conversation.id,
                author_id=by.user_id,
                author=by.name,
                client_key=key,
                text=text,
                notice=notice,
                at=conversation.next_timestamp(now),
                files=files,
            )
        )
        unanswered = await unanswered_since(tx, conversation, known=known)
        await tx.conversations.save(conversation.with_message(message, unanswered_since=unanswered))
        await clear_sent(tx, conversation, text, by=by)
        tx.record(conversation.event(MessageAdded, message_id=message.id, is_queued=True))
        return message


async def ensure_can_be_answered(stored: Repositories, conversation: Conversation) -> None:
    if not conversation.can_be_answered:
        raise CannotBeAnswered
    if opt_out := await opt_out_source(stored, conversation):
        raise opted_out_by(opt_out)


async def ensure_no_newer_reply(
    stored: Repositories, conversation: Conversation, *, after: int, by: Member
) -> None:
    answer = await stored.messages.latest_reply_by_others(
        conversation.id, after=after, not_by=by.user_id
    )
    if answer:
        author = answer.author or "A colleague"
        raise ReplyConflict(answer.id, author=author, text=answer.text, at=answer.at)


async def unanswered_since(
    stored: Repositories, conversation: Conversation, *, known: int | None
) -> datetime | None:
    """Return when the customer first wrote after the message `known`; `None`: not since."""
    if known is None or conversation.last_inbound_id <= known:
        return None
    return await stored.messages.first_inbound_at(conversation.id, after=known)


def ensure_fits(text: str, notice: str | None) -> None:
    characters = utf16_units(with_notice(text, notice))
    if characters > LIMIT:
        raise MessageTooLong(characters, LIMIT)


async def ensure_resendable(stored: Repositories, message: Message) -> None:
    """Raise `NotResendable`, but not for a STOP: that is checked apart, as it may be lifted."""
    if message.delivery in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING):
        steps = await stored.messages.delivery_events(message.id)
        if any(step.status == DeliveryStatus.QUEUED and not step.from_carrier for step in steps):
            raise NotResendable("Someone is sending this message again already.")
    if message.delivery is not DeliveryStatus.FAILED:
        raise NotResendable("This message has not failed, so there is nothing to send again.")
    error = explain(message.error or "")
    if error.permanent and not error.ends_with_start:
        raise NotResendable(f"{error.sentence} {error.next_step}")

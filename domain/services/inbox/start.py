"""Starts a conversation with a customer, unless there is one to continue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.companies import PointOfContact, ensure_open
from domain.model.conversation_list import ListedConversation
from domain.model.conversations import clean_title, opted_out_by
from domain.model.errors import (
    CannotBeTexted,
    ConversationExists,
    DomainError,
    HasExtension,
    NotAPhoneNumber,
    OwnNumber,
)
from domain.model.messages import Message
from domain.model.phones import is_short_code_or_name, is_textable
from domain.ports.clock import Clock
from domain.services.inbox.timeline import start_conversation
from domain.services.messaging.send import MessagingService
from storage.database import Database, Repositories


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """What the start form offers."""

    places: list[PointOfContact]
    """The points of contact at which the viewer may start a conversation."""
    notices: Mapping[int, str]
    """By point of contact id the legal notice of the first message, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheck:
    """The result of checking a number before a conversation starts."""

    number: str | None = None
    """In the national format of the company; `None` if it is not a number."""
    refusal: str | None = None
    existing: ListedConversation | None = None
    """The conversation that could be continued instead."""


class StartService:
    def __init__(
        self, *, store: Database, clock: Clock, phones: PhoneNumbers, messaging: MessagingService
    ) -> None:
        self._store = store
        self._clock = clock
        self._phones = phones
        self._messaging = messaging

    async def options(self, *, by: Member) -> StartOptions:
        by.require_conversations()
        async with self._store.reading() as stored:
            company = await stored.companies.get(by.company_id)
            seen = await stored.companies.points_of_contact(by.scope)
        places = [place for place in seen if not place.is_closed]
        notices = {place.id: place.legal_notice or company.legal_notice for place in places}
        return StartOptions(
            places=places, notices={place: text for place, text in notices.items() if text}
        )

    async def check_number(
        self, written: str, point_of_contact_id: int | None, *, by: Member
    ) -> NumberCheck:
        """Return what `start` would find, without raising; the point of contact is optional."""
        by.require_conversations()
        async with self._store.reading() as stored:
            country = (await stored.companies.get(by.company_id)).country
            try:
                number = await self._customer_number(stored, written, by=by)
            except DomainError as refusal:
                return NumberCheck(refusal=str(refusal))
            shown = self._phones.format(number, country=country)
            if point_of_contact_id is None:
                return NumberCheck(number=shown)
            try:
                place = await _place_for(stored, point_of_contact_id, number, by=by)
            except DomainError as refusal:
                return NumberCheck(number=shown, refusal=str(refusal))
            return NumberCheck(
                number=shown, existing=await _existing_conversation(stored, place, number, by=by)
            )

    async def start(
        self,
        point_of_contact_id: int,
        written: str,
        *,
        by: Member,
        text: str,
        key: str,
        title: str = "",
        ignore_existing_id: int | None = None,
        attachments: Sequence[int] = (),
    ) -> Message:
        """Start a conversation with its first message. One `key`, one conversation.

        Raise `ConversationExists` when there is one to continue, unless its id is
        `ignore_existing_id`, because the viewer was asked and wants a second one.
        """
        by.require_conversations()
        files = await self._messaging.fit(attachments, to=None, by=by, key=key)
        async with self._store.transaction() as tx:
            if earlier := await tx.messages.find_by_client_key(by.user_id, key):
                return earlier
            number = await self._customer_number(tx, written, by=by)
            place = await _place_for(tx, point_of_contact_id, number, by=by)
            existing = await _existing_conversation(tx, place, number, by=by)
            if existing and existing.conversation.id != ignore_existing_id:
                raise ConversationExists(existing)
            conversation = await start_conversation(
                tx,
                place,
                number,
                at=self._clock.now(),
                by_id=by.user_id,
                title=clean_title(title),
            )
            await tx.draft_attachments.consume(attachments, user_id=by.user_id)
            return await self._messaging.queue(
                tx, conversation, by=by, text=text, key=key, files=files
            )

    async def _customer_number(self, stored: Repositories, written: str, *, by: Member) -> str:
        """Return the number in E.164. Raise for what cannot be a customer's number."""
        country = (await stored.companies.get(by.company_id)).country
        try:
            number = self._phones.parse(written, country=country)
        except HasExtension:
            raise
        except NotAPhoneNumber:
            if is_short_code_or_name(written):
                raise CannotBeTexted from None
            raise
        if not is_textable(number):
            raise CannotBeTexted
        await _ensure_not_own(stored, number, by=by)
        return number


async def _ensure_not_own(stored: Repositories, number: str, *, by: Member) -> None:
    """Raise `OwnNumber` for any app number of the company, also outside the scope."""
    places = await stored.companies.points_of_contact(by.whole_company)
    if any(place.app_number == number for place in places):
        raise OwnNumber


async def _place_for(
    stored: Repositories, point_of_contact_id: int, number: str, *, by: Member
) -> PointOfContact:
    """Return the point of contact. Raise if this customer may not be texted from there."""
    place = await stored.companies.point_of_contact(point_of_contact_id, within=by.scope)
    ensure_open(place)
    if opt_out := await stored.opt_outs.source(
        place.app_number, number, company_id=place.company_id
    ):
        raise opted_out_by(opt_out)
    return place


async def _existing_conversation(
    stored: Repositories, place: PointOfContact, number: str, *, by: Member
) -> ListedConversation | None:
    return await stored.conversations.latest_for_customer(
        number, at=place, within=by.scope, reader_id=by.user_id
    )

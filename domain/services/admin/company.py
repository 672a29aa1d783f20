"""The settings of a company and its points of contact, for administrators."""

from dataclasses import replace

from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import NotAvailable
from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.carrier import UnroutedMessage
from domain.model.companies import Company, PointOfContact
from domain.model.conversation_list import ListPosition, ListQuery, NeedsAttention
from domain.model.conversations import Conversation
from domain.model.errors import AlreadyTaken, NumberInUse, TextTooLong, UnknownCountry
from domain.model.events import AccessChanged, ConversationChanged
from domain.model.languages import validate_language
from domain.model.names import required
from domain.model.opt_outs import OptOutScope
from domain.model.sms import LIMIT, utf16_units
from domain.model.time_zones import validate_time_zone
from domain.ports.clock import Clock
from domain.services.admin.audit import audit
from domain.services.admin.operator import (
    close_place,
    ensure_default,
    ensure_number_is_free,
    open_point_of_contact,
)
from domain.services.live.updates import NOBODY
from storage.database import Database, Repositories, Transaction

PAGE = 500
NOTICE_LIMIT = LIMIT // 2
"""In UTF-16 units: a first message always has as much room for its own text."""


class CompanyService:
    def __init__(self, *, store: Database, clock: Clock, phones: PhoneNumbers) -> None:
        self._store = store
        self._clock = clock
        self._phones = phones

    async def get(self, *, by: Member) -> Company:
        """Return the member's company; this needs no right."""
        async with self._store.reading() as stored:
            return await stored.companies.get(by.company_id)

    def countries(self) -> tuple[str, ...]:
        return self._phones.countries()

    def parse_number(self, written: str, *, country: str) -> str:
        """Return a number as it is stored (E.164). Raise `NotAPhoneNumber`, `HasExtension`."""
        return self._phones.parse(written, country=country)

    async def change(self, *, name: str, time_zone: str, country: str, by: Member) -> None:
        """Raise `NotAvailable` for a name in use."""
        by.require_administration()
        name = required("The name of the company", name)
        zone = validate_time_zone(time_zone)
        if country not in self._phones.countries():
            raise UnknownCountry(country)
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            changed = replace(company, name=name, time_zone=zone, country=country)
            try:
                await self._save(tx, changed, by=by)
            except AlreadyTaken:
                raise NotAvailable(f"The name “{name}”") from None

    async def set_legal_notice(
        self, text: str, *, is_on: bool, language: str = "", by: Member
    ) -> None:
        """Set the notice that the first message of each conversation carries from now on.

        Switched off, its text is kept.
        """
        by.require_administration()
        text, language_code = validate_notice(text), validate_language(language)
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            await self._save(
                tx,
                replace(
                    company,
                    legal_notice=(text or None) if is_on else None,
                    kept_notice=text or None,
                    notice_language=language_code,
                ),
                by=by,
            )

    async def set_notification_number(self, written: str, *, by: Member) -> None:
        """Set the number that SMS notifications come from; blank switches them off.

        Raise `NumberNotAssigned` where there are several companies, for a number not its own.
        """
        by.require_administration()
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            number = None
            if written.strip():
                number = self._phones.parse(written, country=company.country)
                await ensure_number_is_free(tx, number, by=by)
            await self._save(tx, replace(company, notification_number=number), by=by)

    async def set_opt_out_scope(self, scope: OptOutScope, *, by: Member) -> None:
        """Set how far opt-outs reach, also those made before."""
        by.require_administration()
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            if company.opt_out_scope is scope:
                return
            # Pages are notified of conversations that are opted out before or after the change.
            before = await _opted_out(tx, by)
            await self._save(tx, replace(company, opt_out_scope=scope), by=by)
            after = await _opted_out(tx, by)
            for conversation in (before | after).values():
                tx.record(conversation.event(ConversationChanged))

    async def require_two_step(self, required: bool, *, by: Member) -> None:
        """Require two-factor sign-in; pages of users without it end, and lead to enrolment."""
        by.require_administration()
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            if company.two_step_required is required:
                return
            await self._save(tx, replace(company, two_step_required=required), by=by)
            tx.record(AccessChanged(company_id=by.company_id, user_id=by.user_id))

    async def points_of_contact(self, *, by: Member) -> list[PointOfContact]:
        """Return them by name: all for administrators, their own for user managers."""
        by.require_user_management()
        async with self._store.reading() as stored:
            return await stored.companies.points_of_contact(by.scope)

    async def open_point_of_contact(self, name: str, number: str, *, by: Member) -> None:
        """Raise `AlreadyTaken` for a name in use, `NumberNotAssigned` for a number not its own."""
        by.require_administration()
        async with self._store.transaction() as tx:
            company = await tx.companies.get(by.company_id)
            app_number = self._phones.parse(number, country=company.country)
            await open_point_of_contact(tx, company, name, app_number, by=by, clock=self._clock)

    async def change_point_of_contact(
        self,
        place_id: int,
        *,
        name: str,
        number: str,
        is_default: bool,
        notice: str = "",
        language: str = "",
        by: Member,
    ) -> None:
        """`is_default`: new customers of its number start here, and nowhere else.

        Without a `notice` of its own the company's is sent.

        Raise `NumberInUse` for another number once customers text with it.
        """
        by.require_administration()
        name = required("The name of the point of contact", name)
        async with self._store.transaction() as tx:
            place = await tx.companies.point_of_contact(place_id, within=by.whole_company)
            company = await tx.companies.get(by.company_id)
            app_number = self._phones.parse(number, country=company.country)
            await self._ensure_number_may_change(tx, place, app_number, by=by)
            moved = app_number != place.app_number
            default = place.is_default and not moved
            changed = replace(
                place,
                name=name,
                app_number=app_number,
                is_default=default,
                legal_notice=validate_notice(notice) or None,
                notice_language=validate_language(language),
            )
            await tx.companies.save_point_of_contact(changed)
            if is_default and not place.is_closed:
                await tx.companies.make_default(changed)
            for settled in {place.app_number, app_number}:
                await ensure_default(tx, settled)
            await self._audit(tx, AuditAction.POINT_OF_CONTACT_CHANGED, place_id, by=by)

    async def close_point_of_contact(self, place_id: int, *, by: Member) -> None:
        """Close it: no conversation starts here any more, but existing ones go on.

        Its number stays the company's.
        """
        by.require_administration()
        async with self._store.transaction() as tx:
            place = await tx.companies.point_of_contact(place_id, within=by.whole_company)
            await close_place(tx, place, by=by, at=self._clock.now())

    async def reopen_point_of_contact(self, place_id: int, *, by: Member) -> None:
        by.require_administration()
        async with self._store.transaction() as tx:
            place = await tx.companies.point_of_contact(place_id, within=by.whole_company)
            if place.is_closed:
                await tx.companies.save_point_of_contact(replace(place, closed_at=None))
                await ensure_default(tx, place.app_number)
                await self._audit(tx, AuditAction.POINT_OF_CONTACT_REOPENED, place_id, by=by)

    async def unrouted(self, *, by: Member) -> list[UnroutedMessage]:
        """Return messages to a number that had no point of contact when they came.

        Where several companies share the server, each sees only those to numbers that are its
        own now.
        """
        by.require_administration()
        async with self._store.reading() as stored:
            return await stored.unrouted.page(to=await unrouted_numbers(stored, by))

    async def _ensure_number_may_change(
        self, tx: Transaction, place: PointOfContact, app_number: str, *, by: Member
    ) -> None:
        if app_number == place.app_number:
            return
        if await tx.companies.has_conversations(place):
            raise NumberInUse
        await ensure_number_is_free(tx, app_number, by=by)

    async def _save(self, tx: Transaction, company: Company, *, by: Member) -> None:
        await tx.companies.save(company)
        await self._audit(tx, AuditAction.COMPANY_CHANGED, company.id, by=by)

    async def _audit(
        self, tx: Transaction, action: AuditAction, object_id: int, *, by: Member
    ) -> None:
        await audit(tx, action, object_id, by=by, at=self._clock.now())


async def unrouted_numbers(stored: Repositories, by: Member) -> set[str] | None:
    """Return the numbers whose unrouted messages are this company's; `None`: all."""
    if await stored.companies.is_single_tenant():
        return None
    places = await stored.companies.points_of_contact(by.whole_company)
    return {place.app_number for place in places}


def validate_notice(text: str) -> str:
    """Return the notice with the line ends that phones use. Raise `TextTooLong`."""
    text = text.replace("\r\n", "\n").strip()
    if utf16_units(text) > NOTICE_LIMIT:
        raise TextTooLong("The legal notice", NOTICE_LIMIT)
    return text


async def _opted_out(tx: Transaction, by: Member) -> dict[int, Conversation]:
    """Return the open conversations whose customers are opted out, by id."""
    conversations: dict[int, Conversation] = {}
    query, position = ListQuery(only=NeedsAttention.OPTED_OUT), None
    while page := await tx.conversations.page(
        query, within=by.whole_company, reader_id=NOBODY, after=position, limit=PAGE
    ):
        conversations |= {listed.conversation.id: listed.conversation for listed in page}
        last = page[-1].conversation
        position = ListPosition(last.last_message_at, last.id)
    return conversations

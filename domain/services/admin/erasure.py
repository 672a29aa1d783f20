"""Erasure: deletes all that is stored of a customer, for the operator."""

import logging
from dataclasses import dataclass

from domain.gateways.phones import PhoneNumbers
from domain.model.audit import AuditAction
from domain.model.companies import Company
from domain.model.erasure import CompanyRequired, ErasureResult, StoredDataSummary, masked_number
from domain.model.errors import NotAPhoneNumber
from domain.ports.clock import Clock
from domain.services.admin.audit import Actor, audit
from domain.services.live.hub import EventHub
from storage.database import Database, Repositories
from storage.secure_delete import SecureDelete

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureTarget:
    """A customer who may be erased, and how much is stored of them."""

    number: str
    company_id: int
    company: str
    summary: StoredDataSummary


class ErasureService:
    """For the command line, so its methods take no `by`."""

    def __init__(
        self, *, store: Database, clock: Clock, phones: PhoneNumbers, secure_delete: SecureDelete
    ) -> None:
        self._store = store
        self._clock = clock
        self._phones = phones
        self._secure_delete = secure_delete

    async def find(self, written: str, *, company: str | None = None) -> ErasureTarget:
        """Find a customer by number, however written, or by the name of a sender without one.

        Raise `CompanyRequired` when there are several and none is named.
        """
        async with self._store.reading() as stored:
            found_company = await _company(stored, company)
            number = self._number(written, found_company)
            return ErasureTarget(
                number=number,
                company_id=found_company.id,
                company=found_company.name,
                summary=await stored.erasures.stored_data(number, company_id=found_company.id),
            )

    async def erase(self, target: ErasureTarget) -> bool:
        """Delete everything but an opt-out. Messages that the carrier has are still delivered.

        Return whether the write-ahead log could be emptied, too. Raise `VacuumFailed` when the
        rows are deleted and their bytes are not: then run it again.
        """
        erased = await self._delete(target)
        async with self._store.reading() as stored:
            others = await stored.attachments.referenced_hashes(erased.content_hashes)
        await self._secure_delete.remove_files(erased.content_hashes - others)
        return await self._secure_delete.clean_database()

    async def _delete(self, target: ErasureTarget) -> ErasureResult:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            erased = await tx.erasures.erase(target.number, company_id=target.company_id, at=now)
            await audit(
                tx,
                AuditAction.CUSTOMER_ERASED,
                erased.erasure_id,
                by=Actor(company_id=target.company_id),
                at=now,
                about=masked_number(target.number),
            )
        return erased

    def _number(self, written: str, company: Company) -> str:
        try:
            return self._phones.parse(written, country=company.country)
        except NotAPhoneNumber:
            return written.strip()


class ErasureNotifier:
    """Notifies open pages of erasures, because the command is a process of its own."""

    def __init__(self, *, store: Database, hub: EventHub) -> None:
        self._store = store
        self._hub = hub
        self._last_erasure_id: int | None = None

    async def check(self) -> None:
        """Have the pages of a company reload when one of its customers was erased."""
        async with self._store.reading() as stored:
            newest = await stored.erasures.newest()
            if self._last_erasure_id is None or newest == self._last_erasure_id:
                self._last_erasure_id = newest
                return
            companies = await stored.erasures.companies_since(self._last_erasure_id)
        self._last_erasure_id = newest
        for company_id in companies:
            logger.info("A customer of company %s was erased, so its pages reload", company_id)
            self._hub.reload_company(company_id)


async def _company(stored: Repositories, name: str | None) -> Company:
    names = [name] if name else await stored.companies.names()
    if len(names) != 1:
        raise CompanyRequired(names)
    return await stored.companies.get_by_name(names[0])

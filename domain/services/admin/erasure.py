"""Erasing all that is stored of a customer, on the operator's behalf."""

import asyncio
import logging
from dataclasses import dataclass

from domain.model.audit import AuditAction
from domain.model.companies import Company
from domain.model.erasure import CompanyRequired, ErasureResult, StoredDataSummary, masked_number
from domain.model.errors import NotAPhoneNumber, UnknownCompany
from domain.ports.clock import Clock
from domain.ports.erasure import SecureDelete
from domain.ports.phones import PhoneNumbers
from domain.ports.store import Repositories, Store
from domain.services.admin.audit import Actor, put_down
from domain.services.live.hub import EventHub

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureTarget:
    """Somebody who may be erased, and what there is of them."""

    number: str
    company_id: int
    company: str
    traces: StoredDataSummary


class ErasureService:
    """For the command line: there is nobody to ask `by`."""

    def __init__(
        self, *, store: Store, clock: Clock, phones: PhoneNumbers, shredder: SecureDelete
    ) -> None:
        self._store = store
        self._clock = clock
        self._phones = phones
        self._shredder = shredder

    async def look(self, written: str, *, company: str | None = None) -> ErasureTarget:
        """By number, however written, or by the name of a sender that has none.

        Raise `CompanyRequired` when there are several and none is named.
        """
        async with self._store.reading() as stored:
            chosen = await _chosen(stored, company)
            number = self._number(written, chosen)
            return ErasureTarget(
                number=number,
                company_id=chosen.id,
                company=chosen.name,
                traces=await stored.erasures.traces(number, company_id=chosen.id),
            )

    async def erase(self, customer: ErasureTarget) -> bool:
        """Remove everything but an opt-out. What is in the carrier's hands arrives all the same.

        Say whether the log beside the database could be emptied, too. Raise `VacuumFailed` when
        the rows are gone and their bytes are not: then do it again.
        """
        erased = await self._delete(customer)
        async with self._store.reading() as stored:
            others = await stored.attachments.referred_to(erased.content_hashes)
        await self._shredder.remove_files(erased.content_hashes - others)
        return await self._shredder.clean_database()

    async def _delete(self, customer: ErasureTarget) -> ErasureResult:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            erased = await tx.erasures.erase(
                customer.number, company_id=customer.company_id, at=now
            )
            await put_down(
                tx,
                AuditAction.CUSTOMER_ERASED,
                erased.erasure_id,
                by=Actor(company_id=customer.company_id),
                at=now,
                about=masked_number(customer.number),
            )
        return erased

    def _number(self, written: str, company: Company) -> str:
        try:
            return self._phones.normalised(written, country=company.country)
        except NotAPhoneNumber:
            return written.strip()


class ErasureNotifier:
    """The command runs as a process of its own, which tells open pages nothing."""

    def __init__(self, *, store: Store, hub: EventHub) -> None:
        self._store = store
        self._hub = hub
        self._known: int | None = None

    async def run(self) -> None:
        """Endlessly."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Have the pages of a company load afresh when one of its customers was erased."""
        async with self._store.reading() as stored:
            newest = await stored.erasures.newest()
            if self._known is None or newest == self._known:
                self._known = newest
                return
            companies = await stored.erasures.companies_since(self._known)
        self._known = newest
        for company_id in companies:
            logger.info("A customer of company %s was erased, so its pages load afresh", company_id)
            self._hub.reload_company(company_id)


async def _chosen(stored: Repositories, name: str | None) -> Company:
    names = [name] if name else await stored.companies.names()
    if len(names) != 1:
        raise CompanyRequired(names)
    company = await stored.companies.named(names[0])
    if company is None:
        raise UnknownCompany(names[0])
    return company

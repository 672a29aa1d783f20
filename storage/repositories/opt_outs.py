"""Customers who do not want to be texted, in SQLite."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.dialects.sqlite import insert

from domain.model.opt_outs import OptOutSource, Wish
from domain.ports.conversations import OptOuts
from storage.line import Line
from storage.tables.conversations import opt_outs


class SqlOptOuts(OptOuts):
    def __init__(self, line: Line) -> None:
        self._line = line

    async def stands(self, app_number: str, customer_number: str) -> bool:
        found = exists().where(_between(app_number, customer_number))
        return bool(await self._line.value(select(found)))

    async def source(self, app_number: str, customer_number: str) -> OptOutSource | None:
        found = select(opt_outs.c.source).where(_between(app_number, customer_number))
        source = await self._line.value(found)
        return OptOutSource(source) if source else None

    async def record(
        self,
        wish: Wish,
        *,
        company_id: int,
        app_number: str,
        customer_number: str,
        source: OptOutSource,
        at: datetime,
    ) -> bool:
        if wish is Wish.START:
            lifted = delete(opt_outs).where(_between(app_number, customer_number))
            return await self._line.change(lifted) > 0
        recorded = insert(opt_outs).values(
            company_id=company_id,
            app_number=app_number,
            customer_number=customer_number,
            source=source,
            at=at,
        )
        by_the_customer = recorded.on_conflict_do_update(
            index_elements=["app_number", "customer_number"],
            set_={"source": source, "at": at},
            where=(opt_outs.c.source == OptOutSource.AGENT) & (source != OptOutSource.AGENT),
        )
        return await self._line.change(by_the_customer) > 0


def _between(app_number: str, customer_number: str) -> ColumnElement[bool]:
    return and_(opt_outs.c.app_number == app_number, opt_outs.c.customer_number == customer_number)

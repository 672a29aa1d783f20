"""Customers who do not want to be texted, in SQLite."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.sqlite import insert

from domain.model.opt_outs import OptOutSource, Wish
from domain.ports.opt_outs import OptOuts
from storage.line import Line
from storage.opting import opt_out_in, source_of_opt_out, stands
from storage.tables.conversations import opt_outs


class SqlOptOuts(OptOuts):
    def __init__(self, line: Line) -> None:
        self._line = line

    async def source(
        self, app_number: str, customer_number: str, *, company_id: int
    ) -> OptOutSource | None:
        source = await self._line.value(
            _SOURCE, app_number=app_number, customer_number=customer_number, company_id=company_id
        )
        return opt_out_in(source, row_id=company_id)

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
            standing = stands(app_number, customer_number, company_id=company_id)
            return await self._line.change(delete(opt_outs).where(standing)) > 0
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


_SOURCE = source_of_opt_out(
    stands(
        bindparam("app_number"), bindparam("customer_number"), company_id=bindparam("company_id")
    )
)

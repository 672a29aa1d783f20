"""Customers who do not want to be texted, in SQLite."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from domain.model.opt_outs import ConsentChange, OptOutSource
from storage.connection import DatabaseConnection
from storage.opt_outs import opt_out_in, source_of_opt_out, stands
from storage.tables.conversations import opt_outs


class OptOutRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def source(
        self, app_number: str, customer_number: str, *, company_id: int
    ) -> OptOutSource | None:
        """Return who said so; `None` as long as the customer may be texted.

        Where the company wants it so, what was said at any of its numbers stands at all of them.
        The customer's own word comes before a mark of the team.
        """
        source = await self._connection.scalar(
            _SOURCE, app_number=app_number, customer_number=customer_number, company_id=company_id
        )
        return opt_out_in(source, row_id=company_id)

    async def record(
        self,
        wish: ConsentChange,
        *,
        company_id: int,
        app_number: str,
        customer_number: str,
        source: OptOutSource,
        at: datetime,
    ) -> bool:
        """Say whether this changed anything. Lifting reaches as far as the opt-out does.

        `at` is when it was said: what was said before the opt-out that stands does not lift it,
        however late it is learned. A user's mark gives way to the customer's own word, and never
        the other way round; a YES does not lift it.
        """
        if wish is not ConsentChange.STOP:
            standing = stands(app_number, customer_number, company_id=company_id)
            lifted = delete(opt_outs).where(standing, opt_outs.c.at <= at)
            if wish is ConsentChange.YES:
                lifted = lifted.where(opt_outs.c.source != OptOutSource.AGENT)
            return await self._connection.execute(lifted) > 0
        return await self._stop(company_id, app_number, customer_number, source=source, at=at)

    async def _stop(
        self,
        company_id: int,
        app_number: str,
        customer_number: str,
        *,
        source: OptOutSource,
        at: datetime,
    ) -> bool:
        there = (opt_outs.c.app_number == app_number) & (
            opt_outs.c.customer_number == customer_number
        )
        known = await self._connection.fetch_one(
            select(opt_outs.c.source, opt_outs.c.at).where(there)
        )
        is_mark = source is OptOutSource.AGENT
        if known is None:
            added = insert(opt_outs).values(
                company_id=company_id,
                app_number=app_number,
                customer_number=customer_number,
                source=source,
                at=at,
            )
            return await self._connection.execute(added) > 0
        gives_way = known.source == OptOutSource.AGENT and not is_mark
        if not is_mark:
            values = {"source": source if gives_way else known.source, "at": max(at, known.at)}
            await self._connection.execute(update(opt_outs).where(there).values(**values))
        return gives_way


_SOURCE = source_of_opt_out(
    stands(
        bindparam("app_number"), bindparam("customer_number"), company_id=bindparam("company_id")
    )
)

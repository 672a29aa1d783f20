"""Where a customer's wish not to be texted stands, as a condition for every query that asks."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from domain.model.opt_outs import OptOutScope, OptOutSource
from storage.mapping import word_in
from storage.tables.conversations import opt_outs
from storage.tables.people import companies

Value = ColumnElement[Any] | str | int


def stands(app_number: Value, customer_number: Value, *, company_id: Value) -> ColumnElement[bool]:
    """Apply it to the number where it was said; to all of the company's, if that is its choice."""
    reaches_all = exists().where(
        companies.c.id == opt_outs.c.company_id,
        companies.c.opt_out_scope == OptOutScope.COMPANY,
    )
    return and_(
        opt_outs.c.customer_number == customer_number,
        opt_outs.c.company_id == company_id,
        or_(opt_outs.c.app_number == app_number, reaches_all),
    )


def source_of_opt_out(standing: ColumnElement[bool]) -> Select[Any]:
    """Prefer the customer's own word: a user may lift only what a user has marked."""
    is_a_mark = opt_outs.c.source == OptOutSource.AGENT
    return select(opt_outs.c.source).where(standing).order_by(is_a_mark).limit(1)


def opt_out_in(source: str | None, *, row_id: int) -> OptOutSource | None:
    """Read a source. An unknown one counts as the customer's own word, which no user may lift."""
    if source is None:
        return None
    return word_in(OptOutSource, source, otherwise=OptOutSource.WORD, row_id=row_id)

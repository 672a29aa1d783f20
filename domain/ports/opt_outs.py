"""Customers who do not want to be texted."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from domain.model.opt_outs import ConsentChange, OptOutSource


class OptOuts(Protocol):
    @abstractmethod
    async def source(
        self, app_number: str, customer_number: str, *, company_id: int
    ) -> OptOutSource | None:
        """Who said so; `None` as long as the customer may be texted.

        Where the company wants it so, what was said at any of its numbers stands at all of them.
        The customer's own word comes before a mark of the team.
        """

    @abstractmethod
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

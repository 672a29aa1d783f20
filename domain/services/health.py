"""Whether the process can do its work."""

import logging

from domain.ports.store import Store

logger = logging.getLogger(__name__)


class HealthService:
    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def can_write(self) -> bool:
        """A writer that is stuck or a disk that is gone shows here first."""
        try:
            async with self._store.transaction() as tx:
                await tx.companies.any()
        except Exception:
            logger.exception("The database cannot be written")
            return False
        return True

"""Logging what is wrong with stored rows: once for each, however often the row is read."""

import logging
from functools import lru_cache

ROWS_REMEMBERED = 10_000


@lru_cache(ROWS_REMEMBERED)
def log_once(logger: logging.Logger, what: str, row_id: object) -> None:
    """`what` says in a sentence what is wrong. Nothing that people wrote belongs in either."""
    logger.error("%s (id %s)", what, row_id)

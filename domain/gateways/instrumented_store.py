"""A store that measures how long each transaction takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from domain.ports.metrics import Metrics
from domain.ports.store import Repositories, Store, Transaction


class InstrumentedStore(Store):
    """Wraps another store; waiting for the writer counts."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics

    @property
    def is_damaged(self) -> bool:
        return self._store.is_damaged

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        began = perf_counter()
        async with self._store.transaction() as tx:
            yield tx
        self._metrics.database("write", perf_counter() - began)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repositories]:
        began = perf_counter()
        async with self._store.reading() as stored:
            yield stored
        self._metrics.database("read", perf_counter() - began)

    @asynccontextmanager
    async def searching(self, *, to_the_end: bool = False) -> AsyncIterator[Repositories]:
        began = perf_counter()
        async with self._store.searching(to_the_end=to_the_end) as stored:
            yield stored
        self._metrics.database("read", perf_counter() - began)

"""Keeps an open page in step with the hub for as long as its tab lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nicegui import Client, background_tasks

from domain.model.errors import DomainError
from domain.services.hub import Subscription
from domain.services.news import News

logger = logging.getLogger(__name__)


def listen(
    client: Client,
    subscription: Subscription,
    *,
    draw: Callable[[News], Awaitable[None]],
    load_afresh: Callable[[], Awaitable[None]],
) -> None:
    """Draw what the subscription brings, in order. One stumble never ends the page's hearing."""

    async def hear() -> None:
        async for news in subscription.news():
            try:
                with client:
                    await (load_afresh() if news is None else draw(news))
            except DomainError as refusal:
                logger.info("A page cannot show what happened: %s", refusal)
            except Exception:
                logger.exception("A page failed to show what happened")

    hearing = background_tasks.create(hear(), name="live page")

    async def leave() -> None:
        subscription.leave()
        hearing.cancel()
        await asyncio.sleep(0)

    client.on_delete(leave)

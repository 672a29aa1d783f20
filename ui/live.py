"""Keeps an open page in step with the hub for as long as its tab lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui

from domain.model.actor import Member
from domain.model.errors import DomainError
from domain.services.live.hub import EventHub, Subscription
from domain.services.live.presence import PagePresence, Presence
from domain.services.live.updates import LiveUpdate

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


def follow(hub: EventHub, member: Member) -> Subscription:
    """To be called before the page loads what it shows; ends with the page."""
    subscription = hub.subscribe(member)
    ui.context.client.on_delete(subscription.close)
    return subscription


def enter(presence: Presence, member: Member) -> PagePresence:
    """Someone is there: for a while longer when the line breaks, and not when the page is gone."""
    client = ui.context.client
    visit = presence.join(member)

    def look_away() -> None:
        if not client.has_socket_connection:
            visit.blur()

    client.on_disconnect(look_away)
    client.on_delete(visit.close)
    return visit


def listen(
    subscription: Subscription,
    *,
    draw: Callable[[LiveUpdate], Awaitable[None]],
    load_afresh: Callable[[], Awaitable[None]],
) -> None:
    """Draw what the subscription brings, in order. One stumble never ends the page's hearing."""
    client = ui.context.client

    async def hear() -> None:
        async for news in subscription.updates():
            try:
                with client:
                    await (load_afresh() if news is None else draw(news))
            except DomainError as refusal:
                logger.info("A page cannot show what happened: %s", refusal)
            except Exception:
                logger.exception("A page failed to show what happened, and loads afresh")
                await asyncio.sleep(RETRY_SECONDS)
                subscription.mark_stale()

    hearing = background_tasks.create(hear(), name="live page")
    client.on_delete(lambda: hearing.cancel())

"""/: greets the user, and shows how things stand and who waits for an answer."""

from datetime import datetime, timedelta

from nicegui import ui

from domain.model.conversation_list import ListedConversation, ListQuery, NeedsAttention
from domain.services.live.updates import LiveUpdate
from ui.formatting.inbox_rows import conversation_row
from ui.frame.buttons import button
from ui.frame.frame import Frame
from ui.frame.pages import Pages
from ui.frame.text import text
from ui.frame.words import whom_to_ask
from ui.icons import icon
from ui.security.paths import HOME, LIVE_CONVERSATIONS

SHOWN = 8
"""More of those who wait are a tap away, in the inbox."""
WAITING = f"{LIVE_CONVERSATIONS}?show=waiting"
NO_ACCESS = (
    "You don’t have access to Live Conversations. Ask an administrator of your company for it."
)


def register(pages: Pages) -> None:
    @pages.page(HOME, title="Home")
    async def home(frame: Frame) -> None:
        member = frame.member
        now = frame.services.dashboard.now()
        greeting = greeting_at(now.astimezone(await frame.zone()))
        text("h1", f"{greeting}, {member.first_name}")
        if member.may_converse:
            await Standing(frame).build()
        else:
            text("p", NO_ACCESS)


class Standing:
    """The numbers of the inbox and those who wait, drawn anew whenever they change."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._services = frame.services

    async def build(self) -> None:
        self._tiles = ui.element("div").classes("tiles")
        self._waiting = ui.element("section").classes("waiting card")
        self._waiting.props["aria-label"] = "Waiting for an answer"
        await self._show()
        self._frame.on_update(self._draw, load_afresh=self._show)

    async def _draw(self, news: LiveUpdate) -> None:
        if news.listed is not None:
            await self._show()

    async def _show(self) -> None:
        member, now = self._frame.member, self._services.dashboard.now()
        summary = await self._services.dashboard.summary(by=member)
        waiting = await self._services.conversation_list.page(
            ListQuery(only=NeedsAttention.WAITING), by=member
        )
        longest = summary.longest_since
        self._tiles.clear()
        with self._tiles:
            self._tile("Unread for you", "unread", is_unread=True)
            about = f"longest: {duration(now - longest)}" if longest else ""
            self._tile("Waiting for an answer", "waiting", summary.waiting, about=about)
            failed = self._tile("Not delivered", "failed", summary.failed)
            failed.classes(add="is-bad" if summary.failed else "")
        self._waiting.clear()
        with self._waiting:
            self._draw_waiting(waiting[:SHOWN], now, count=summary.waiting)

    def _draw_waiting(
        self, waiting: list[ListedConversation], now: datetime, *, count: int
    ) -> None:
        member = self._frame.member
        if not waiting:
            has_locations = member.is_admin or member.points_of_contact
            words = "Nobody is waiting for an answer." if has_locations else whom_to_ask(member)
            text("p", words).classes("waiting-none")
            return
        with ui.element("ul"):
            for listed in waiting:
                self._row(listed, now)
        if count > len(waiting):
            button(f"Show all {count}", look="plain", leads_to=WAITING)

    def _tile(
        self, name: str, shown: str, count: int = 0, *, about: str = "", is_unread: bool = False
    ) -> ui.element:
        with ui.element("a").classes("tile") as tile:
            tile.props["href"] = f"{LIVE_CONVERSATIONS}?show={shown}"
            text("span", name)
            if is_unread:
                tile.props(':class="[`tile`, { [`is-unread`]: live.unread }]"')
                ui.element("strong").props(':textContent="live.unread"')
            else:
                text("strong", str(count))
            if about:
                text("small", about)
        return tile

    def _row(self, listed: ListedConversation, now: datetime) -> None:
        row = conversation_row(listed)
        with ui.element("li"), ui.element("a").classes("waiting-row") as link:
            link.classes(add="is-unread" if listed.unread else "")
            link.props["href"] = f"{LIVE_CONVERSATIONS}/{listed.conversation.id}"
            with ui.element("span").classes(f"avatar c{row['colour']}").props("aria-hidden=true"):
                if row["initials"]:
                    text("span", str(row["initials"]))
                else:
                    icon("person")
            if listed.unread:
                text("span", "Unread").classes("visually-hidden")
            text("strong", str(row["title"])).props("dir=auto")
            waited = now - (listed.waiting_since or now)
            text("small", f"waiting {duration(waited)}")
            text("bdi", str(row["preview"]))


def greeting_at(here: datetime) -> str:
    if here.hour < 5:
        return "Hello"
    if here.hour < 12:
        return "Good morning"
    return "Good afternoon" if here.hour < 18 else "Good evening"


def duration(waited: timedelta) -> str:
    """In words that say something: "3 days", "1 h 12 min", "2 h", "5 min"."""
    minutes = max(0, int(waited.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return "1 day" if days == 1 else f"{days} days"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"

"""A page that was open, and heard what happened, shows what a page opened afresh shows."""

import asyncio
import random
from dataclasses import dataclass, field, replace

import pytest
from nicegui import Client

from domain.model.actor import Member
from domain.model.carrier_errors import Rejected
from domain.model.messages import DeliveryStatus
from tests.domain.conftest import HARBOUR, QUEEN_STREET, House
from tests.open_page import OpenPage
from tests.support.product import opened
from tests.ui.screens import LIST, Screen, differences
from tests.ui.visitors import Visitor

SEED = 8841
ACTIONS = 300
STRANGERS = 56
"""More conversations than the list loads at once."""
WORDS = (
    "Hello",
    "Is it ready?",
    "Thank you",
    "Où est le café ?",
    "🙂",
    "STOP",
    "START",
    "Tomorrow",
)
TITLES = ("", "Maya — winter coat", "Dana", "Ünder <b>way</b>")
PATIENCE_SECONDS = 3


@dataclass
class Desk:
    """Somebody with a page open."""

    name: str
    visitor: Visitor
    screen: Screen = field(default_factory=Screen)
    page: OpenPage | None = None

    async def open(self) -> None:
        self.page, self.screen = await self._load(LIST)
        await self.page.connect(cookie=self.visitor.cookie)

    async def goes_to(self, place: str) -> None:
        if place == self.screen.place:
            return
        self.screen.place = place
        await self.page.report("shell", "navigate", place, 0)

    async def afresh(self) -> Screen:
        page, screen = await self._load(f"{self.screen.place}?status={self.screen.status}")
        Client.instances[page.page_id].delete()
        return screen

    async def _load(self, address: str) -> tuple[OpenPage, Screen]:
        screen = Screen(address.partition("?")[0])
        html = (await self.visitor.get(address)).text
        page = OpenPage(self.visitor.address, html, on_frame=screen.hear)
        screen.furnish(page)
        return page, screen


@dataclass
class Day:
    """Everything that goes on in the house, and the dice that choose it."""

    house: House
    desks: list[Desk]
    chance: random.Random
    texts: int = 0

    @property
    def desk(self) -> Desk:
        return self.chance.choice(self.desks)

    def words(self) -> str:
        self.texts += 1
        return (
            f"{self.chance.choice(WORDS)} {self.texts}"
            if self.chance.random() < 0.8
            else (self.chance.choice(WORDS))
        )

    def who_sits_at(self, desk: Desk) -> Member:
        return getattr(self.house, desk.name)

    def reader(self) -> Desk | None:
        """Somebody who has a conversation open."""
        reading = [desk for desk in self.desks if desk.screen.log]
        return self.chance.choice(reading) if reading else None


async def a_customer_writes(day: Day) -> None:
    number = day.chance.choice((1, 1, 1, 2, 3, day.chance.randrange(STRANGERS + 4)))
    await day.house.text_in(
        day.words(),
        sender=f"+1416555{1000 + number}",
        to=day.chance.choice((QUEEN_STREET, HARBOUR)),
    )


async def someone_opens_a_conversation(day: Day) -> None:
    desk = day.desk
    rows = desk.screen.listed[: day.chance.choice((2, 4, 50))]
    if rows:
        await desk.goes_to(f"{LIST}/{day.chance.choice(rows)['id']}")


async def someone_goes_back_to_the_list(day: Day) -> None:
    await day.desk.goes_to(LIST)


async def someone_sends(day: Day) -> None:
    if desk := day.reader():
        text = day.words()
        key = f"{desk.name} {day.texts} {day.chance.random()}"
        place = desk.screen.conversation
        await desk.page.report("composer", "sendMessage", place, key, text, None, [], None)


async def the_carrier_takes_what_waits(day: Day) -> None:
    day.house.carrier.troubles = [day.chance.choice((None, None, Rejected("30003")))]
    await day.house.deliver()


async def the_carrier_reports(day: Day) -> None:
    if desk := day.reader():
        sent = [row for row in desk.screen.log if row["direction"] == "outbound"]
        if sent:
            await report_on(day, day.chance.choice(sent)["id"])


async def report_on(day: Day, message_id: int) -> None:
    async with day.house.store.reading() as stored:
        message = await stored.messages.get(message_id, within=day.house.olga.scope)
    if message.attempt:
        delivery = day.chance.choice(
            (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)
        )
        error = "30005" if delivery is DeliveryStatus.FAILED else None
        await day.house.report(message, delivery, error=error)


async def someone_sends_again(day: Day) -> None:
    if desk := day.reader():
        failed = [row["id"] for row in desk.screen.log if row["status"] == "failed"]
        if failed:
            await desk.page.report("message_log", "resend", day.chance.choice(failed))


async def someone_reads(day: Day) -> None:
    if desk := day.reader():
        inbound = [row["id"] for row in desk.screen.log if row["direction"] == "inbound"]
        if inbound:
            await desk.page.report("message_log", "markRead", inbound[-1])


async def someone_looks_further_up(day: Day) -> None:
    if desk := day.reader():
        await desk.page.report("message_log", "loadOlder", desk.screen.log[0]["id"])


async def someone_scrolls_down(day: Day) -> None:
    desk = day.desk
    if desk.screen.has_more_rows:
        await desk.page.report("conversation_list", "loadMore")


async def someone_closes(day: Day) -> None:
    if desk := day.reader():
        await day.house.conversations.close(desk.screen.conversation, by=day.who_sits_at(desk))


async def someone_reopens(day: Day) -> None:
    if desk := day.reader():
        await day.house.conversations.reopen(desk.screen.conversation, by=day.who_sits_at(desk))


async def someone_renames(day: Day) -> None:
    if desk := day.reader():
        title = day.chance.choice(TITLES)
        here = desk.screen.conversation
        await day.house.conversations.rename(here, title, by=day.who_sits_at(desk))


async def someone_comments(day: Day) -> None:
    if desk := day.reader():
        text = day.words()
        key = f"note {day.texts} {day.chance.random()}"
        await desk.page.report("composer", "sendComment", desk.screen.conversation, key, text)


async def someone_looks_at_the_other_status(day: Day) -> None:
    desk = day.desk
    other = "closed" if desk.screen.status == "open" else "open"
    await desk.page.report("conversation_list", "changeQuery", 1, {"status": other})


async def somebodys_line_is_cut(day: Day) -> None:
    """What happens meanwhile is told once it is back."""
    desk = day.desk
    await desk.page.socket.disconnect()
    for happens in (a_customer_writes, the_carrier_reports, someone_closes):
        await happens(replace(day, desks=[each for each in day.desks if each is not desk]))
    await desk.page.connect(cookie=desk.visitor.cookie)


LIKELY = {
    somebodys_line_is_cut: 2,
    a_customer_writes: 8,
    someone_opens_a_conversation: 5,
    someone_goes_back_to_the_list: 1,
    someone_sends: 5,
    the_carrier_takes_what_waits: 4,
    the_carrier_reports: 3,
    someone_sends_again: 2,
    someone_reads: 3,
    someone_looks_further_up: 1,
    someone_scrolls_down: 1,
    someone_closes: 2,
    someone_reopens: 1,
    someone_renames: 2,
    someone_comments: 2,
    someone_looks_at_the_other_status: 1,
}
"""What may happen, and how often."""


@pytest.fixture
async def day(house, parts, password_hash):
    """Amira, Jonas and Olga see differently far, and each has the page open."""
    async with house.store.transaction() as tx:
        await tx.companies.save(replace(house.company, legal_notice="Reply STOP to opt out."))
        for member in (house.amira, house.jonas, house.olga):
            await tx.users.set_password(member.user_id, password_hash)
    for number in range(STRANGERS):
        await house.text_in("Hi", sender=f"+1416555{1000 + number}")
    async with opened(parts) as (address, _):
        desks = [await seated(address, name) for name in ("amira", "jonas", "olga")]
        yield Day(house, desks, random.Random(SEED))
        for desk in desks:
            await desk.page.close()
            await desk.visitor.leave()


async def seated(address: str, name: str) -> Desk:
    desk = Desk(name, Visitor(address))
    await desk.visitor.sign_in(f"{name}@bright.test")
    await desk.open()
    return desk


# SPEC: LIST-5 LIST-1 LIST-4 DET-4 DET-5 LOG-6 FIL-5 CLO-1
# TRUST: R14
async def test_pages_that_were_open_show_what_pages_opened_afresh_show(day):
    happened, drawn = [], []
    for number in range(ACTIONS):
        (action,) = day.chance.choices(list(LIKELY), list(LIKELY.values()))
        happened.append(action.__name__)
        await action(day)
        in_turn = day.desks[number % len(day.desks)]
        for desk in [in_turn] if number % 10 else day.desks:
            await agrees(desk, f"seed {SEED}, {desk.name} after {happened[-5:]}")
        drawn.append(sum(len(desk.screen.log) for desk in day.desks))
    assert set(happened) == {action.__name__ for action in LIKELY}
    assert max(drawn) > 3


async def agrees(desk: Desk, when: str) -> None:
    """Sooner or later: news need a moment to arrive."""
    end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while found := differences(desk.screen, await desk.afresh()):
        if asyncio.get_running_loop().time() > end:
            pytest.fail("\n".join((when, *found)))
        await asyncio.sleep(0.01)

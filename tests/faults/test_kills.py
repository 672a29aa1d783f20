"""The power fails again and again while customers and the team text each other."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Iterable

from domain.model.messages import Delivery
from tests.agents import BrowserlessAgent
from tests.faults.house import CUSTOMERS, PLACES, House
from tests.simulator.rig import eventually

KILLS = 20
WEBHOOKS = 400
SENDS = 200
AT_ONCE = 16
PATIENCE_SECONDS = 120


# SPEC: MSG-9
async def test_twenty_kills_lose_nothing_and_send_nothing_twice(house):
    await every_customer_texts_every_place(house)
    story = Story(house, [await house.agent("amira"), await house.agent("jonas")])

    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as happening:
        happening.create_task(story.runs_its_course())
        happening.create_task(kill_at_random_moments(house, story))
    await eventually(lambda: is_quiet(house), seconds=20)

    every_text_is_there_once(house)
    every_confirmed_message_is_there_once(house, story)
    no_message_was_sent_twice(house)
    what_the_team_sees_is_what_the_carrier_did(house)
    assert house.rows("PRAGMA integrity_check") == [("ok",)]


async def every_customer_texts_every_place(house: House) -> None:
    for customer in CUSTOMERS:
        for place in PLACES.values():
            await house.twilio.bring("Are you open?", customer=customer, to=place)


class Story:
    """Texts in both directions, in any order and several at once, and how far it has got."""

    def __init__(self, house: House, agents: list[BrowserlessAgent]) -> None:
        self.done = 0
        self.confirmed: list[str] = []
        """The presses of Send that the composer saw accepted."""
        self._twilio = house.twilio
        self._conversations = house.conversations
        self._agents = agents

    async def runs_its_course(self) -> None:
        steps = [self._text_in(number) for number in range(WEBHOOKS)]
        steps += [self._send(number) for number in range(SENDS)]
        random.shuffle(steps)
        waiting = iter(steps)
        async with asyncio.TaskGroup() as hands:
            for _ in range(AT_ONCE):
                hands.create_task(self._take_up(waiting))

    async def reaches(self, moment: int) -> None:
        await eventually(lambda: self.done >= moment, seconds=30)

    async def _take_up(self, waiting: Iterable[Awaitable[None]]) -> None:
        for step in waiting:
            await step
            self.done += 1

    async def _text_in(self, number: int) -> None:
        """Twilio loses patience with every tenth, and brings it once more meanwhile."""
        await self._twilio.bring(
            f"Question {number}",
            customer=random.choice(CUSTOMERS),
            to=random.choice([*PLACES.values()]),
            copies=2 if number % 10 == 0 else 1,
        )

    async def _send(self, number: int) -> None:
        agent = self._agents[number % len(self._agents)]
        conversation, key = random.choice(self._conversations), f"press-{number}"
        await agent.send(conversation, key=key, text=f"Answer {number}")
        self.confirmed.append(key)


async def kill_at_random_moments(house: House, story: Story) -> None:
    """Each as soon as so much is done; a good part of the rest is under way then."""
    for moment in sorted(random.sample(range(1, WEBHOOKS + SENDS), KILLS)):
        await story.reaches(moment)
        house.server.kill()
        await house.restart()


def is_quiet(house: House) -> bool:
    """Nothing waits, and what is in doubt is not known to the carrier either."""
    if house.count(Delivery.QUEUED, Delivery.SENDING):
        return False
    taken = {message for message, _ in house.taken_by_the_carrier}
    unknown = house.rows("SELECT id FROM messages WHERE delivery = 'unknown'")
    return not any(message in taken for (message,) in unknown)


def every_text_is_there_once(house: House) -> None:
    stored = house.rows("SELECT carrier_id FROM messages WHERE direction = 'inbound'")
    assert sorted(sid for (sid,) in stored) == sorted(house.twilio.acknowledged)
    assert house.rows("SELECT * FROM unrouted_inbound") == []


def every_confirmed_message_is_there_once(house: House, story: Story) -> None:
    stored = house.rows("SELECT client_key FROM messages WHERE direction = 'outbound'")
    assert len(story.confirmed) == SENDS
    assert sorted(key for (key,) in stored) == sorted(story.confirmed)


def no_message_was_sent_twice(house: House) -> None:
    times = Counter(message for message, _ in house.taken_by_the_carrier)
    assert [message for message, count in times.items() if count > 1] == []


def what_the_team_sees_is_what_the_carrier_did(house: House) -> None:
    """A doubt is over a minute after its attempt, so some may be left here."""
    said = house.rows(
        "SELECT message_id, attempts.carrier_id"
        " FROM attempts JOIN messages ON messages.id = message_id"
        " WHERE messages.delivery IN ('sent', 'delivered')"
    )
    assert sorted(said) == sorted(house.taken_by_the_carrier)
    assert len(said) > SENDS / 2
    others = house.rows(
        "SELECT DISTINCT delivery, error FROM messages"
        " WHERE direction = 'outbound' AND delivery NOT IN ('sent', 'delivered')"
    )
    assert {*others} <= {("unknown", None), ("failed", "lost")}

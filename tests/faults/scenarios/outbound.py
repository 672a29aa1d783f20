"""What the team writes: sent once or said not to be, whatever happens on the way."""

import asyncio
import random
from collections import Counter

from domain.model.messages import DeliveryStatus
from domain.simulator import Controls, NetworkTiming
from tests.agents import BrowserlessAgent, NotAccepted
from tests.faults.house import CUSTOMERS, PLACES, House
from tests.faults.measuring import at_a_rate, percentile, timed, until_it_holds
from tests.faults.promises import Figure, Stage, at_most, none, promise
from tests.faults.scenarios.inbound import text_in

ON_THE_WAY = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
AT_ONCE = 8
MAYA, DANA = CUSTOMERS[:2]
QUEEN_STREET, HARBOUR = PLACES["Queen Street"], PLACES["Harbour"]
SILENT = NetworkTiming(until_sent=3600, until_delivered=3600, retry_pauses=(0.1,))
"""A carrier that takes messages, and tells nobody what becomes of them."""
GONE = """
    SELECT count(*) FROM messages
    WHERE client_key LIKE 'press-%' AND delivery IN ('sent', 'delivered')
"""
STEPS = "SELECT message_id, status FROM delivery_steps WHERE NOT from_carrier ORDER BY id"
END = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}
"""The carrier's word, and ours."""


class Unsteady(NetworkTiming):
    """Sometimes at once, sometimes after almost a second."""

    def __getattribute__(self, name: str) -> object:
        return random.uniform(0, 0.8) if name == "until_taken" else super().__getattribute__(name)


@promise("R3", "Nothing is sent twice, however often the power fails while it is being sent")
async def kills_while_sending(stage: Stage) -> list[Figure]:
    kills, sends = stage.of(50, 3), stage.of(2000, 40)
    async with stage.house(pace=Unsteady(until_sent=0.05, until_delivered=0.05)) as house:
        await every_customer_texts_every_place(house)
        agents = [await house.agent("amira"), await house.agent("jonas")]
        confirmed: list[str] = []
        sending = asyncio.create_task(send_many(house, agents, sends, confirmed))
        for number in range(kills):
            moment = number * sends // kills
            await until_it_holds(lambda moment=moment: handed_over(house) >= moment)
            await asyncio.sleep(random.uniform(0, 0.5))
            house.server.kill()
            await house.restart()
        await sending
        calm = await until_it_holds(lambda: not house.count(*ON_THE_WAY))
        times = Counter(message for message, _ in house.taken_by_the_carrier)
        stored = [key for (key,) in house.rows("SELECT client_key FROM messages")]
        return [
            none("texts the carrier got twice", sum(many > 1 for many in times.values())),
            none("confirmed and not stored once", sum(stored.count(key) != 1 for key in confirmed)),
            at_most(60, "until none was on its way any more", calm),
            at_most(kills * AT_ONCE, "left in doubt", house.count(DeliveryStatus.UNKNOWN), ""),
        ]


def handed_over(house: House) -> int:
    """Of however many wait: how many the carrier was asked to take so far."""
    return house.count(
        DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN
    )


async def every_customer_texts_every_place(house: House) -> None:
    for customer in CUSTOMERS:
        for place in PLACES.values():
            await house.twilio.bring("Are you open?", customer=customer, to=place)


async def send_many(
    house: House, agents: list[BrowserlessAgent], sends: int, confirmed: list[str]
) -> None:
    """Several at once, each handed over until it is confirmed."""
    conversations, waiting = house.conversations, iter(range(sends))

    async def go_on() -> None:
        for number in waiting:
            key, agent = f"press-{number}", agents[number % len(agents)]
            await agent.send(random.choice(conversations), key=key, text=f"Answer {number}")
            confirmed.append(key)

    await asyncio.gather(*(go_on() for _ in range(2 * AT_ONCE)))


@promise("R4", "A doubt about a text resolves itself", in_short=False)
async def lost_answers(stage: Stage) -> list[Figure]:
    """The carrier takes it and the answer is lost; or it does not take it and fails."""
    async with stage.house(pace=SILENT) as house:
        await every_customer_texts_every_place(house)
        amira = await house.agent("amira")
        fates = ("answer-lost", "20500") * 4
        for number, fate in enumerate(fates):
            house.carrier.control(Controls(next_message=fate))
            conversation = house.conversations[number]
            await amira.send(conversation, key=f"press-{number}", text=f"Answer {number}")
            await until_it_holds(lambda: house.carrier.controls == Controls())
        in_doubt = (DeliveryStatus.UNKNOWN, *ON_THE_WAY)
        resolved = await until_it_holds(lambda: not house.count(*in_doubt))
        taken = {message for message, _ in house.taken_by_the_carrier}
        outbound = "SELECT id, delivery FROM messages WHERE direction = 'outbound'"
        wrong = [
            (number, delivery)
            for number, delivery in house.rows(outbound)
            if (delivery == "sent") != (number in taken)
        ]
        return [
            at_most(120, f"until {len(fates)} doubts were resolved", resolved),
            none("resolved wrongly", len(wrong)),
            none("sent again unasked", len(house.taken_by_the_carrier) - len(taken)),
        ]


@promise("R6", "A carrier that hangs slows nobody down")
async def hanging_carrier(stage: Stage) -> list[Figure]:
    sends = stage.of(400, 40)
    async with stage.house() as house:
        await every_customer_texts_every_place(house)
        house.between.held_seconds = {MAYA: stage.of(30.0, 4.0)}
        amira = await house.agent("amira")
        mayas = house.rows(f"SELECT id FROM conversations WHERE customer_number = '{MAYA}'")
        for (conversation,) in mayas:
            await amira.send(conversation, key=f"to-maya-{conversation}", text="Hello Maya")
        others = [each for each in house.conversations if (each,) not in mayas]
        pressed: list[float] = []

        async def send(number: int) -> None:
            sending = amira.send(random.choice(others), key=f"press-{number}", text=f"{number}")
            pressed.append(await timed(sending))

        late: list[float] = []
        presses = [lambda number=number: send(number) for number in range(sends)]
        await asyncio.gather(
            at_a_rate(10, presses), at_a_rate(10, text_in(house, sends, late=late))
        )
        seconds = await until_it_holds(lambda: house.rows(GONE) == [(sends,)])
        return [
            at_most(0.1, "99 of 100 presses of Send", percentile(0.99, pressed)),
            at_most(0.25, "99 of 100 webhooks meanwhile", percentile(0.99, late)),
            at_most(10, f"until {sends} texts to others were sent", seconds),
        ]


@promise("R19", "Two at once: each thing happens once, and both see the same")
async def two_at_once(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        path = f"/live-conversations/{conversation}"
        amira, jonas = await house.agent("amira", path=path), await house.agent("jonas", path=path)
        press = ("composer", "sendMessage", conversation, "one-press", "Until six.", None, [], None)
        await asyncio.gather(*(amira.report(*press) for _ in range(10)))
        await jonas.sees("Until six.")
        await asyncio.gather(*(start(each, house, DANA) for each in (amira, jonas)))
        for number in range(stage.of(20, 5)):
            await asyncio.gather(
                close(amira, conversation),
                jonas.send(conversation, key=f"press-{number}", text=f"Answer {number}"),
            )
        sent = house.rows("SELECT count(*) FROM messages WHERE client_key = 'one-press'")
        danas = house.rows(f"SELECT id FROM conversations WHERE customer_number = '{DANA}'")
        agree = await until_it_holds(lambda: seen_by(amira) == seen_by(jonas))
        return [
            at_most(1, "messages of one press handed over ten times", sent[0][0], ""),
            at_most(1, "conversations of two who start the same one", len(danas), ""),
            at_most(5, "until both saw the same", agree),
        ]


async def close(agent: BrowserlessAgent, conversation: int) -> None:
    """Whatever the last message is; what was closed before is reopened by the next answer."""
    page = await agent.page()
    await page.report("shell", "openDetails", conversation)
    await until_it_holds(lambda: page.shows("Close") or page.shows("Reopen"))
    if page.shows("Close"):
        await page.choose("Close")


async def start(agent: BrowserlessAgent, house: House, number: str) -> None:
    [[place]] = house.rows("SELECT id FROM points_of_contact WHERE name = 'Queen Street'")
    await agent.report(
        "composer",
        "startConversation",
        f"start-{id(agent)}",
        place,
        number,
        "",
        "Hello Dana",
        0,
        [],
    )
    await until_it_holds(
        lambda: any(
            f.element == "composer" and f.method in ("confirmStart", "askToContinue", "reject")
            for f in agent.frames
        )
    )


def seen_by(agent: BrowserlessAgent) -> list[tuple[int, str]]:
    return sorted((number, bubble.message["status"]) for number, bubble in agent.log.items())


@promise("R10", "The state of a text never goes backwards, in whatever order reports come")
async def reports_out_of_order(stage: Stage) -> list[Figure]:
    sends = stage.of(200, 20)
    async with stage.house() as house:
        await every_customer_texts_every_place(house)
        house.carrier.control(Controls(callbacks_out_of_order=True, webhooks_twice=True))
        amira = await house.agent("amira")
        for number in range(sends):
            if number % 4 == 0:
                house.carrier.control(
                    Controls(next_message="30003", callbacks_out_of_order=True, webhooks_twice=True)
                )
            conversation = random.choice(house.conversations)
            await amira.send(conversation, key=f"press-{number}", text=f"Answer {number}")
        final = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)
        seconds = await until_it_holds(lambda: house.count(*final) == sends)
        ends = {text.sid: text.status for text in house.carrier.texts}
        said = house.rows("SELECT carrier_id, delivery FROM attempts")
        wrong = [sid for sid, said_to_be in said if END[ends[sid]] != said_to_be]
        steps = house.rows(STEPS)
        return [
            at_most(60, f"until {sends} had their end", seconds),
            none("ends that are not the carrier's", len(wrong)),
            none("states after the last one", states_after_the_end(steps)),
        ]


def states_after_the_end(steps: list[tuple[int, str]]) -> int:
    ended: set[int] = set()
    after = 0
    for message, status in steps:
        after += message in ended
        if status in ("delivered", "failed"):
            ended.add(message)
    return after


@promise("2.3-33", "A socket that floods the server is cut, and the others notice nothing")
async def flood(stage: Stage) -> list[Figure]:
    async with stage.house() as house:
        await house.twilio.bring("Are you open?", customer=MAYA, to=QUEEN_STREET)
        [conversation] = house.conversations
        amira, jonas = await house.agent("amira"), await house.agent("jonas")
        page = await amira.page()
        for _ in range(2000):
            if page.gone.done():
                break
            await page.report("composer", "attend", conversation)
        cut = await until_it_holds(page.gone.done)
        try:
            seconds = await timed(jonas.send(conversation, key="press-1", text="Until six."))
        except NotAccepted:
            seconds = float("inf")
        return [
            at_most(10, "until the flooding socket was cut", cut),
            at_most(1, "until a colleague's text was taken", seconds),
        ]

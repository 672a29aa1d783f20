"""Stories about letters that cannot go out, and about what is then still told, once."""

import asyncio

import pytest

from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from tests.domain.conftest import DANA, MAYA
from tests.support.notifications import EMAIL, PUSH, Post, asks, round_of, takes_pushes, worker
from tests.support.notifications import notifier as notifier
from tests.support.notifications import post as post
from tests.support.notifications import presence as presence
from tests.ui.visitors import until


# SPEC: NOT-4
async def test_a_mail_server_that_is_away_is_tried_again_for_a_day(house, post, notifier, caplog):
    await asks(house, house.amira, EMAIL)
    post.troubles = [NotSent("SMTPConnectError")] * 3
    await house.text_in("My secret wish", sender=MAYA)

    await round_of(notifier)
    await round_of(notifier)
    assert len(post.troubles) == 2
    for pause in (6, 31, 61):
        house.clock.pass_by(seconds=pause)
        await round_of(notifier)

    assert post.said == [("amira@bright.test", "My secret wish")]
    assert "by email: NotSent SMTPConnectError" in caplog.text
    for secret in ("secret wish", MAYA, "amira@"):
        assert secret not in caplog.text


# SPEC: NOT-4
async def test_after_a_day_it_is_given_up_and_said_so(house, post, notifier, caplog):
    await asks(house, house.amira, EMAIL)
    post.troubles = [NotSent("SMTPConnectError")] * 2
    await house.text_in("Hi")
    await round_of(notifier)
    house.clock.pass_by(hours=25)
    await round_of(notifier)
    house.clock.pass_by(hours=1)

    await round_of(notifier)

    assert post.letters == []
    assert "is given up" in caplog.text


# SPEC: NOT-4
@pytest.mark.parametrize(
    "trouble", [Rejected("550"), OutcomeUnknown("silence"), RuntimeError("bug")]
)
async def test_what_was_refused_or_may_have_gone_out_is_not_sent_again(
    house, post, notifier, trouble, caplog
):
    await asks(house, house.amira, EMAIL)
    post.troubles = [trouble]
    await house.text_in("Hi")

    for _ in range(3):
        await round_of(notifier)
        house.clock.pass_by(hours=1)

    assert post.letters == []
    assert "Notification 1" in caplog.text


# SPEC: NOT-2 NOT-4
async def test_a_crash_between_claim_and_done_sends_nothing_twice_and_loses_nothing_else(
    house, post, presence, notifier, caplog
):
    await asks(house, house.amira, EMAIL)
    post.stuck = asyncio.Event()
    await house.text_in("Hi")
    await notifier.start_due()
    await house.text_in("I am Dana", sender=DANA)
    for task in list(notifier._in_flight):
        task.cancel()
    await asyncio.gather(*notifier._in_flight, return_exceptions=True)

    after, post.stuck = worker(house, post, presence), None
    working = asyncio.create_task(after.run())
    await until(lambda: post.letters)
    house.clock.pass_by(hours=1)
    await round_of(after)

    assert [said for _, said in post.said] == ["I am Dana"]
    assert "1 notifications may not have gone out" in caplog.text
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


# SPEC: NOT-4
async def test_a_mail_server_that_hangs_holds_up_neither_messages_nor_pushes(
    house, post, presence, notifier
):
    forever = asyncio.Event()

    class Hanging(Post):
        async def send(self, letter):
            await forever.wait()

    hanging = Hanging()
    notifier = worker(house, hanging, presence)
    await asks(house, house.amira, EMAIL, PUSH)
    await takes_pushes(house, house.amira)
    for number in range(6):
        await house.text_in(f"Text {number}", sender=f"+1416555012{number}")
    working = asyncio.create_task(notifier.run())

    await until(lambda: len(hanging.pushed) == 6)

    assert len(await house.listed()) == 6
    working.cancel()
    forever.set()
    await asyncio.gather(working, return_exceptions=True)


async def test_the_worker_wakes_up_for_a_message(house, hub, post, notifier):
    hub.add_listener(notifier.on_event)
    await asks(house, house.amira, EMAIL)
    working = asyncio.create_task(notifier.run())
    await asyncio.sleep(0)

    await house.text_in("Hi")
    await until(lambda: post.letters)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

"""The end of a sign-in: what it ends with it, and what keeps it from coming."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from nicegui import Client
from socketio.exceptions import ConnectionError as Refused

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.services.accounts.tokens import hashed
from domain.services.admin.operator import OperatorService
from storage.database import Database
from tests.ui.visitors import Visitor, until


# SPEC: ACC-8
# TRUST: 2.3-15
async def test_signing_out_ends_every_open_page_of_that_browser(amira, pressed):
    one, two = await amira.open(), await amira.open()

    await amira.post("/sign-out")

    await until(lambda: not one.socket.connected and not two.socket.connected)
    assert (one.sent_to, two.sent_to) == (["/sign-in"], ["/sign-in"])
    assert Client.instances == {}


# FAULT: T-2
# TRUST: 2.3-15
async def test_a_page_that_was_ended_cannot_be_entered_again(amira, pressed):
    tab, cookie = await amira.open(), amira.cookie
    await amira.post("/sign-out")
    await until(lambda: not tab.socket.connected)

    with pytest.raises(Refused):
        await tab.connect(cookie=cookie)


# FAULT: N-45
async def test_a_page_that_was_ended_is_not_deleted_again_when_its_browser_stays_away(amira):
    """A tab that was left waits for its browser, is ended meanwhile, and then gives it up."""
    tab = await amira.open()
    page, deleted = Client.instances[tab.page_id], []
    page.on_delete(lambda: deleted.append(page.id))
    await tab.close()
    await until(lambda: page._delete_tasks)
    await amira.post("/sign-out")
    await until(lambda: page.is_deleted)

    page.delete()

    assert deleted == [page.id]


async def test_signing_out_on_the_phone_leaves_the_desk_alone(visitor, amira, pressed):
    phone = visitor()
    await phone.sign_in("amira@bright.test")
    desk, pocket = await amira.open(), await phone.open()

    await phone.post("/sign-out")
    await until(lambda: not pocket.socket.connected)

    await desk.press()
    await until(lambda: pressed)


# SPEC: ACC-7
# TRUST: 2.3-16
async def test_a_password_reset_ends_every_open_page_of_the_user(services, visitor, amira):
    phone = visitor()
    await phone.sign_in("amira@bright.test")
    desk, pocket = await amira.open(), await phone.open()

    await services.administration.reset_password("amira@bright.test")

    await until(lambda: not desk.socket.connected and not pocket.socket.connected)


# SPEC: ACC-1, ACC-7
# TRUST: 2.3-25
async def test_switching_the_feature_off_reaches_pages_that_are_open(services, amira):
    tab = await amira.open("/live-conversations")

    await services.administration.switch_feature("Bright Home", on=False)

    await until(lambda: not tab.socket.connected)
    assert (await amira.get("/live-conversations")).status_code == 403


# FAULT: S-10
async def test_what_the_operator_does_in_a_process_of_its_own_reaches_open_pages_soon(
    open_house, bright_home, database_path, clock, pressed
):
    command_line = Database(database_path)
    operator = OperatorService(
        store=command_line, clock=clock, passwords=Argon2Passwords(), phones=PhoneNumbers()
    )
    async with open_house(look_every=3600) as address:
        amira = Visitor(address)
        await amira.sign_in("amira@bright.test")
        page = await amira.open()

        await operator.reset_password("amira@bright.test")

        await until(lambda: page.sent_to == ["/sign-in"])
        await until(lambda: not page.socket.connected)
        await amira.leave()
    await command_line.close()


# TRUST: 2.3-9
async def test_requiring_two_step_sign_in_ends_the_pages_of_those_without(amira, store):
    tab = await amira.open()

    async with store.transaction() as tx:
        company = await tx.companies.get_by_name("Bright Home")
        await tx.companies.save(replace(company, two_step_required=True))

    await until(lambda: not tab.socket.connected)
    assert (await amira.get("/")).headers["location"] == "/account/two-step"
    assert (await amira.get("/session")).status_code == 401
    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie)


async def test_a_new_name_of_the_company_leaves_the_pages_of_the_team_open(amira, store, pressed):
    tab = await amira.open()

    async with store.transaction() as tx:
        company = await tx.companies.get_by_name("Bright Home")
        await tx.companies.save(replace(company, name="Bright Home & Sons"))

    await asyncio.sleep(0.5)  # the sign-ins are looked at ten times meanwhile
    await tab.press()
    await until(lambda: pressed)
    assert tab.sent_to == []


# TRUST: 2.3-14
async def test_a_page_that_is_left_open_over_night_is_ended(amira, clock):
    tab = await amira.open()

    clock.pass_by(hours=12, seconds=1)

    await until(lambda: not tab.socket.connected)
    assert tab.sent_to == ["/sign-in"]


@pytest.fixture
def is_noted(store, clock):
    """Whether the watch over open pages knows that this browser was used within the hour."""

    async def is_noted(visitor):
        an_hour_ago, long_ago = clock.now() - timedelta(hours=1), clock.now() - timedelta(days=1)
        token = hashed(visitor.browser.cookies["lc"])
        async with store.reading() as stored:
            return await stored.users.find_sign_in(
                token, used_since=an_hour_ago, begun_since=long_ago, until=clock.now()
            )

    return is_noted


async def test_pressing_buttons_keeps_a_sign_in_from_falling_idle(amira, clock, is_noted):
    tab = await amira.open()
    clock.pass_by(hours=8)

    await tab.press()

    await until(lambda: is_noted(amira))


async def test_news_that_reach_an_empty_desk_do_not_count_as_use(visitor, amira, clock, is_noted):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    empty_desk, busy_desk = await amira.open(), await olga.open()
    clock.pass_by(hours=8)

    receipt = {"client_id": empty_desk.page_id, "next_message_id": 1}
    await empty_desk.socket.call("ack", receipt)
    await busy_desk.press()

    await until(lambda: is_noted(olga))
    assert not await is_noted(amira)

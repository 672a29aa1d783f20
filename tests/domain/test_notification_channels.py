"""Stories about who is told of what customers write, and by which channels."""

from dataclasses import replace

import pytest

from domain.ports.notifications import SubscriptionExpired
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.users import UserForm, UsersService
from tests.domain.conftest import DANA, HARBOUR, MAYA, PUBLIC, QUEEN_STREET
from tests.fakes import QuickPasswords
from tests.support.notifications import (
    AMIRAS_PHONE,
    EMAIL,
    JONASS_PHONE,
    OFFICE,
    PUSH,
    SMS,
    SOUND,
    asks,
    change,
    give_number,
    round_of,
    takes_pushes,
)
from tests.support.notifications import notifier as notifier
from tests.support.notifications import post as post
from tests.support.notifications import presence as presence


# SPEC: NOT-1 ACC-5
async def test_each_is_told_by_the_channels_chosen_for_that_place_and_nobody_else(
    house, post, notifier
):
    await give_number(house)
    await change(house, house.amira, phone=AMIRAS_PHONE)
    await asks(house, house.amira, EMAIL, SMS, PUSH)
    await asks(house, house.amira, EMAIL, at=house.harbour)
    await asks(house, house.jonas, SOUND)
    await takes_pushes(house, house.amira)

    conversation = await house.conversation_with(MAYA, text="Is the coat in?")
    await round_of(notifier)

    (letter,) = post.letters
    assert letter.to == "amira@bright.test"
    assert letter.subject == "New message from (416) 555-0110 – Queen Street"
    assert letter.paragraphs[1] == "Is the coat in?"
    assert letter.link == f"{PUBLIC}/live-conversations/{conversation.id}"
    said = f"New message from (416) 555-0110 at Queen Street: Is the coat in?\n{letter.link}"
    assert post.texts == [(OFFICE, AMIRAS_PHONE, said)]
    ((device, told),) = post.pushed
    assert (device, told.heading) == ("phone", "(416) 555-0110 – Queen Street")
    assert (told.sentence, told.path) == ("Is the coat in?", letter.link.removeprefix(PUBLIC))
    assert [each.body for each in house.carrier.taken] == []
    assert [message.text for message in await house.log(conversation)] == ["Is the coat in?"]


# FAULT: M-1
# SPEC: NOT-1
@pytest.mark.parametrize(
    "sender", ["+9991234567", "+8901260123456", "Parcelly", "", "two\nlines", "9" * 5000]
)
async def test_everybody_is_told_whoever_wrote(house, post, notifier, sender):
    await give_number(house)
    await change(house, house.amira, phone=AMIRAS_PHONE)
    await asks(house, house.amira, EMAIL, SMS, PUSH)
    await takes_pushes(house, house.amira)

    await house.text_in("Hello", sender=sender)
    await round_of(notifier)

    (letter,), ((_, _, said),), (_,) = post.letters, post.texts, post.pushed
    assert letter.subject.removesuffix("– Queen Street").rstrip() != "New message from"
    assert len(said) < 300


# FAULT: M-13
# SPEC: NOT-1
async def test_the_answer_to_an_alert_alerts_nobody_and_is_shown_as_a_colleagues(
    house, post, notifier
):
    """An auto-answer to each alert would else cause the next one, for ever."""
    async with house.store.transaction() as tx:
        company = await tx.companies.get(house.company.id)
        await tx.companies.save(replace(company, notification_number=QUEEN_STREET))
    for member in (house.amira, house.jonas):
        await asks(house, member, EMAIL, SMS, PUSH, SOUND)
    await change(house, house.amira, phone=AMIRAS_PHONE)
    await change(house, house.jonas, phone=JONASS_PHONE)
    await takes_pushes(house, house.jonas)

    await house.text_in("Is it ready?")
    await round_of(notifier)
    assert {to for _, to, _ in post.texts} == {AMIRAS_PHONE, JONASS_PHONE}
    told = (len(post.letters), len(post.texts), len(post.pushed))

    for sender in (AMIRAS_PHONE, JONASS_PHONE):
        await house.text_in("I am driving and answer later", sender=sender)
    house.clock.pass_by(hours=1)
    await round_of(notifier)

    assert (len(post.letters), len(post.texts), len(post.pushed)) == told
    async with house.store.reading() as stored:
        ringing = await stored.notifications.users_to_ring(
            house.queen_street.id, sender=AMIRAS_PHONE, now=house.clock.now()
        )
    assert ringing == frozenset()
    colleagues = {each.colleague for each in await house.listed()}
    assert colleagues == {None, "Amira Benali", "Jonas Cole"}
    assert [each.waiting_since for each in await house.listed() if each.colleague] == [None, None]


# FAULT: M-13
async def test_a_phone_that_is_nobodys_any_more_is_a_customers(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    await change(house, house.jonas, phone=JONASS_PHONE, active=False)

    await house.text_in("Hello", sender=JONASS_PHONE)
    await round_of(notifier)

    assert len(post.letters) == 1
    [listed] = await house.listed()
    assert listed.colleague is None


# SPEC: NOT-1
async def test_what_the_team_writes_is_told_to_nobody(house, post, notifier):
    conversation = await house.conversation_with(MAYA)
    for member in (house.amira, house.jonas):
        await asks(house, member, EMAIL)

    await house.send(conversation, "It is in.")
    await house.start("Hello", number=DANA)
    await round_of(notifier)

    assert post.letters == []


# SPEC: NOT-1 ACC-6 ACC-7
@pytest.mark.parametrize(
    "meanwhile",
    ["read", "deactivated", "taken off the place", "not to be told so", "without the feature"],
)
async def test_whoever_should_not_be_told_any_more_is_not(house, post, notifier, meanwhile):
    await asks(house, house.amira, EMAIL)
    conversation = await house.conversation_with(MAYA)
    match meanwhile:
        case "read":
            await house.conversations.read(conversation.last_message_id, by=house.amira)
        case "deactivated":
            await change(house, house.amira, active=False)
        case "taken off the place":
            async with house.store.transaction() as tx:
                await tx.users.set_assignments(house.amira.user_id, {})
        case "not to be told so":
            await asks(house, house.amira, SOUND)
        case "without the feature":
            await change(house, house.amira, may_converse=False)

    await round_of(notifier)

    assert post.letters == []


# SPEC: ACC-1 NOT-1
async def test_nobody_is_told_while_the_feature_is_off_for_the_company(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    async with house.store.transaction() as tx:
        await tx.companies.save(replace(house.company, live_conversations=False))

    await house.text_in("Hi")
    await round_of(notifier)

    assert post.letters == []


# SPEC: NOT-1
async def test_without_a_phone_or_a_number_to_send_from_there_is_no_sms(house, post, notifier):
    await asks(house, house.amira, SMS)
    await house.text_in("Nobody has set anything up")
    await give_number(house)
    await house.text_in("Amira has no phone")
    await round_of(notifier)
    assert post.texts == []

    await change(house, house.amira, phone=AMIRAS_PHONE)
    await house.text_in("Now")
    await round_of(notifier)

    assert [to for _, to, _ in post.texts] == [AMIRAS_PHONE]


# SPEC: NOT-1
async def test_every_device_is_told_and_one_that_takes_no_more_is_forgotten(house, post, notifier):
    await asks(house, house.amira, PUSH)
    for name in ("phone", "desk"):
        await takes_pushes(house, house.amira, name)
    await house.text_in("Hi")
    await round_of(notifier)
    assert sorted(device for device, _ in post.pushed) == ["desk", "phone"]

    post.troubles = [SubscriptionExpired("410")]
    for text in ("Are you there?", "Hello?"):
        await house.text_in(text)
        await round_of(notifier)

    assert len(post.pushed) == 4
    async with house.store.reading() as stored:
        assert await stored.push_devices.count(house.amira.user_id) == 1


# SPEC: NOT-1 ACC-7 ACC-8
async def test_a_device_that_was_signed_out_is_told_nothing_any_more(house, post, notifier):
    await asks(house, house.amira, PUSH)
    amira = await takes_pushes(house, house.amira)
    await house.text_in("Hi")
    async with house.store.transaction() as tx:
        await tx.users.end_sign_in(amira.sign_in_id, at=house.clock.now())

    await round_of(notifier)
    await house.text_in("Are you there?")
    await round_of(notifier)

    assert post.pushed == []


# SPEC: NOT-1 ACC-6
async def test_what_is_written_elsewhere_is_told_to_nobody_here(house, post, notifier):
    await asks(house, house.jonas, EMAIL)
    await house.text_in("Hi", sender=DANA, to=HARBOUR)
    await house.text_in("Hi", sender=DANA, to="+14165550999")
    await round_of(notifier)

    assert post.letters == []


# SPEC: ACC-5
async def test_what_an_administrator_chooses_counts_from_the_next_message_on(house, post, notifier):
    parts = {"store": house.store, "clock": house.clock}
    accounts = SignInService(**parts, passwords=QuickPasswords())
    people = UsersService(**parts, sign_in=accounts)
    colleague = await people.get(house.jonas.user_id, by=house.olga)
    profile = UserForm(
        name=colleague.user.name,
        email=colleague.user.email,
        rights=colleague.user.rights,
        assignments={house.queen_street.id: frozenset({EMAIL})},
    )
    await people.edit(house.jonas.user_id, profile, by=house.olga)

    await house.text_in("Hi")
    await round_of(notifier)

    assert post.said == [("jonas@bright.test", "Hi")]

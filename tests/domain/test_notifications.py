"""Users are told of what customers write: once, in time, and only those who should be."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.attachments import InboundMedia
from domain.model.carrier_errors import NotSent, OutcomeUnknown, Rejected
from domain.model.notifications import NO_DEVICE, PushDevice
from domain.model.users import Channel
from domain.ports.notifications import Mail, Push, SmsNotifier, SubscriptionExpired
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.users import UserForm, UsersService
from domain.services.live.presence import Presence
from domain.services.messaging.inbound import InboundService
from domain.services.notifications.channels import Channels
from domain.services.notifications.queue import NotificationQueue
from domain.services.notifications.worker import NotificationWorker
from tests.domain.conftest import DANA, HARBOUR, MAYA, PUBLIC, QUEEN_STREET
from tests.fakes import QuickPasswords
from tests.ui.visitors import until

EMAIL, SMS, PUSH, SOUND = Channel.EMAIL, Channel.SMS, Channel.PUSH, Channel.SOUND
OFFICE, AMIRAS_PHONE, JONASS_PHONE = "+14165550150", "+14165550188", "+14165550189"


@dataclass
class Post(Mail, Push, SmsNotifier):
    """Carries everything, and goes wrong on request."""

    public_key = "for tests"
    letters: list = field(default_factory=list)
    pushed: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    troubles: list = field(default_factory=list)
    stuck: asyncio.Event | None = None

    async def send(self, letter):
        await self._may_go_wrong()
        self.letters.append(letter)

    async def push(self, told, *, to):
        await self._may_go_wrong()
        self.pushed.append((to.endpoint.rpartition("/")[2], told))

    async def send_sms(self, body, *, sender, to):
        await self._may_go_wrong()
        self.texts.append((sender, to, body))

    async def _may_go_wrong(self):
        if self.stuck:
            await self.stuck.wait()
        if trouble := self.troubles.pop(0) if self.troubles else None:
            raise trouble

    @property
    def said(self):
        """To whom, and what."""
        return [(letter.to, letter.paragraphs[1]) for letter in self.letters]


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def presence(hub):
    return Presence(hub)


@pytest.fixture
def notifier(house, post, presence):
    queue = NotificationQueue(channels=(EMAIL, SMS, PUSH), fold_seconds=300)
    house.inbound = InboundService(store=house.store, clock=house.clock, notification_queue=queue)
    return worker(house, post, presence)


def worker(house, post, presence):
    """As after a restart: of what was before it knows only what is stored."""
    messengers = Channels(
        mail=post, push=post, sms_notifier=post, phones=PhoneNumbers(), public_base_url=PUBLIC
    )
    return NotificationWorker(
        store=house.store, clock=house.clock, presence=presence, channels=messengers
    )


async def round_of(notifier):
    await notifier.send_due()
    await notifier.drain()


async def asks(house, member, *channels, at=None):
    """An administrator has chosen how this user is told."""
    place = at or house.queen_street
    async with house.store.transaction() as tx:
        places = (await tx.users.assignments(house.company.id)).get(member.user_id, {})
        await tx.users.set_assignments(member.user_id, {**places, place.id: frozenset(channels)})


async def signs_in(house, member):
    async with house.store.transaction() as tx:
        sign_in_id = await tx.users.add_sign_in(
            member.user_id,
            token_hash=f"hash {house.clock.now()}",
            at=house.clock.now(),
            address="-",
            device="-",
        )
    return replace(member, sign_in_id=sign_in_id)


async def takes_pushes(house, member, name="phone"):
    member = await signs_in(house, member)
    endpoint = f"https://push.example/{name}"
    device = PushDevice(id=NO_DEVICE, endpoint=endpoint, p256dh="key", auth="auth")
    async with house.store.transaction() as tx:
        await tx.push_devices.add(
            device, user_id=member.user_id, sign_in_id=member.sign_in_id, at=house.clock.now()
        )
    return member


async def change(house, member, **values):
    async with house.store.transaction() as tx:
        user = await tx.users.get(member.user_id, company_id=house.company.id)
        await tx.users.save(replace(user, **values))


async def give_number(house):
    async with house.store.transaction() as tx:
        company = await tx.companies.get(house.company.id)
        await tx.companies.save(replace(company, notification_number=OFFICE, country="CA"))


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


# FAULT: M-12
# SPEC: NOT-1
@pytest.mark.parametrize("text", ["", "   \n ", "\u200b", "\ufffc", "\u2800\u3164\ufe0f"])
async def test_an_empty_message_is_told_as_what_it_is(house, post, notifier, text):
    await asks(house, house.amira, EMAIL)

    await house.text_in(text)
    await round_of(notifier)
    assert [letter.paragraphs[1] for letter in post.letters] == ["Empty message"]


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


# SPEC: NOT-1
async def test_who_looks_at_the_conversation_is_not_told_unless_they_leave_it_unread(
    house, post, presence, notifier
):
    conversation = await house.conversation_with(MAYA)
    await asks(house, house.amira, EMAIL, PUSH)
    await asks(house, house.jonas, EMAIL)
    await takes_pushes(house, house.amira)
    amira = presence.join(house.amira)
    amira.view(conversation)

    await house.text_in("Is the coat in?")
    await round_of(notifier)
    house.clock.pass_by(seconds=16)
    await round_of(notifier)
    assert post.said == [("jonas@bright.test", "Is the coat in?")]
    assert post.pushed == []

    await house.conversations.read((await house.last(conversation)).id, by=house.amira)
    house.clock.pass_by(hours=1)
    await round_of(notifier)
    await house.text_in("Hello?")
    amira.close()
    house.clock.pass_by(seconds=16)
    await round_of(notifier)

    assert sorted(post.said[1:]) == [
        ("amira@bright.test", "Hello?"),
        ("jonas@bright.test", "Hello?"),
    ]
    assert [told.sentence for _, told in post.pushed] == ["Hello?"]


# SPEC: NOT-2
async def test_a_burst_is_one_email_now_and_one_with_the_count_five_minutes_later(
    house, post, notifier
):
    await asks(house, house.amira, EMAIL, PUSH)
    await takes_pushes(house, house.amira)

    for text in ("Hi", "Are you there?", "Hello?", "It is about the coat"):
        await house.text_in(text)
        await round_of(notifier)
    await house.text_in("I am Dana", sender=DANA)
    await round_of(notifier)
    house.clock.pass_by(minutes=4)
    await round_of(notifier)
    assert [said for _, said in post.said] == ["Hi", "I am Dana"]
    house.clock.pass_by(minutes=2)
    await round_of(notifier)

    assert [said for _, said in post.said[2:]] == ["3 new messages: It is about the coat"]
    assert len({letter.subject for letter in post.letters[::2]}) == 1
    assert len({letter.thread for letter in post.letters[::2]}) == 1
    assert [told.sentence for _, told in post.pushed] == [
        "Hi",
        "Are you there?",
        "Hello?",
        "It is about the coat",
        "I am Dana",
    ]
    assert len({told.thread for _, told in post.pushed}) == 2


# SPEC: NOT-2
async def test_pushes_that_could_not_go_out_are_one_with_the_count(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.troubles = [NotSent("503")]
    await house.text_in("Hi")
    await round_of(notifier)

    await house.text_in("Are you there?")
    house.clock.pass_by(seconds=6)
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Are you there?"]


async def test_of_one_conversation_a_push_never_overtakes_another(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.stuck = asyncio.Event()
    await house.text_in("Hi")
    await notifier.send_due()
    await house.text_in("Are you there?")
    await notifier.send_due()
    assert len(notifier._in_flight) == 1

    post.stuck.set()
    await notifier.drain()
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["Hi", "Are you there?"]


async def test_what_comes_while_a_push_is_failing_goes_out_with_it(house, post, notifier):
    await asks(house, house.amira, PUSH)
    await takes_pushes(house, house.amira)
    post.stuck, post.troubles = asyncio.Event(), [NotSent("503")]
    await house.text_in("Hi")
    await notifier.send_due()

    await house.text_in("Are you there?")
    post.stuck.set()
    await notifier.drain()
    house.clock.pass_by(seconds=6)
    await round_of(notifier)

    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Are you there?"]


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


async def test_who_hides_texts_is_told_without_them(house, post, notifier):
    await asks(house, house.amira, EMAIL, PUSH)
    await takes_pushes(house, house.amira)
    await change(house, house.amira, hides_texts=True)

    await house.text_in("My card number is 4111")
    await round_of(notifier)

    assert post.said == [("amira@bright.test", "New message")]
    assert [told.sentence for _, told in post.pushed] == ["New message"]


# SPEC: NOT-1
async def test_in_quiet_hours_nothing_rings_and_it_is_told_afterwards_once(house, post, notifier):
    await give_number(house)
    await asks(house, house.amira, EMAIL, SMS, PUSH)
    await takes_pushes(house, house.amira)
    now = house.clock.now()
    begin, end = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    await change(
        house, house.amira, phone=AMIRAS_PHONE, quiet_from=begin, quiet_until=end, time_zone="UTC"
    )

    await house.text_in("Are you awake?")
    await house.text_in("Never mind, tomorrow")
    await round_of(notifier)
    await round_of(notifier)
    assert [letter.to for letter in post.letters] == ["amira@bright.test"]
    assert (post.texts, post.pushed) == ([], [])

    house.clock.pass_by(hours=1, seconds=1)
    await round_of(notifier)
    await round_of(notifier)

    assert [body for *_, body in post.texts if "Never mind, tomorrow" in body] != []
    assert len(post.texts) == 1
    assert [told.sentence for _, told in post.pushed] == ["2 new messages: Never mind, tomorrow"]


async def test_pictures_and_names_of_senders_are_told_in_words(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    coat = InboundMedia(url="https://api.test/coat", media_type="image/jpeg")

    await house.text_in("", media=(coat,))
    await house.text_in("Your parcel is here", sender="PARCELS")
    await round_of(notifier)

    assert {(letter.subject, letter.paragraphs[1]) for letter in post.letters} == {
        ("New message from (416) 555-0110 – Queen Street", "Sent Attachment(s)"),
        ("New message from PARCELS – Queen Street", "Your parcel is here"),
    }


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
    await notifier.send_due()
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


# SPEC: NOT-2
async def test_the_same_message_brought_twice_is_told_once(house, post, notifier):
    await asks(house, house.amira, EMAIL)
    webhook = await house.text_in("Hi")
    await house.inbound.receive(webhook)
    await round_of(notifier)
    await house.inbound.receive(webhook)
    house.clock.pass_by(hours=1)
    await round_of(notifier)

    assert post.said == [("amira@bright.test", "Hi")]


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


async def test_the_worker_wakes_up_for_a_message(house, hub, post, notifier):
    hub.add_listener(notifier.on_event)
    await asks(house, house.amira, EMAIL)
    working = asyncio.create_task(notifier.run())
    await asyncio.sleep(0)

    await house.text_in("Hi")
    await until(lambda: post.letters)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

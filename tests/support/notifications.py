"""A post that carries everything, and users who have chosen how they are told."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.notifications import NO_DEVICE, PushDevice
from domain.model.users import Channel
from domain.ports.notifications import Mail, Push, SmsNotifier
from domain.services.live.presence import Presence
from domain.services.messaging.inbound import InboundService
from domain.services.notifications.channels import Channels
from domain.services.notifications.queue import NotificationQueue
from domain.services.notifications.worker import NotificationWorker
from tests.domain.conftest import PUBLIC

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
    await notifier.start_due()
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

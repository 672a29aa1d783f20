"""The cast, and the use cases on a real database with a scripted carrier."""

from dataclasses import dataclass, field, replace

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.carrier import InboundText, StatusReport
from domain.model.companies import Company, PointOfContact
from domain.model.conversation_list import ListedConversation, ListQuery
from domain.model.conversations import Status
from domain.model.messages import Message
from domain.model.users import NewUser
from domain.services.inbox.conversation_list import ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.start import StartService
from domain.services.media.files import MediaService
from domain.services.media.fit import AttachmentFitter
from domain.services.media.links import MediaLinks
from domain.services.media.uploads import UploadsService
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.inbound import InboundService
from domain.services.messaging.reconciliation.inbound_sync import InboundSync
from domain.services.messaging.reconciliation.status_polling import StatusPoller
from domain.services.messaging.reconciliation.unknown_outcomes import (
    UnknownOutcomePolicy,
    UnknownOutcomeResolver,
)
from domain.services.messaging.send import MessagingService
from storage.media_files import MediaFolder
from tests.fakes import PlainPictures, in_pieces, photo
from tests.pictures import PICTURES
from tests.support.scripted_carrier import ACCOUNT, ScriptedCarrier

PUBLIC = "https://inbox.bright.test"
QUEEN_STREET, HARBOUR = "+14165550100", "+14165550101"
MAYA, DANA = "+14165550110", "+14165550162"


@dataclass
class House:
    """Everything the stories need, under one roof."""

    store: object
    clock: object
    carrier: ScriptedCarrier
    company: Company
    queen_street: PointOfContact
    harbour: PointOfContact
    amira: Member
    jonas: Member
    olga: Member
    nora: Member
    files: MediaFolder
    delivery_policy: DeliveryPolicy = field(
        default_factory=lambda: DeliveryPolicy(pause_per_number=0)
    )
    unknown_outcome_policy: UnknownOutcomePolicy = field(default_factory=UnknownOutcomePolicy)
    _texts: int = 0

    def __post_init__(self) -> None:
        parts = {"store": self.store, "clock": self.clock}
        self.inbound = InboundService(**parts)
        pictures, thumbnails = PlainPictures(), PICTURES
        self.links = MediaLinks(secret_key="for tests", public_base_url=PUBLIC, clock=self.clock)
        with_files = {**parts, "files": self.files}
        self.uploads = UploadsService(**with_files, pictures=pictures)
        self.media = MediaService(**with_files, thumbnails=thumbnails, links=self.links)
        packing = AttachmentFitter(store=self.store, files=self.files, pictures=pictures)
        self.messaging = MessagingService(**parts, fitter=packing)
        self.start_service = StartService(**parts, phones=PhoneNumbers(), messaging=self.messaging)
        self.conversations = ConversationsService(**parts)
        self.conversation_list = ConversationListService(store=self.store, phones=PhoneNumbers())
        self.delivery_tracker = DeliveryTracker(**parts, account=ACCOUNT)
        parts |= {"carrier": self.carrier, "delivery_tracker": self.delivery_tracker}
        self.delivery = DeliveryService(**parts, links=self.links, policy=self.delivery_policy)
        self.unknown_outcomes = UnknownOutcomeResolver(
            **parts, delivery=self.delivery, policy=self.unknown_outcome_policy
        )
        self.status_poller = StatusPoller(**parts)
        del parts["delivery_tracker"]
        self.inbound_sync = InboundSync(**parts, inbound=self.inbound)

    async def text_in(self, text="Hi", *, sender=MAYA, to=QUEEN_STREET, carrier_id=None, **more):
        """The customer writes; returns the webhook so that it can come twice."""
        self._texts += 1
        inbound = InboundText(
            account=ACCOUNT,
            carrier_id=carrier_id or f"SMin{self._texts:028}",
            sender=sender,
            recipient=to,
            text=text,
            **more,
        )
        await self.inbound.receive(inbound)
        return inbound

    async def listed(self, by=None, *, status=Status.OPEN) -> list[ListedConversation]:
        return await self.conversation_list.page(ListQuery(status), by=by or self.amira)

    async def conversation_with(self, sender=MAYA, *, to=QUEEN_STREET, text="Hi"):
        """A customer who has written, and the conversation that came of it."""
        await self.text_in(text, sender=sender, to=to)
        return (await self.listed())[0].conversation

    async def send(self, conversation, text, *, by=None, key=None, **more) -> Message:
        self._texts += 1
        key = key or f"key-{self._texts}"
        return await self.messaging.send(
            conversation.id, by=by or self.amira, text=text, key=key, **more
        )

    async def add(self, conversation, content=None, *, name="coat.jpg", by=None, key=None):
        """A picture below the box; without a conversation in the form that starts one."""
        self._texts += 1
        return await self.uploads.add(
            conversation.id if conversation else None,
            in_pieces(photo() if content is None else content),
            name=name,
            by=by or self.amira,
            key=key or f"file-{self._texts}",
        )

    async def start(
        self, text="Hello", *, number=MAYA, at=None, by=None, key=None, beside=None, title=""
    ) -> Message:
        self._texts += 1
        return await self.start_service.start(
            (at or self.queen_street).id,
            number,
            by=by or self.amira,
            text=text,
            key=key or f"key-{self._texts}",
            title=title,
            ignore_existing_id=beside and beside.id,
        )

    async def company_wants(self, scope) -> None:
        """How far an opt-out reaches."""
        async with self.store.transaction() as tx:
            await tx.companies.save(replace(self.company, opt_out_scope=scope))

    async def log(self, conversation) -> list[Message]:
        return (await self.conversations.open(conversation.id, by=self.olga)).messages

    async def last(self, conversation) -> Message:
        return (await self.log(conversation))[-1]

    async def last_of(self, message) -> Message:
        """The message as it stands now."""
        async with self.store.reading() as stored:
            return await stored.messages.get(message.id, within=self.olga.scope)

    async def timeline(self, conversation) -> list[str]:
        entries = (await self.conversations.open(conversation.id, by=self.olga)).timeline
        return [entry.happening for entry in entries]

    async def deliver(self) -> None:
        """One round of the outbox worker, answers included."""
        await self.delivery.start_due()
        await self.delivery.drain()

    async def report(self, message, delivery, *, error=None, attempt=None, carrier_id=None):
        number = attempt or message.attempt
        await self.delivery_tracker.apply_callback(
            StatusReport(
                message_id=message.id,
                attempt=number,
                account=ACCOUNT,
                carrier_id=carrier_id or f"SM{len(self.carrier.taken):032}",
                status=delivery,
                delivery=delivery,
                error=error,
            )
        )


@pytest.fixture
async def house(store, clock, tmp_path) -> House:
    """Bright Home: Amira works everywhere, Jonas on Queen Street, Olga is in charge."""
    async with store.transaction() as tx:
        company = await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
        places = [
            await tx.companies.add_point_of_contact(
                company.id, name, app_number=number, is_default=True, at=clock.now()
            )
            for name, number in (("Queen Street", QUEEN_STREET), ("Harbour", HARBOUR))
        ]
    both = [place.id for place in places]
    return House(
        store=store,
        clock=clock,
        carrier=ScriptedCarrier(clock),
        files=MediaFolder(tmp_path / "media", spare_bytes=0),
        company=company,
        queen_street=places[0],
        harbour=places[1],
        amira=await hire(store, clock, company, "Amira Benali", both),
        jonas=await hire(store, clock, company, "Jonas Cole", both[:1]),
        olga=await hire(store, clock, company, "Olga Lindqvist", [], is_admin=True),
        nora=await hire(store, clock, company, "Nora Petit", both, may_converse=False),
    )


async def hire(store, clock, company, name, places, *, is_admin=False, may_converse=True) -> Member:
    new = NewUser(
        company_id=company.id,
        email=f"{name.split()[0].lower()}@bright.test",
        name=name,
        is_admin=is_admin,
        may_converse=may_converse,
        password_hash=None,
    )
    async with store.transaction() as tx:
        user_id = await tx.users.add(new, at=clock.now())
        for place in places:
            await tx.users.assign(user_id, place)
    return Member(
        user_id=user_id,
        sign_in_id=user_id,
        company_id=company.id,
        company=company.name,
        name=name,
        is_admin=is_admin,
        may_converse=may_converse,
        points_of_contact=frozenset(places),
    )


@pytest.fixture
async def with_notice(house):
    """The company wants its legal notice in every first message."""
    async with house.store.transaction() as tx:
        await tx.companies.save(replace(house.company, legal_notice="Reply STOP to opt out."))
    return house

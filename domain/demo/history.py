"""Fills an empty database with demo companies, by replaying their messages.

Everything goes through the real use cases with a clock set back, so the demo cannot show what
the product does not do.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.demo.script import CLOSE, COMMENT, CUSTOMER, RENAME, Script, Step, steps
from domain.gateways.phones import PhoneNumbers
from domain.model.actor import Member
from domain.model.attachments import InboundMedia
from domain.model.carrier import InboundText, StatusReport, Taken
from domain.model.companies import Company, PointOfContact
from domain.model.conversations import Conversation
from domain.model.messages import DeliveryStatus, Direction, Message, OutboundAttempt
from domain.model.users import NewUser
from domain.ports.clock import Clock
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.start import StartService
from domain.services.media.fit import AttachmentFitter
from domain.services.media.uploads import UploadsService
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.inbound import InboundService
from domain.services.messaging.send import MessagingService
from domain.simulator import PastText
from storage.database import Database

COMPANY_AGE = timedelta(days=90)


class PastClock(Clock):
    """Returns the time of the step that is replayed."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class Demo:
    def __init__(
        self,
        *,
        store: Database,
        now: datetime,
        account: str,
        phones: PhoneNumbers,
        uploads: UploadsService,
        fitter: AttachmentFitter,
        draw: Callable[[str], bytes],
        media_url: str,
    ) -> None:
        """`draw` makes the pictures in the scripts; the carrier keeps them below `media_url`."""
        self._store = store
        self._now = now
        self._account = account
        self._uploads = uploads
        self._draw = draw
        self._media_url = media_url
        self._clock = PastClock(now)
        self._inbound = InboundService(store=store, clock=self._clock)
        self._messaging = MessagingService(store=store, clock=self._clock, fitter=fitter)
        self._start = StartService(
            store=store, clock=self._clock, phones=phones, messaging=self._messaging
        )
        self._conversations = ConversationsService(store=store, clock=self._clock)
        self._tracker = DeliveryTracker(store=store, clock=self._clock, account=account)
        self._places: dict[str, PointOfContact] = {}
        self._members: dict[str, Member] = {}
        self._messages: list[PastText] = []

    async def play(self, scripts: Sequence[Script], *, password_hash: str) -> list[PastText]:
        """Create the companies and replay their logs; return the messages the carrier has."""
        for script in scripts:
            company = await self._create_company(script)
            self._places = await self._add_places(company, script)
            self._members = await self._add_users(company, script, password_hash)
            for step in steps(script, now=self._now):
                self._clock.moment = step.at
                await self._play_step(step)
        return self._messages

    async def _create_company(self, script: Script) -> Company:
        async with self._store.transaction() as tx:
            company = await tx.companies.add(
                script["company"], live_conversations=True, at=self._now - COMPANY_AGE
            )
            company = replace(
                company,
                legal_notice=script["legal_notice"] or None,
                time_zone=script["time_zone"],
                country=script["country"],
            )
            await tx.companies.save(company)
            for template in script["templates"]:
                await tx.companies.add_template(company.id, **template)
        return company

    async def _add_places(self, company: Company, script: Script) -> dict[str, PointOfContact]:
        places = {}
        async with self._store.transaction() as tx:
            for place in script["places"]:
                places[place["name"]] = await tx.companies.add_point_of_contact(
                    company.id,
                    place["name"],
                    app_number=place["number"],
                    is_default=not await tx.companies.points_of_contact_for(place["number"]),
                    at=self._now - COMPANY_AGE,
                )
        return places

    async def _add_users(
        self, company: Company, script: Script, password_hash: str
    ) -> dict[str, Member]:
        """The users by the first part of their address."""
        members = {}
        for person in script["users"]:
            new = NewUser(
                company_id=company.id,
                email=person["email"],
                name=person["name"],
                is_admin=person.get("admin", False),
                may_converse=person.get("may_converse", True),
                password_hash=password_hash,
            )
            place_ids = [self._places[name].id for name in person.get("places", [])]
            async with self._store.transaction() as tx:
                user_id = await tx.users.add(new, at=self._now - COMPANY_AGE)
                for place_id in place_ids:
                    await tx.users.assign(user_id, place_id)
            members[person["email"].partition("@")[0]] = _member(company, user_id, new, place_ids)
        return members

    async def _play_step(self, step: Step) -> None:
        conversation = await self._conversation_of(step)
        if step.what == CUSTOMER:
            await self._customer_writes(step)
        elif conversation is None:
            await self._start_conversation(step, by=self._members[step.who])
        else:
            await self._play_user_step(step, conversation.id, by=self._members[step.who])

    async def _play_user_step(self, step: Step, conversation_id: int, *, by: Member) -> None:
        key = self._carrier_id(step)
        if step.what == COMMENT:
            await self._conversations.comment(conversation_id, step.text, by=by, key=key)
        elif step.what == RENAME:
            await self._conversations.rename(conversation_id, step.text, by=by)
        elif step.what == CLOSE:
            await self._conversations.close(conversation_id, by=by)
        else:
            message = await self._messaging.send(
                conversation_id,
                by=by,
                text=step.text,
                key=key,
                attachments=await self._upload(step, conversation_id, by=by),
            )
            await self._deliver(step, message)

    async def _start_conversation(self, step: Step, *, by: Member) -> None:
        message = await self._start.start(
            self._places[step.place].id,
            step.customer,
            by=by,
            text=step.text,
            key=self._carrier_id(step),
            attachments=await self._upload(step, None, by=by),
        )
        await self._deliver(step, message)

    async def _upload(self, step: Step, conversation_id: int | None, *, by: Member) -> list[int]:
        """The pictures of the line, below the box; as yet nobody has sent them."""
        added = []
        for sid, name in self._pictures_of(step).items():
            draft = await self._uploads.add(
                conversation_id, one_piece(self._draw(name)), name=f"{name}.jpg", by=by, key=sid
            )
            added.append(draft.id)
        return added

    async def _customer_writes(self, step: Step) -> None:
        app_number = self._places[step.place].app_number
        await self._inbound.receive(
            InboundText(
                account=self._account,
                carrier_id=self._carrier_id(step),
                sender=step.customer,
                recipient=app_number,
                text=step.text,
                media=tuple(self._media_of(step)),
            )
        )
        self._record(step, body=step.text)
        if not step.stays_unread:
            await self._everyone_reads(step)

    async def _deliver(self, step: Step, message: Message) -> None:
        self._record(step, body=message.body)
        attempt = await self._attempt(message)
        await self._tracker.mark_sending([attempt])
        await self._tracker.mark_accepted(attempt, Taken(carrier_id=self._carrier_id(step)))
        if step.has_receipt:
            await self._tracker.apply_callback(
                StatusReport(
                    message_id=message.id,
                    attempt=attempt.attempt,
                    account=self._account,
                    carrier_id=self._carrier_id(step),
                    status="undelivered" if step.error else "delivered",
                    delivery=DeliveryStatus.FAILED if step.error else DeliveryStatus.DELIVERED,
                    error=step.error,
                )
            )

    async def _conversation_of(self, step: Step) -> Conversation | None:
        async with self._store.reading() as stored:
            return await stored.conversations.find_for_inbound(
                self._places[step.place].app_number, step.customer
            )

    async def _attempt(self, message: Message) -> OutboundAttempt:
        async with self._store.reading() as stored:
            due = await stored.outbox.due(self._clock.now(), limit=1)
        assert due[0].message_id == message.id, "the demo hands over each message at once"
        return due[0]

    async def _everyone_reads(self, step: Step) -> None:
        conversation = await self._conversation_of(step)
        assert conversation is not None, "the customer has just written"
        place = (conversation.company_id, conversation.point_of_contact_id)
        for reader in self._members.values():
            if reader.may_converse and reader.scope.covers(*place):
                await self._conversations.read(conversation.last_inbound_id, by=reader)

    def _record(self, step: Step, *, body: str) -> None:
        self._messages.append(
            PastText(
                sid=self._carrier_id(step),
                direction=Direction.INBOUND if step.what == CUSTOMER else Direction.OUTBOUND,
                app_number=self._places[step.place].app_number,
                customer_number=step.customer,
                body=body,
                at=step.at,
                error=step.error,
                pictures={sid: self._draw(name) for sid, name in self._pictures_of(step).items()},
            )
        )

    def _media_of(self, step: Step) -> Iterator[InboundMedia]:
        """They are fetched like any others, as soon as the demo runs."""
        for sid in self._pictures_of(step):
            url = f"{self._media_url}/{self._carrier_id(step)}/Media/{sid}"
            yield InboundMedia(url=url, media_type="image/jpeg")

    def _pictures_of(self, step: Step) -> dict[str, str]:
        """The names of its drawings, by the ids the carrier gives them."""
        line = self._carrier_id(step)[2:]
        return {f"ME{number}{line[1:]}": name for number, name in enumerate(step.pictures)}

    def _carrier_id(self, step: Step) -> str:
        """Shaped like Twilio's, and another one for each line."""
        line = f"{step.customer} {step.at.isoformat()} {step.text}"
        return "SM" + hashlib.md5(line.encode(), usedforsecurity=False).hexdigest()


async def one_piece(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _member(company: Company, user_id: int, new: NewUser, places: Sequence[int]) -> Member:
    return Member(
        user_id=user_id,
        sign_in_id=0,
        company_id=company.id,
        company=company.name,
        name=new.name,
        is_admin=new.is_admin,
        may_converse=new.may_converse,
        points_of_contact=frozenset(places),
    )

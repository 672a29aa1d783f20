"""Bright Home and its people as rows, and short ways to let customers text with them."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

import pytest

from domain.model.actor import ALL, Scope
from domain.model.companies import Company, PointOfContact
from domain.model.conversations import Conversation, NewConversation
from domain.model.events import ConversationChanged
from domain.model.messages import Message, NewInbound, NewOutbound
from domain.model.users import NewUser
from storage.database import Database
from tests.fakes import FakeClock
from tests.support import postgresql

ACCOUNT = "AC" + "1" * 32
QUEEN_STREET, HARBOUR = "+14165550100", "+14165550101"
MAYA, DANA = "+14165550110", "+14165550162"


@dataclass
class Office:
    """Amira and Jonas text with customers of two places."""

    store: Database
    clock: FakeClock
    company: Company
    queen_street: PointOfContact
    harbour: PointOfContact
    amira: int
    jonas: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def everywhere(self) -> Scope:
        return Scope(self.company.id, None)

    def only(self, *places: PointOfContact) -> Scope:
        return Scope(self.company.id, frozenset(place.id for place in places))

    async def conversation(self, customer=MAYA, *, at=None, title=None) -> Conversation:
        place = at or self.queen_street
        new = NewConversation(
            company_id=place.company_id,
            point_of_contact_id=place.id,
            app_number=place.app_number,
            customer_number=customer,
            title=title,
            colour=3,
            started_at=self.clock.now(),
            started_by=self.amira,
        )
        async with self.store.transaction() as tx:
            return await tx.conversations.add(new)

    async def text_in(self, conversation, text="Hi", *, media=(), carrier_id=None) -> Message:
        carrier_id = carrier_id or f"SMin{next(self.numbers):028}"
        async with self.store.transaction() as tx:
            current = await tx.conversations.get(conversation.id, within=ALL)
            new = NewInbound(
                conversation_id=conversation.id,
                account=ACCOUNT,
                carrier_id=carrier_id,
                text=text,
                media=media,
                at=current.next_timestamp(self.clock.now()),
                learned_at=self.clock.now(),
            )
            message = await tx.messages.add_inbound(new)
            await tx.conversations.save(current.with_message(message))
            return message

    async def text_out(self, conversation, text="Hello", *, key=None, notice=None) -> Message:
        key = key or f"key-{next(self.numbers)}"
        async with self.store.transaction() as tx:
            current = await tx.conversations.get(conversation.id, within=ALL)
            new = NewOutbound(
                conversation_id=conversation.id,
                author_id=self.amira,
                author="Amira Benali",
                client_key=key,
                text=text,
                notice=notice,
                at=current.next_timestamp(self.clock.now()),
            )
            message = await tx.messages.add_outbound(new)
            await tx.conversations.save(current.with_message(message))
            return message

    async def change(self, conversation, **values) -> Conversation:
        async with self.store.transaction() as tx:
            current = await tx.conversations.get(conversation.id, within=ALL)
            changed = replace(current, **values)
            await tx.conversations.save(changed)
            return changed


@pytest.fixture
def database_rows(database_address):
    """What another process sees on disk, for the parts no screen shows yet."""

    def rows(statement):
        if isinstance(database_address, str):
            return postgresql.rows(database_address, statement)
        with closing(sqlite3.connect(database_address)) as connection:
            return connection.execute(statement).fetchall()

    return rows


@pytest.fixture
async def office(store, clock) -> Office:
    return await furnished(store, clock)


async def furnished(store, clock) -> Office:
    async with store.transaction() as tx:
        company = await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
        places = [
            await tx.companies.add_point_of_contact(
                company.id, name, app_number=number, is_default=True, at=clock.now()
            )
            for name, number in (("Queen Street", QUEEN_STREET), ("Harbour", HARBOUR))
        ]
        people = [
            await tx.users.add(user(company, name), at=clock.now())
            for name in ("Amira Benali", "Jonas Cole")
        ]
    return Office(store, clock, company, *places, *people)


def user(company, name, **more) -> NewUser:
    values = {"is_admin": False, "may_converse": True, "password_hash": "a hash"} | more
    email = f"{name.split()[0].lower()}@bright.test"
    return NewUser(company_id=company.id, email=email, name=name, **values)


def changed(office, number=1) -> ConversationChanged:
    """Some event, to see whether it is published."""
    return ConversationChanged(
        company_id=office.company.id, point_of_contact_id=None, conversation_id=number
    )

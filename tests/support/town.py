"""Queen Street, where Jonas works; the Harbour and Green Fork, which are none of his."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
from nicegui import background_tasks

from domain.model.actor import Member
from domain.model.attachments import StoredFile
from domain.model.carrier import InboundText
from domain.model.messages import NewOutbound
from domain.services import Services
from tests.domain.conftest import ACCOUNT, DANA, HARBOUR, QUEEN_STREET, hire
from tests.fakes import in_pieces, photo
from tests.open_page import OpenPage
from tests.ui.visitors import until

KITCHEN = "+14165550190"
SECRETS = ("Hummus", "Dana", "Lemonade", "Kitchen", KITCHEN, DANA)
"""Names, words and numbers of Green Fork and of the Harbour."""
MADE_UP = 987_654


@dataclass(frozen=True)
class Ids:
    """Of one customer's conversation and what hangs on it."""

    conversation: int = MADE_UP
    message: int = MADE_UP
    attachment: int = MADE_UP
    draft_attachment: int = MADE_UP
    place: int = MADE_UP
    user: int = MADE_UP
    template: int = MADE_UP
    sign_in: int = MADE_UP


NOBODYS = Ids()


@pytest.fixture
async def town(house, parts, password_hash, hub):
    """Somebody has written to each place, and has been answered with a picture."""
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=house.clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number=KITCHEN, is_default=True, at=house.clock.now()
        )
        template = await tx.companies.add_template(fork.id, name="Hummus", text="Hummus is ready.")
        for member in (house.jonas, house.olga):
            await tx.users.set_password(member.user_id, password_hash)
    dana = await cook(house, fork)
    town = Town(house, parts, kitchen, dana)
    town.own = await town.furnish(house.amira, QUEEN_STREET, house.queen_street.id, "Hello")
    town.harbour = await town.furnish(house.amira, HARBOUR, house.harbour.id, "Lemonade")
    fork_ids = await town.furnish(dana, KITCHEN, kitchen.id, "Hummus")
    town.fork = replace(fork_ids, user=dana.user_id, template=template.id, sign_in=town.sign_in)
    return town


async def cook(house, fork):
    dana = await hire(house.store, house.clock, fork, "Dana Kim", [], is_admin=True)
    async with house.store.transaction() as tx:
        await tx.users.add_sign_in(
            dana.user_id, token_hash="a hash", at=house.clock.now(), address="-", device="-"
        )
    return dana


class Town:
    def __init__(self, house, parts, kitchen, dana):
        self.house, self.parts, self.kitchen, self.dana = house, parts, kitchen, dana
        self.services: Services = parts.services
        self.sign_in = 1

    async def furnish(self, somebody: Member, number: str, place: int, word: str) -> Ids:
        """A conversation about one word, a file in it, and a picture that waits."""
        text = InboundText(
            account=ACCOUNT, carrier_id=f"SM{word}", sender=DANA, recipient=number, text=word
        )
        await self.services.inbound.receive(text)
        async with self.house.store.reading() as stored:
            conversation = await stored.conversations.find_for_inbound(number, DANA)
        content = photo(colour="olive") + word.encode()
        message = await self._send_picture(somebody, conversation, content, word)
        draft = await self.services.uploads.add(
            conversation.id, in_pieces(photo()), name="x.jpg", by=somebody, key=f"file-{word}"
        )
        await self.services.conversations.rename(conversation.id, f"{word}!", by=somebody)
        return Ids(
            conversation=conversation.id,
            message=message.id,
            attachment=message.attachments[0].id,
            draft_attachment=draft.id,
            place=place,
        )

    async def _send_picture(self, somebody, conversation, content, word):
        files = self.parts.media_files

        file = StoredFile(
            name="x.jpg",
            media_type="image/jpeg",
            content_hash=await files.store(content),
            size=len(content),
            width=64,
            height=48,
        )
        async with self.house.store.transaction() as tx:
            current = await tx.conversations.get(conversation.id, within=somebody.scope)
            new = NewOutbound(
                conversation_id=conversation.id,
                author_id=somebody.user_id,
                author="Amira Benali",
                client_key=f"picture-{word}",
                text=f"{word} to you",
                notice=None,
                at=current.next_timestamp(self.house.clock.now()),
                files=(file,),
            )
            message = await tx.messages.add_outbound(new)
            await tx.conversations.save(current.with_message(message))
        return message

    def rows(self, path):
        """All that is stored but the coming and going of browsers."""
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
            ).fetchall()
            return {
                name: connection.execute(f"SELECT * FROM {name}").fetchall()
                for (name,) in tables
                if name not in ("sign_ins", "sign_in_failures")
            }


def without_numbers(told: object) -> str:
    """Which id was asked for is known to whoever asked; toasts are counted."""
    return re.sub(r"\d+", "#", str(told))


STORY = "message_log.showHistory"


class Window(OpenPage):
    """Jonas's page: everything it is told, in words."""

    def __init__(self, address: str, html: str) -> None:
        self.told: list[str] = []
        super().__init__(address, html, on_frame=self._note)

    def _note(self, frame) -> None:
        self.told.append(f"{frame.element}.{frame.method} {frame.details}")

    async def settled(self, own: Ids, key: str) -> list[str]:
        """All it was told until now: by then a question and a wish of later have been answered.

        What takes longer than these is awaited, and then they are asked once more.
        """
        await self._answers(own, key)
        await until(lambda: background_tasks.running_tasks <= self.always_running)
        await self._answers(own, f"{key} again")
        assert sum(STORY in told for told in self.told) == 2, self.told
        told = [each for each in self.told if key not in each and STORY not in each]
        self.told.clear()
        return told

    async def _answers(self, own: Ids, key: str) -> None:
        stories = sum(STORY in told for told in self.told)
        await self.report("message_log", "requestHistory", own.message)
        await self.report("composer", "sendMessage", own.conversation, key, "", None, [], None)
        await until(lambda: any(f"'{key}'" in told for told in self.told))
        await until(lambda: sum(STORY in told for told in self.told) > stories)

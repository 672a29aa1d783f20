"""One conversation at Queen Street with its files, served over HTTP behind the real guard."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from domain.gateways.passwords import Argon2Passwords
from domain.model.actor import Member
from domain.model.attachments import StoredFile
from domain.model.conversations import NewConversation
from domain.model.messages import NewOutbound
from domain.services.accounts.sign_in import SignInService
from domain.services.media.files import MediaService
from domain.services.media.links import MediaLinks
from domain.services.media.uploads import UploadsService
from storage.media_files import MediaFolder
from tests.domain.conftest import MAYA, QUEEN_STREET, hire
from tests.fakes import PlainPictures
from tests.pictures import PICTURES
from tests.servers import free_port
from tests.ui.visitors import until
from ui.http import media, uploads
from ui.public import error_pages
from ui.security.session_guard import SessionGuard
from ui.security.site_config import SiteConfig

MARKUP = b"<html><script>alert(1)</script></html>"


class Inbox:
    """Bright Home with one conversation at Queen Street, and Green Fork next door."""

    def __init__(self, services, address, folder, ids):
        self.services = services
        self.address = address
        self.folder = folder
        self.ids = ids

    async def arrives(self, content, *, name="coat.jpg", media_type="image/jpeg", width=64):
        """A file in the conversation; its id."""
        file = StoredFile(
            name=name,
            media_type=media_type,
            content_hash=await self.services.files.store(content),
            size=len(content),
            width=width,
            height=width and 48,
        )
        async with self.services.store.transaction() as tx:
            message = await tx.messages.add_outbound(
                NewOutbound(
                    conversation_id=self.ids["conversation"],
                    author_id=self.ids["amira"],
                    author="Amira Benali",
                    client_key=f"key-{name}-{len(content)}",
                    text="",
                    notice=None,
                    at=self.services.clock.now(),
                    files=(file,),
                )
            )
        return message.attachments[0].id

    def files(self):
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


class Services:
    def __init__(self, store, clock, folder, address):
        self.store, self.clock = store, clock
        self.files = MediaFolder(folder, spare_bytes=0)
        parts = {"store": store, "clock": clock}
        pictures = PlainPictures()
        self.links = MediaLinks(secret_key="for tests", public_base_url=address, clock=clock)
        self.sign_in = SignInService(**parts, passwords=Argon2Passwords())
        self.uploads = UploadsService(**parts, files=self.files, pictures=pictures)
        self.media = MediaService(**parts, files=self.files, thumbnails=PICTURES, links=self.links)


@pytest.fixture
async def inbox(store, clock, tmp_path):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    services = Services(store, clock, tmp_path / "media", address)
    ids = await furnish(store, clock)
    config = SiteConfig(brand="Chatter", public_base_url=address, secret_key="for tests")
    site = FastAPI(openapi_url=None)
    site.include_router(media.routes(services))
    site.include_router(uploads.routes(services, silence_seconds=0.3))
    error_pages.register(site, config=config)
    people = {}
    site.add_middleware(SessionGuard, config=config, find_member=lambda token: find(people, token))
    async with served(site, port):
        inbox = Inbox(services, address, tmp_path / "media", ids)
        inbox.people = people
        people.update(everybody(ids))
        yield inbox


async def find(people, token):
    return people.get(token)


def everybody(ids):
    return {
        "amira": member("Amira Benali", ids["amira"], ids["bright"], {ids["queen"]}),
        "jonas": member("Jonas Cole", ids["jonas"], ids["bright"], {ids["harbour"]}),
        "olga": member("Olga Lindqvist", ids["olga"], ids["bright"], set(), is_admin=True),
        "gus": member("Gus Green", ids["gus"], ids["green"], set(), is_admin=True),
    }


def member(name, user_id, company_id, places, *, is_admin=False):
    return Member(
        user_id=user_id,
        sign_in_id=user_id,
        company_id=company_id,
        company="",
        name=name,
        is_admin=is_admin,
        may_converse=True,
        points_of_contact=frozenset(places),
    )


async def furnish(store, clock):
    async with store.transaction() as tx:
        bright = await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
        green = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        queen, harbour = [
            await tx.companies.add_point_of_contact(
                bright.id, name, app_number=number, is_default=True, at=clock.now()
            )
            for name, number in (("Queen Street", QUEEN_STREET), ("Harbour", "+14165550101"))
        ]
        conversation = await tx.conversations.add(
            NewConversation(
                company_id=bright.id,
                point_of_contact_id=queen.id,
                app_number=QUEEN_STREET,
                customer_number=MAYA,
                title=None,
                colour=3,
                started_at=clock.now(),
                started_by=None,
            )
        )
    ids = {"bright": bright.id, "green": green.id, "queen": queen.id, "harbour": harbour.id}
    for name, company in (
        ("Amira Benali", bright),
        ("Jonas Cole", bright),
        ("Olga Lindqvist", bright),
        ("Gus Green", green),
    ):
        hired = await hire(store, clock, company, name, [])
        ids[name.split()[0].lower()] = hired.user_id
    return {**ids, "conversation": conversation.id}


@asynccontextmanager
async def served(site, port):
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield
    server.should_exit = True
    await serving


@pytest.fixture
async def browser(inbox):
    """`browser("amira")` is signed in as her; without a name nobody is."""
    opened = []

    def browser(name=None):
        cookies = {"lc": name} if name else {}
        opened.append(httpx.AsyncClient(base_url=inbox.address, cookies=cookies))
        return opened[-1]

    yield browser
    for each in opened:
        await each.aclose()

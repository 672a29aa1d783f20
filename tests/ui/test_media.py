"""Files over HTTP, behind the real door: who gets which, and as what."""

import asyncio
import re
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
from tests.fakes import PlainPictures, photo
from tests.pictures import PICTURES
from tests.servers import free_port
from tests.ui.visitors import until
from ui.door.guard import Guard
from ui.door.house import House
from ui.routes import attachments, media, refusals

UPLOADS = "/live-conversations/attachments"
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
    house = House(brand="Chatter", public_base_url=address, secret_key="for tests")
    site = FastAPI(openapi_url=None)
    site.include_router(media.routes(services))
    site.include_router(attachments.routes(services, silence_seconds=0.3))
    refusals.register(site, house=house)
    people = {}
    site.add_middleware(Guard, house=house, find_member=lambda token: find(people, token))
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


async def upload(browser, content, *, key="file-0001", **query):
    return await browser.post(UPLOADS, params={"key": key, **query}, content=content)


# SPEC: MSG-5
async def test_a_picture_is_uploaded_previewed_and_removed(inbox, browser):
    amira = browser("amira")
    place = {"conversation": inbox.ids["conversation"]}

    answer = await upload(amira, photo(), name="coat.jpg", **place)
    again = await upload(amira, photo(), name="coat.jpg", **place)

    assert answer.status_code == 201
    row = answer.json()
    assert again.json() == row
    assert (row["name"], row["width"], row["height"]) == ("coat.jpg", 64, 48)
    assert (await amira.get(UPLOADS, params=place)).json() == [row]
    preview = await amira.get(row["preview"])
    assert (preview.content, preview.headers["content-type"]) == (photo(), "image/jpeg")
    for other in ("olga", "jonas", "gus"):
        assert (await browser(other).get(row["preview"])).status_code == 404
        assert (await browser(other).delete(f"{UPLOADS}/{row['id']}")).status_code == 204
    assert (await amira.get(UPLOADS, params=place)).json() == [row]
    assert (await amira.delete(f"{UPLOADS}/{row['id']}")).status_code == 204
    assert (await amira.get(row["preview"])).status_code == 404


async def test_nobody_uploads_into_conversations_of_others_or_without_a_sign_in(inbox, browser):
    place = {"conversation": inbox.ids["conversation"]}

    assert (await upload(browser("jonas"), photo(), **place)).status_code == 404
    assert (await upload(browser("gus"), photo(), **place)).status_code == 404
    assert (await upload(browser(), photo(), **place)).status_code == 401
    elsewhere = browser("amira")
    elsewhere.headers["Origin"] = "https://evil.example"
    assert (await upload(elsewhere, photo(), **place)).status_code == 403
    assert inbox.files() == []


# SPEC: MMS-1
# TRUST: 2.3-46
@pytest.mark.parametrize("content", [MARKUP, b"GIF89a", b"", b"\xff\xd8\xff half"])
async def test_what_is_no_picture_is_refused_with_a_reason(inbox, browser, content):
    answer = await upload(browser("amira"), content, name="coat.jpg")

    assert answer.status_code == 400
    assert "JPEG and PNG" in answer.json()["detail"]
    assert inbox.files() == []


# SPEC: MMS-4
# TRUST: 2.3-45
async def test_26_mb_are_refused_whether_announced_or_not(inbox, browser):
    async def unannounced():
        for _ in range(26):
            yield bytes(1_000_000)

    announced = await upload(browser("amira"), bytes(26_000_000))
    streamed = await upload(browser("amira"), unannounced())

    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert "25 MB" in answer.json()["detail"]
    assert inbox.files() == []


async def test_a_file_that_announces_26_mb_is_not_waited_for(inbox):
    _, port = inbox.address.rsplit(":", 1)
    reader, line = await asyncio.open_connection("127.0.0.1", int(port))
    line.write(
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        "Content-Length: 26000000\r\n\r\n".encode()
    )

    try:
        assert b" 413 " in await reader.readline()
    finally:
        line.close()


# TRUST: 2.3-45
async def test_a_body_that_stops_coming_is_not_waited_for(inbox):
    _, port = inbox.address.rsplit(":", 1)
    reader, line = await asyncio.open_connection("127.0.0.1", int(port))
    line.write(
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        f"Content-Length: {len(photo())}\r\n\r\n".encode()
        + photo()[:100]
    )

    try:
        assert b" 408 " in await reader.readline()
    finally:
        line.close()
    await until(lambda: not inbox.files())


async def test_an_upload_that_is_cut_leaves_nothing_and_can_be_repeated(inbox, browser):
    head = (
        f"POST {UPLOADS}?key=file-0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lc=amira\r\n"
        f"Content-Length: {len(photo())}\r\n\r\n"
    )
    port = int(inbox.address.rpartition(":")[2])
    _, line = await asyncio.open_connection("127.0.0.1", port)
    line.write(head.encode() + photo()[: len(photo()) // 2])
    await line.drain()
    await until(inbox.files)
    line.close()

    await until(lambda: not inbox.files())
    assert (await upload(browser("amira"), photo())).status_code == 201


@pytest.mark.parametrize(
    "query", [{"key": "short"}, {"key": "k" * 65}, {"key": "file-0001", "conversation": "x"}]
)
async def test_odd_questions_are_refused(inbox, browser, query):
    answer = await browser("amira").post(UPLOADS, params=query, content=photo())

    assert answer.status_code == 404


# SPEC: ACC-6
# TRUST: 2.3-29 2.3-48
async def test_only_who_may_see_the_conversation_sees_its_files_and_only_as_long(inbox, browser):
    coat = f"/media/{await inbox.arrives(photo())}"
    amira = browser("amira")

    seen = await amira.get(coat)
    assert (seen.status_code, seen.content) == (200, photo())
    for stranger in ("jonas", "gus"):
        for path in (coat, f"{coat}/thumbnail"):
            assert (await browser(stranger).get(path)).status_code == 404
    assert (await browser().get(coat)).status_code == 401
    assert (await browser("olga").get(coat)).status_code == 200
    assert (await amira.get("/media/999")).status_code == 404

    etag = {"If-None-Match": seen.headers["etag"]}
    assert (await amira.get(coat, headers=etag)).status_code == 304
    inbox.people["amira"] = inbox.people["jonas"]
    assert (await amira.get(coat, headers=etag)).status_code == 404


# SPEC: MMS-6
# TRUST: 2.3-47
async def test_a_picture_is_shown_and_anything_else_is_a_download(inbox, browser):
    amira = browser("amira")
    coat = await amira.get(f"/media/{await inbox.arrives(photo())}")
    page = await amira.get(
        f"/media/{await inbox.arrives(MARKUP, name='“evil”.html', media_type='text/html')}"
    )

    for answer in (coat, page):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cache-control"] == "private, no-cache"
    assert coat.headers["content-type"] == "image/jpeg"
    assert coat.headers["content-disposition"] == "inline; filename*=UTF-8''coat.jpg"
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E2%80%9Cevil%E2%80%9D.html"
    )


# TRUST: 2.3-47
@pytest.mark.parametrize(
    "media_type",
    [
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
        "application/pdf",
        "text/vcard",
        "image/tiff",
    ],
)
async def test_whatever_a_browser_could_run_is_a_download_of_no_kind(inbox, browser, media_type):
    """Even by those who have the link for the carrier: a sandbox runs nothing."""
    evil = await inbox.arrives(MARKUP, name="evil", media_type=media_type)

    page = await browser("amira").get(f"/media/{evil}")
    linked = await browser().get(inbox.services.links.to(evil))

    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment;")
    for answer in (page, linked):
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_thumbnail_is_a_small_jpeg(inbox, browser):
    amira = browser("amira")
    large = photo(2000, 1000)
    coat = await inbox.arrives(large, width=2000)
    page = await inbox.arrives(MARKUP, name="page.html", media_type="text/html", width=None)

    thumbnail = await amira.get(f"/media/{coat}/thumbnail")

    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert len(thumbnail.content) < len(large)
    assert (await amira.get(f"/media/{page}/thumbnail")).status_code == 404


# SPEC: MMS-6
# TRUST: 2.3-48
async def test_the_carrier_fetches_what_it_has_a_link_to(inbox, browser):
    coat = await inbox.arrives(photo())
    link = inbox.services.links.to(coat)
    twilio = browser()

    asked, fetched = await twilio.head(link), await twilio.get(link)

    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == str(len(photo()))
    assert fetched.content == photo()
    for answer in (asked, fetched):
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == 'inline; filename="coat.jpg"'
        assert answer.headers["cache-control"] == "private"
        assert answer.headers["x-robots-tag"] == "noindex"
    assert (await twilio.get(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
    assert (await twilio.get("/m/" + "A" * 64)).status_code == 404
    inbox.services.clock.pass_by(hours=49)
    assert (await twilio.get(link)).status_code == 404


# TRUST: 2.3-50
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "coat.jpg\r\nSet-Cookie: lc=1\r\n\r\n<script>",
        'coat"; filename="evil.exe',
        "coat.jpg; filename*=UTF-8''evil.exe",
        "写真 – Mäntel 🧥.jpg",
        "\u202egpj.exe",
        "x" * 300,
        "\0",
        "",
    ],
)
async def test_a_name_neither_leads_anywhere_nor_writes_headers(inbox, browser, name):
    """Files lie under their hashes; a name only ever travels in one header, escaped."""
    coat = await inbox.arrives(photo(), name=name)

    shown = await browser("amira").get(f"/media/{coat}")
    linked = await browser().get(inbox.services.links.to(coat))

    for answer in (shown, linked):
        assert (answer.status_code, answer.content) == (200, photo())
        assert "set-cookie" not in answer.headers
    assert re.fullmatch(
        r"inline; filename\*=UTF-8''[A-Za-z0-9._~%-]*", shown.headers["content-disposition"]
    )
    assert re.fullmatch(
        r'inline; filename="[A-Za-z0-9-]{1,16}\.jpg"', linked.headers["content-disposition"]
    )
    assert [len(file) for file in inbox.files()] == [64]

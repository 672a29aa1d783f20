"""A small house behind the real session guard, served as in earnest, and people with browsers."""

import gc
import logging
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from fastapi import FastAPI, Request
from nicegui import ui
from nicegui.testing.general import nicegui_reset_globals

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.gateways.totp import Totp
from domain.model.errors import UnknownConversation
from domain.model.users import NewUser
from domain.services.accounts.forgotten_password import ForgottenPasswordService
from domain.services.accounts.link_emails import AccountEmails
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.operator import OperatorService
from domain.services.admin.setup import SetupService
from tests.domain.conftest import house as house
from tests.servers import free_port
from tests.support import desk
from tests.support.serving import served as served
from tests.ui.visitors import Visitor
from ui.access import conversing_viewer, viewer
from ui.http import session
from ui.public import error_pages, forgotten_password, set_up, sign_in
from ui.security.install import Security
from ui.security.site_config import SiteConfig


@pytest.fixture(scope="session", autouse=True)
def quick_collections():
    """NiceGUI's reset collects garbage twice a test, among all that was ever imported."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def services(request, store, clock, hub):
    """Those of the guard, or of all plain pages where the test asks for their letter box."""
    parts = {"store": store, "clock": clock, "passwords": Argon2Passwords()}
    phones, accounts = PhoneNumbers(), SignInService(**parts)
    few = SimpleNamespace(
        hub=hub,
        sign_in=accounts,
        forgotten_password=ForgottenPasswordService(
            store=store, clock=clock, account_emails=AccountEmails(mail=None, public_base_url="")
        ),
        administration=OperatorService(**parts, phones=phones),
        setup=SetupService(**parts, phones=phones),
        two_factor=TwoFactorService(**parts, codes=Totp("Chatter"), sign_in=accounts),
    )
    if "letter_box" not in request.fixturenames:
        return few
    letter_box = request.getfixturevalue("letter_box")
    return desk.all_plain(few, store=store, clock=clock, hub=hub, letter_box=letter_box)


@pytest.fixture
async def bright_home(store, clock, password_hash):
    """Amira answers, Olga is in charge, Nora has no access to the feature."""
    async with store.transaction() as tx:
        company = await tx.companies.add("Bright Home", live_conversations=True, at=clock.now())
        for name in ("Amira Benali", "Olga Lindqvist", "Nora Petit"):
            new = NewUser(
                company_id=company.id,
                email=f"{name.split()[0].lower()}@bright.test",
                name=name,
                is_admin=name.startswith("Olga"),
                may_converse=not name.startswith("Nora"),
                password_hash=password_hash,
            )
            await tx.users.add(new, at=clock.now())


@pytest.fixture
def pressed():
    """Who pressed the button in the room, and from where."""
    return []


@pytest.fixture
def open_house(services, pressed):
    """`async with open_house() as address:`; settings of the house may differ."""

    @asynccontextmanager
    async def open_house(*, look_every=0.05, **differing):
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        usual = {"brand": "Chatter", "public_base_url": address, "secret_key": "for tests"}
        config = SiteConfig(**usual | differing)
        with nicegui_reset_globals():
            site = build(services, config, pressed, look_every=look_every)
            async with served(site, port):
                yield address

    return open_house


def build(services, config, pressed, *, look_every) -> FastAPI:
    security = Security(services.sign_in, hub=services.hub, config=config, look_every=look_every)

    @asynccontextmanager
    async def lifespan(_site):
        async with security.running():
            yield

    site = FastAPI(lifespan=lifespan, openapi_url=None)
    for module in (sign_in, forgotten_password, set_up, session):
        site.include_router(module.routes(services, config=config))
    furnish(site, pressed)
    ui.run_with(site, show_welcome_message=False)
    error_pages.register(site, config=config)
    security.install(site)
    return site


def furnish(site: FastAPI, pressed: list[str]) -> None:
    """A room with a button, rooms that go wrong, and a webhook."""

    @ui.page("/")
    async def room(request: Request) -> None:
        who = viewer(request).name
        ui.label(f"Hello {who} <script>alert(1)</script>")
        ui.button("Press", on_click=lambda: pressed.append(who))

    @ui.page("/live-conversations")
    async def live_conversations(request: Request) -> None:
        ui.label(f"Welcome {conversing_viewer(request).name}")

    @ui.page("/live-conversations/404")
    async def missing() -> None:
        raise UnknownConversation

    @ui.page("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret recipe")

    @site.get("/cellar")
    async def cellar() -> None:
        raise RuntimeError("the secret recipe")

    @site.post("/webhooks/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}


@pytest.fixture
def nothing_breaks(caplog):
    caplog.set_level(logging.WARNING)

    def check():
        broken = [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]
        assert [(each.name, each.getMessage(), each.exc_info) for each in broken] == []

    return check


@pytest.fixture
async def address(request, services, open_house, bright_home):
    plain = "letter_box" in request.fixturenames
    async with desk.at_the_desk(services) if plain else open_house() as address:
        yield address


@pytest.fixture
async def visitor(address):
    """`visitor()` is somebody new with a browser of their own."""
    arrived = []

    def visitor(**headers) -> Visitor:
        arrived.append(Visitor(address, **headers))
        return arrived[-1]

    yield visitor
    for somebody in arrived:
        await somebody.leave()


@pytest.fixture
async def amira(visitor):
    """Signed in, on a browser of her own."""
    amira = visitor()
    await amira.sign_in("amira@bright.test")
    return amira

"""Bright Home with all its pages, for tests that ask for its letter box."""

from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from nicegui import ui
from nicegui.testing.general import nicegui_reset_globals

from domain.gateways.metrics import Metrics
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.users import NewUser
from domain.ports.diagnostics import ConnectionProblem, PublicAddress, Unreachable
from domain.ports.notifications import Mail
from domain.services.accounts.forgotten_password import ForgottenPasswordService
from domain.services.accounts.link_emails import AccountEmails
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.profile import ProfileService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.company import CompanyService
from domain.services.admin.users import UsersService
from domain.services.inbox.conversation_list import ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.dashboard import DashboardService
from domain.services.inbox.templates import TemplatesService
from domain.services.messaging.inbound import InboundService
from domain.services.notifications.push_subscriptions import PushSubscriptionsService
from domain.services.operations.diagnostics.public_url import PublicUrlCheck
from domain.services.operations.diagnostics.runner import Diagnostics
from domain.services.operations.diagnostics.twilio import AccountCheck
from domain.services.operations.monitor import SystemMonitor
from tests.servers import free_port
from tests.support.diagnostics import ScriptedDesk, number_at_twilio, standing
from tests.support.serving import served
from ui.app import PAGES, PLAIN
from ui.frame.pages import Pages
from ui.public import error_pages
from ui.security.install import Security
from ui.security.site_config import SiteConfig


class LetterBox(Mail):
    """Takes letters, and goes wrong on request."""

    def __init__(self):
        self.letters = []
        self.trouble = None

    async def send(self, letter):
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)


class NoAddress(PublicAddress):
    """Twilio cannot reach this house."""

    url = "https://inbox.test"

    async def get(self, path, *, head=False):
        raise Unreachable(ConnectionProblem.REFUSED)

    async def post_signed(self, path, form, headers):
        raise Unreachable(ConnectionProblem.REFUSED)

    async def is_served(self):
        return True


DESK = ScriptedDesk(
    standing=standing(answered_at=None),
    numbers=[number_at_twilio(inbound_url="https://old.test/sms?a=1&b=<b>")],
)


@pytest.fixture
def letter_box():
    return LetterBox()


def all_plain(services, *, store, clock, hub, letter_box):
    """What the plain pages need."""
    parts = {"store": store, "clock": clock}
    phones = PhoneNumbers()
    letters = AccountEmails(mail=letter_box, public_base_url="https://inbox.bright.test")
    services.forgotten_password = ForgottenPasswordService(**parts, account_emails=letters)
    return SimpleNamespace(
        **vars(services),
        diagnostics=Diagnostics(
            **parts,
            account=DESK,
            account_check=AccountCheck(DESK, clock=clock, public_base_url="https://inbox.test"),
            public_url_check=PublicUrlCheck(NoAddress(), secret_key="for tests", is_called=True),
            messages_per_second=1,
        ),
        company=CompanyService(**parts, phones=phones),
        push_subscriptions=PushSubscriptionsService(
            **parts, push=SimpleNamespace(public_key="our key")
        ),
        conversations=ConversationsService(**parts),
        conversation_list=ConversationListService(store=parts["store"], phones=PhoneNumbers()),
        inbound=InboundService(**parts),
        one_time_links=OneTimeLinksService(**parts, passwords=Argon2Passwords()),
        audit_log=AuditLogService(store=store),
        account_emails=letters,
        dashboard=DashboardService(**parts),
        users=UsersService(**parts, sign_in=services.sign_in),
        profile=ProfileService(**parts, phones=phones, sign_in=services.sign_in),
        templates=TemplatesService(**parts),
        monitor=SystemMonitor(**parts, hub=hub, metrics=Metrics()),
    )


@asynccontextmanager
async def at_the_desk(services):
    """Bright Home behind its real session guard, with every page."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    config = SiteConfig(brand="Chatter", public_base_url=address, secret_key="for tests")
    with nicegui_reset_globals():
        security = Security(services.sign_in, hub=services.hub, config=config, look_every=0.05)

        @asynccontextmanager
        async def lifespan(_site):
            async with security.running():
                yield

        site = FastAPI(lifespan=lifespan, openapi_url=None)
        for module in PLAIN:
            site.include_router(module.routes(services, config=config))
        pages = Pages(services, config)
        for page in PAGES:
            page.register(pages)
        ui.run_with(site, show_welcome_message=False)
        error_pages.register(site, config=config)
        security.install(site)
        async with served(site, port):
            yield address


@pytest.fixture
async def olga(visitor):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    return olga


@pytest.fixture
async def queen_street(store, clock, bright_home):
    async with store.transaction() as tx:
        company = await tx.companies.get_by_name("Bright Home")
        return await tx.companies.add_point_of_contact(
            company.id, "Queen Street", app_number="+14165550100", is_default=True, at=clock.now()
        )


@pytest.fixture
async def foreign(store, clock, password_hash):
    """Ids of Green Fork, of which nobody at Bright Home may hear."""
    async with store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        place = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
        template = await tx.companies.add_template(fork.id, name="Table", text="Confirmed.")
        new = NewUser(
            company_id=fork.id,
            email="dana@fork.test",
            name="Dana Kim",
            is_admin=True,
            may_converse=True,
            password_hash=password_hash,
        )
        user_id = await tx.users.add(new, at=clock.now())
        sign_in = await tx.users.add_sign_in(
            user_id, token_hash="a hash", at=clock.now(), address="-", device="-"
        )
    return {"place": place.id, "template": template.id, "user": user_id, "sign_in": sign_in}

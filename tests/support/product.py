"""The whole product, wired and served as in earnest, and Jonas at his browser."""

import asyncio
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing

import pytest
from nicegui.testing.general import nicegui_reset_globals

from domain.gateways.clock import SystemClock
from domain.gateways.settings import read_settings
from domain.wiring import App
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET
from tests.servers import free_port
from tests.support.serving import served
from tests.ui.visitors import Visitor
from ui.app import build_app
from ui.security.site_config import SiteConfig

MINE, ELSEWHERE, FOREIGN = "Mine to answer", "Meant for the harbour", "Of another company"
NOT_MINE = """
    SELECT id FROM conversations
    WHERE point_of_contact_id != (SELECT min(id) FROM points_of_contact)
"""
OF_CONVERSATIONS = (
    f"SELECT * FROM conversations WHERE id IN ({NOT_MINE})",
    f"SELECT * FROM messages WHERE conversation_id IN ({NOT_MINE})",
    f"SELECT * FROM timeline WHERE conversation_id IN ({NOT_MINE})",
    f"SELECT * FROM read_marks WHERE conversation_id IN ({NOT_MINE})",
    f"SELECT * FROM drafts WHERE conversation_id IN ({NOT_MINE})",
    f"SELECT * FROM draft_attachments WHERE conversation_id IN ({NOT_MINE})",
    "SELECT * FROM companies",
    "SELECT * FROM points_of_contact",
    "SELECT * FROM templates",
    "SELECT * FROM users WHERE id NOT IN (SELECT user_id FROM sign_ins)",
    "SELECT * FROM assignments",
)


@pytest.fixture
def parts(migrated_database, tmp_path):
    """The product as it is wired in earnest."""
    shutil.copy(migrated_database, tmp_path / "live-conversations.db")
    return App(
        read_settings(
            data_dir=tmp_path,
            public_base_url="http://127.0.0.1",
            twilio_account_sid="AC" + "1" * 32,
            twilio_auth_token="for-tests",
            twilio_api_base_url="http://127.0.0.1:9",
        )
    )


@asynccontextmanager
async def opened(parts, **differing):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    usual = {"brand": "Chatter", "public_base_url": address, "secret_key": "for tests"}
    config = SiteConfig(**usual | differing)

    @asynccontextmanager
    async def running():
        telling = asyncio.create_task(parts.services.hub.run(parts.store, SystemClock()))
        yield
        telling.cancel()

    with nicegui_reset_globals():
        site = build_app(parts.services, config=config, running=running)
        async with served(site, port):
            yield address, site


@pytest.fixture
async def fork(store, clock, house):
    """Green Fork, of which nobody at Bright Home may hear; a customer has written to it."""
    async with store.transaction() as tx:
        company = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        await tx.companies.add_point_of_contact(
            company.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
    await house.text_in(MINE, sender=MAYA, to=QUEEN_STREET)
    await house.text_in(ELSEWHERE, sender=DANA, to=HARBOUR)
    await house.text_in(FOREIGN, sender=DANA, to="+14165550190")


@pytest.fixture
async def jonas(house, parts, fork, password_hash):
    """He works at Queen Street, and at nothing else; his browser is signed in."""
    async with house.store.transaction() as tx:
        await tx.users.set_password(house.jonas.user_id, password_hash)
    async with opened(parts) as (address, site):
        visitor = Visitor(address)
        visitor.site = site
        await visitor.sign_in("jonas@bright.test")
        yield visitor
        await visitor.leave()


@pytest.fixture
def beyond_his_scope(parts, tmp_path):
    def rows():
        path = tmp_path / "live-conversations.db"
        with closing(sqlite3.connect(path)) as connection:
            return [connection.execute(statement).fetchall() for statement in OF_CONVERSATIONS]

    return rows

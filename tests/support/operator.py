"""The operator of Bright Home, and what the house knows of it afterwards."""

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.operator import OperatorService
from domain.services.admin.setup import SetupService

PASSWORD = "a winter coat on hold"
QUEEN_STREET = "+14165550100"


@pytest.fixture
def parts(store, clock):
    return {"store": store, "clock": clock, "passwords": Argon2Passwords()}


@pytest.fixture
def accounts(parts):
    return SignInService(**parts)


@pytest.fixture
def administration(parts):
    return OperatorService(**parts, phones=PhoneNumbers())


@pytest.fixture
def set_up(parts):
    return SetupService(**parts, phones=PhoneNumbers())


@pytest.fixture
async def bright_home(administration):
    return await administration.create_company("Bright Home", live_conversations=True)


@pytest.fixture
def hire(administration, bright_home):
    async def hire(email="amira@bright.test", *, name="Amira Benali", **more):
        return await administration.create_user(email, name=name, company="Bright Home", **more)

    return hire


@pytest.fixture
def sign_in(accounts):
    async def sign_in(email, password):
        return await accounts.sign_in(email, password, address="192.0.2.10", device="Firefox")

    return sign_in


async def audit_log(store, company_id):
    async with store.reading() as stored:
        entries = await stored.audit.page(company_id, before=None, limit=50)
    return [(entry.by, entry.deed, entry.object_id) for entry in reversed(entries)]

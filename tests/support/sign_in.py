"""Amira, who signs in at the office."""

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.errors import WrongCredentials
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.operator import OperatorService

AMIRA, PASSWORD = "amira@bright.test", "a winter coat on hold"
OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


@pytest.fixture
def passwords():
    return Argon2Passwords()


@pytest.fixture
async def accounts(store, clock, passwords):
    """Those of Bright Home, where Amira works."""
    parts = {"store": store, "clock": clock, "passwords": passwords}
    administration = OperatorService(**parts, phones=PhoneNumbers())
    await administration.create_company("Bright Home", live_conversations=True)
    await administration.create_user(
        AMIRA, name="Amira Benali", company="Bright Home", password=PASSWORD
    )
    return SignInService(**parts)


@pytest.fixture
def sign_in(accounts):
    async def sign_in(password=PASSWORD, *, email=AMIRA, address=OFFICE, browser=""):
        return await accounts.sign_in(
            email, password, address=address, device="Firefox", browser=browser
        )

    return sign_in


async def fails(sign_in, times, **attempt):
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await sign_in(**attempt)

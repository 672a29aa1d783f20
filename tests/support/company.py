"""Olga and the operator, who set up Bright Home, and a company beside it."""

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.services.admin.company import CompanyService
from domain.services.admin.operator import OperatorService
from tests.fakes import QuickPasswords

OTHERS, FREE, SET_ASIDE = "+14165550190", "+14165550180", "+14165550170"


@pytest.fixture
def company(store, clock):
    return CompanyService(store=store, clock=clock, phones=PhoneNumbers())


@pytest.fixture
def operator(store, clock):
    return OperatorService(
        store=store, clock=clock, passwords=QuickPasswords(), phones=PhoneNumbers()
    )


@pytest.fixture
async def green_fork(store, clock):
    async with store.transaction() as tx:
        other = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        return await tx.companies.add_point_of_contact(
            other.id, "Kitchen", app_number=OTHERS, is_default=True, at=clock.now()
        )

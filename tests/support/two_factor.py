"""Amira, Olga, and a phone that makes codes."""

import pyotp
import pytest

from domain.gateways.phones import PhoneNumbers
from domain.gateways.totp import Totp
from domain.model.two_factor_errors import CodeNeeded, WrongCode
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.company import CompanyService
from domain.services.admin.operator import OperatorService
from tests.fakes import QuickPasswords

AMIRA, OLGA = "amira@bright.test", "olga@bright.test"
PASSWORD = "a winter coat on hold"
OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.7"
HERE = {"address": OFFICE, "device": "Firefox"}


class Desk:
    """The use cases, and a phone that makes codes from the key it was given."""

    def __init__(self, store, clock) -> None:
        parts = {"store": store, "clock": clock, "passwords": QuickPasswords()}
        self.store, self.clock = store, clock
        self.accounts = SignInService(**parts)
        self.two_step = TwoFactorService(**parts, codes=Totp("Chatter"), sign_in=self.accounts)
        self.administration = OperatorService(**parts, phones=PhoneNumbers())
        self.company = CompanyService(store=store, clock=clock, phones=PhoneNumbers())
        self.key = ""

    def restarted(self) -> "Desk":
        again = Desk(self.store, self.clock)
        again.key = self.key
        return again

    def code(self, *, later=0) -> str:
        """What the phone shows now; or some seconds later."""
        return pyotp.TOTP(self.key).at(self.clock.now().timestamp() + later)

    def wrong_code(self) -> str:
        return f"{(int(self.code()) + 500_000) % 1_000_000:06}"

    async def set_up(self, by) -> tuple[str, ...]:
        """Switch it on; a minute later the code of then is used up, and others are good."""
        await self.two_step.begin(PASSWORD, by=by)
        self.key = "".join((await self.two_step.status(by=by)).set_up.groups)
        codes = await self.two_step.confirm(self.code(), by=by)
        self.clock.pass_by(minutes=1)
        return codes

    async def half_way(self, email=AMIRA, *, address=OFFICE) -> str:
        """Past the password."""
        with pytest.raises(CodeNeeded) as asked:
            await self.accounts.sign_in(email, PASSWORD, address=address, device="Firefox")
        return asked.value.pending_token

    async def sign_in(self, code, *, address=OFFICE):
        half_way = await self.half_way(address=address)
        return await self.two_step.sign_in(half_way, code, address=address, device="Firefox")

    async def fails(self, times, **attempt) -> None:
        for _ in range(times):
            with pytest.raises(WrongCode):
                await self.sign_in(self.wrong_code(), **attempt)

    async def audit_log(self, by) -> list[str]:
        """What was done, newest first, but the founding and the coming and going."""
        async with self.store.reading() as stored:
            entries = await stored.audit.page(by.company_id)
        return [
            each.deed
            for each in entries
            if not each.deed.startswith("signed") and "created" not in each.deed
        ]


@pytest.fixture
def desk(store, clock):
    return Desk(store, clock)


@pytest.fixture
async def amira(desk):
    """She works at Bright Home, and has signed in with her password alone."""
    await desk.administration.create_company("Bright Home", live_conversations=True)
    return await hired(desk, AMIRA, "Amira Benali")


@pytest.fixture
async def olga(desk, amira):
    return await hired(desk, OLGA, "Olga Lindqvist", is_admin=True)


async def hired(desk, email, name, **more):
    await desk.administration.create_user(
        email, name=name, company="Bright Home", password=PASSWORD, **more
    )
    _, member = await desk.accounts.sign_in(email, PASSWORD, **HERE)
    return member

"""Stories about two-step sign-in: Amira has a phone that makes codes, and may lose it."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pyotp
import pytest

from domain.gateways.phones import PhoneNumbers
from domain.gateways.totp import QUIET_ZONE, Totp
from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import NotPermitted, TooManyFailures, UnknownUser, WrongCredentials
from domain.model.events import AccessChanged
from domain.model.two_factor_errors import (
    CodeNeeded,
    OwnTwoFactor,
    PendingSignInExpired,
    ReauthenticationFailed,
    TwoStepIsOff,
    TwoStepIsOn,
    TwoStepNotBegun,
    WrongCode,
)
from domain.services.accounts.login_throttle import PER_ACCOUNT, PER_ADDRESS
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


# TRUST: 2.3-9
async def test_once_it_is_on_the_password_alone_opens_nothing(desk, amira):
    await desk.set_up(amira)

    half_way = await desk.half_way()
    assert await desk.accounts.member(half_way) is None
    token, member = await desk.two_step.sign_in(half_way, desk.code(), **HERE)

    assert await desk.accounts.member(token) == member
    assert member.name == "Amira Benali"
    with pytest.raises(WrongCredentials):
        await desk.accounts.sign_in(AMIRA, "a guess of some length", **HERE)


async def test_blanks_and_dashes_in_a_code_are_no_matter(desk, amira):
    recovery_codes = await desk.set_up(amira)
    code = desk.code()

    await desk.sign_in(f" {code[:3]} {code[3:]} ")
    await desk.sign_in(recovery_codes[0].replace(" ", "-"))


async def test_nothing_is_asked_before_a_first_code_was_right(desk, amira):
    with pytest.raises(TwoStepNotBegun):
        await desk.two_step.confirm("123456", by=amira)
    await desk.two_step.begin(PASSWORD, by=amira)
    desk.key = "".join((await desk.two_step.status(by=amira)).set_up.groups)
    with pytest.raises(WrongCode):
        await desk.two_step.confirm(desk.wrong_code(), by=amira)

    await desk.accounts.sign_in(AMIRA, PASSWORD, **HERE)
    assert not (await desk.two_step.status(by=amira)).is_on


# TRUST: 2.3-9
async def test_the_key_is_shown_only_while_it_is_being_set_up(desk, amira):
    assert (await desk.two_step.status(by=amira)).set_up is None
    await desk.two_step.begin(PASSWORD, by=amira)
    first = await desk.two_step.status(by=amira)
    await desk.set_up(amira)

    assert desk.key not in "".join(first.set_up.groups)  # each beginning has a key of its own
    assert (await desk.two_step.status(by=amira)).set_up is None
    with pytest.raises(TwoStepIsOn):
        await desk.two_step.begin(PASSWORD, by=amira)
    with pytest.raises(TwoStepIsOn):
        await desk.two_step.confirm(desk.code(), by=amira)


# TRUST: 2.3-9
async def test_a_code_that_was_used_is_refused(desk, amira):
    await desk.set_up(amira)
    code, earlier = desk.code(), desk.code(later=-30)
    await desk.sign_in(code)

    for used_up in (code, earlier):
        with pytest.raises(WrongCode):
            await desk.sign_in(used_up)
    desk.clock.pass_by(seconds=30)
    await desk.sign_in(desk.code())


async def test_the_code_that_switched_it_on_signs_nobody_in(desk, amira):
    await desk.two_step.begin(PASSWORD, by=amira)
    desk.key = "".join((await desk.two_step.status(by=amira)).set_up.groups)
    code = desk.code()
    await desk.two_step.confirm(code, by=amira)

    with pytest.raises(WrongCode):
        await desk.sign_in(code)


async def test_one_code_given_twice_at_once_is_used_once(desk, amira):
    await desk.set_up(amira)
    code = desk.code()
    first, second = await desk.half_way(), await desk.half_way()

    outcomes = await asyncio.gather(
        *(desk.two_step.sign_in(each, code, **HERE) for each in (first, second)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, WrongCode) for outcome in outcomes) == 1


# TRUST: 2.3-9
@pytest.mark.parametrize(
    ("later", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
async def test_the_clock_of_a_phone_may_be_one_step_off(desk, amira, later, is_good):
    await desk.set_up(amira)
    desk.clock.pass_by(minutes=5)
    code = desk.code(later=later)

    if is_good:
        await desk.sign_in(code)
    else:
        with pytest.raises(WrongCode):
            await desk.sign_in(code)


@pytest.mark.parametrize("written", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "0" * 20, "\0"])
async def test_what_is_no_code_is_a_wrong_one(desk, amira, written):
    await desk.set_up(amira)

    with pytest.raises(WrongCode):
        await desk.sign_in(written)


# TRUST: 2.3-9
async def test_each_recovery_code_works_once(desk, amira):
    codes = await desk.set_up(amira)
    assert len(set(codes)) == 10

    await desk.sign_in(codes[3])
    with pytest.raises(WrongCode):
        await desk.sign_in(codes[3])

    assert (await desk.two_step.status(by=amira)).codes_left == 9
    assert "recovery code used" in await desk.audit_log(amira)


# TRUST: 2.3-9
async def test_neither_recovery_codes_nor_tokens_lie_in_the_database(desk, amira, tmp_path):
    codes = await desk.set_up(amira)
    half_way = await desk.half_way()

    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    for secret in (*codes, *(code.replace(" ", "") for code in codes), half_way):
        assert secret.encode() not in stored


async def test_new_recovery_codes_are_the_end_of_the_old_ones(desk, amira):
    old = await desk.set_up(amira)
    with pytest.raises(ReauthenticationFailed):
        await desk.two_step.renew_recovery_codes("a guess", by=amira)

    new = await desk.two_step.renew_recovery_codes(PASSWORD, by=amira)

    with pytest.raises(WrongCode):
        await desk.sign_in(old[0])
    await desk.sign_in(new[0])


# TRUST: 2.3-5 2.3-9
async def test_after_five_wrong_codes_even_a_right_one_has_to_wait_also_after_a_restart(
    desk, amira
):
    await desk.set_up(amira)
    half_way = await desk.half_way()
    await desk.fails(PER_ACCOUNT)

    for again in (desk, desk.restarted()):
        with pytest.raises(TooManyFailures, match="Wait 15 minutes"):
            await again.two_step.sign_in(half_way, again.code(), **HERE)
        with pytest.raises(TooManyFailures):
            await again.accounts.sign_in(AMIRA, PASSWORD, **HERE)
    desk.clock.pass_by(minutes=15, seconds=1)
    await desk.sign_in(desk.code())


# TRUST: 2.3-5
async def test_a_right_password_forgives_no_wrong_code(desk, amira):
    """Or whoever knows the password could guess at codes for ever."""
    await desk.set_up(amira)

    await desk.fails(PER_ACCOUNT)

    with pytest.raises(TooManyFailures):
        await desk.half_way()


async def test_an_address_that_guesses_at_codes_has_to_wait(desk, amira):
    await desk.set_up(amira)
    for _ in range(PER_ADDRESS // PER_ACCOUNT):
        await desk.fails(PER_ACCOUNT - 1, address=ELSEWHERE)
        desk.clock.pass_by(seconds=30)
        await desk.sign_in(desk.code())  # forgives the account, not the address
    await desk.fails(PER_ACCOUNT - 1, address=ELSEWHERE)

    with pytest.raises(TooManyFailures):
        await desk.sign_in(desk.code(later=30), address=ELSEWHERE)


# TRUST: 2.3-9
async def test_a_pending_sign_in_lasts_ten_minutes_and_leads_in_once(desk, amira):
    await desk.set_up(amira)
    used, late = await desk.half_way(), await desk.half_way()
    await desk.two_step.sign_in(used, desk.code(), **HERE)

    desk.clock.pass_by(minutes=9)
    with pytest.raises(PendingSignInExpired):
        await desk.two_step.sign_in(used, desk.code(), **HERE)
    await desk.two_step.sign_in(await desk.half_way(), desk.code(), **HERE)
    desk.clock.pass_by(minutes=1, seconds=1)
    for token in (late, "made-up", ""):
        with pytest.raises(PendingSignInExpired):
            await desk.two_step.sign_in(token, desk.code(), **HERE)


# TRUST: 2.3-7
async def test_a_reset_ends_pending_sign_ins_and_switches_nothing_off(desk, amira):
    await desk.set_up(amira)
    half_way = await desk.half_way()

    await desk.administration.reset_password(AMIRA, password=PASSWORD)

    with pytest.raises(PendingSignInExpired):
        await desk.two_step.sign_in(half_way, desk.code(), **HERE)
    await desk.sign_in(desk.code())


# TRUST: 2.3-9
async def test_switching_off_needs_the_password_or_a_code_and_few_tries(desk, amira):
    for kind in ("password", "code", "recovery code"):
        codes = await desk.set_up(amira)
        proof = {"password": PASSWORD, "code": desk.code(), "recovery code": codes[0]}[kind]
        await desk.two_step.switch_off(proof, by=amira)
        await desk.accounts.sign_in(AMIRA, PASSWORD, **HERE)

    await desk.set_up(amira)
    for _ in range(PER_ACCOUNT):
        with pytest.raises(ReauthenticationFailed):
            await desk.two_step.switch_off("a guess", by=amira)
    with pytest.raises(TooManyFailures):
        await desk.two_step.switch_off(PASSWORD, by=amira)
    assert (await desk.two_step.status(by=amira)).is_on


async def test_what_is_off_cannot_be_switched_off_or_have_codes(desk, amira):
    with pytest.raises(TwoStepIsOff):
        await desk.two_step.switch_off(PASSWORD, by=amira)
    with pytest.raises(TwoStepIsOff):
        await desk.two_step.renew_recovery_codes(PASSWORD, by=amira)


# TRUST: 2.3-9
async def test_olga_switches_it_off_for_amira_who_lost_her_phone(desk, amira, olga):
    await desk.set_up(amira)

    await desk.two_step.switch_off_for(amira.user_id, by=olga)

    await desk.accounts.sign_in(AMIRA, PASSWORD, **HERE)
    assert (await desk.two_step.status(by=amira)).codes_left == 0
    with pytest.raises(TwoStepIsOff):
        await desk.two_step.switch_off_for(amira.user_id, by=olga)


# TRUST: 2.3-9
async def test_nobody_switches_it_off_for_themselves_or_for_who_is_above_them(
    desk, amira, olga, store
):
    await desk.set_up(olga)
    with pytest.raises(OwnTwoFactor):
        await desk.two_step.switch_off_for(olga.user_id, by=olga)
    with pytest.raises(NotPermitted, match="manage users"):
        await desk.two_step.switch_off_for(olga.user_id, by=amira)
    with pytest.raises(UnknownUser):
        await desk.two_step.switch_off_for(999_999, by=olga)
    async with store.transaction() as tx:
        user = await tx.users.get(amira.user_id, company_id=amira.company_id)
        await tx.users.save(replace(user, manages_users=True))
    _, manager = await desk.accounts.sign_in(AMIRA, PASSWORD, **HERE)
    with pytest.raises(NotPermitted, match="administrators"):
        await desk.two_step.switch_off_for(olga.user_id, by=manager)


# TRUST: 2.3-9
async def test_the_operator_switches_it_off_for_the_only_administrator(desk, olga):
    await desk.set_up(olga)

    await desk.administration.switch_off_two_step(" Olga@bright.test")

    await desk.accounts.sign_in(OLGA, PASSWORD, **HERE)
    with pytest.raises(TwoStepIsOff):
        await desk.administration.switch_off_two_step(OLGA)
    with pytest.raises(UnknownUser):
        await desk.administration.switch_off_two_step("nobody@bright.test")


# TRUST: 2.3-9
async def test_where_it_is_required_who_has_none_owes_it_at_once(desk, amira, olga, published):
    with pytest.raises(NotPermitted):
        await desk.company.require_two_step(True, by=amira)
    token, before = await desk.accounts.sign_in(AMIRA, PASSWORD, **HERE)
    assert not before.must_set_up_two_factor

    await desk.company.require_two_step(True, by=olga)

    assert any(isinstance(event, AccessChanged) for event in published)
    assert (await desk.accounts.member(token)).must_set_up_two_factor
    assert (await desk.two_step.status(by=amira)).is_required
    await desk.set_up(amira)
    assert not (await desk.accounts.member(token)).must_set_up_two_factor
    await desk.two_step.switch_off(PASSWORD, by=amira)
    assert (await desk.accounts.member(token)).must_set_up_two_factor
    await desk.company.require_two_step(False, by=olga)
    assert not (await desk.accounts.member(token)).must_set_up_two_factor


async def test_the_audit_log_tells_of_each_change(desk, amira, olga):
    codes = await desk.set_up(amira)
    await desk.fails(1)
    await desk.sign_in(codes[0])
    await desk.two_step.renew_recovery_codes(PASSWORD, by=amira)
    await desk.two_step.switch_off(PASSWORD, by=amira)
    await desk.set_up(amira)
    await desk.two_step.switch_off_for(amira.user_id, by=olga)
    await desk.set_up(amira)
    await desk.administration.switch_off_two_step(AMIRA)
    await desk.company.require_two_step(True, by=olga)
    await desk.company.require_two_step(True, by=olga)

    assert list(reversed(await desk.audit_log(amira))) == [
        "two-step sign-in switched on",
        "wrong code",
        "recovery code used",
        "new recovery codes made",
        "two-step sign-in switched off",
        "two-step sign-in switched on",
        "two-step sign-in switched off for a user",
        "two-step sign-in switched on",
        "two-step sign-in switched off by the operator",
        "company changed",
    ]


async def test_the_log_names_no_key_and_no_code(desk, amira, caplog):
    caplog.set_level("DEBUG")
    codes = await desk.set_up(amira)
    wrong = desk.wrong_code()
    await desk.fails(1)
    await desk.sign_in(codes[0])

    for secret in (desk.key, wrong, *codes, *(code.replace(" ", "") for code in codes)):
        assert secret not in caplog.text


# What apps are given


def test_codes_are_those_of_the_standard():
    """The example of RFC 6238, cut to six digits."""
    codes, key = Totp("Chatter"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert codes.matching_step(code, key, at=at) == seconds // 30


def test_a_key_is_long_and_comes_in_groups_that_can_be_typed():
    codes = Totp("Chatter & Co")
    key = codes.new_key()
    paper = codes.enrolment(key, account=AMIRA)

    assert len(key) == 32  # 160 bits
    assert "".join(paper.groups) == key
    assert {len(group) for group in paper.groups} == {4}
    asked = pyotp.parse_uri(paper.address)
    assert (asked.secret, asked.issuer, asked.name) == (key, "Chatter & Co", AMIRA)


def test_the_picture_is_a_square_with_its_margin_and_three_corners():
    picture = Totp("Chatter").enrolment("GEZDGNBVGY3TQOJQ" * 2, account=AMIRA).qr_code
    squares = re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.path)
    assert "".join(f"M{x} {y}h1v1h-1z" for x, y in squares) == picture.path
    dark = {(int(x), int(y)) for x, y in squares}

    last = picture.side - QUIET_ZONE
    assert all(QUIET_ZONE <= x < last and QUIET_ZONE <= y < last for x, y in dark)
    for left, top in ((QUIET_ZONE, QUIET_ZONE), (last - 7, QUIET_ZONE), (QUIET_ZONE, last - 7)):
        assert {(left + across, top) for across in range(7)} <= dark


# FAULT: A-1
async def test_a_changed_password_ends_sign_ins_that_wait_for_their_code(desk, amira):
    await desk.set_up(amira)
    half_way = await desk.half_way()

    await desk.accounts.change_password(PASSWORD, "the harbour at low tide", by=amira)

    with pytest.raises(PendingSignInExpired):
        await desk.two_step.sign_in(half_way, desk.code(), **HERE)


# FAULT: A-10
async def test_it_is_set_up_only_with_the_password(desk, amira):
    for password, refusal in (("", PasswordNeeded), ("a guess", WrongPassword)):
        with pytest.raises(refusal):
            await desk.two_step.begin(password, by=amira)

    assert (await desk.two_step.status(by=amira)).set_up is None

"""Stories about signing in with a code: which ones are right, and how often one may try."""

import asyncio

import pytest

from domain.model.errors import TooManyFailures, WrongCredentials
from domain.model.two_factor_errors import PendingSignInExpired, TwoStepNotBegun, WrongCode
from domain.services.accounts.login_throttle import PER_ACCOUNT, PER_ADDRESS
from tests.support.two_factor import AMIRA, ELSEWHERE, HERE, PASSWORD
from tests.support.two_factor import amira as amira
from tests.support.two_factor import desk as desk


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


# FAULT: A-1
async def test_a_changed_password_ends_sign_ins_that_wait_for_their_code(desk, amira):
    await desk.set_up(amira)
    half_way = await desk.half_way()

    await desk.accounts.change_password(PASSWORD, "the harbour at low tide", by=amira)

    with pytest.raises(PendingSignInExpired):
        await desk.two_step.sign_in(half_way, desk.code(), **HERE)

"""Stories about two-step sign-in: Amira has a phone that makes codes, and may lose it."""

from dataclasses import replace

import pytest

from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import NotPermitted, TooManyFailures, UnknownUser
from domain.model.events import AccessChanged
from domain.model.two_factor_errors import (
    OwnTwoFactor,
    ReauthenticationFailed,
    TwoStepIsOff,
    TwoStepIsOn,
)
from domain.services.accounts.login_throttle import PER_ACCOUNT
from tests.support.two_factor import AMIRA, HERE, OLGA, PASSWORD
from tests.support.two_factor import amira as amira
from tests.support.two_factor import desk as desk
from tests.support.two_factor import olga as olga


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


# FAULT: A-10
async def test_it_is_set_up_only_with_the_password(desk, amira):
    for password, refusal in (("", PasswordNeeded), ("a guess", WrongPassword)):
        with pytest.raises(refusal):
            await desk.two_step.begin(password, by=amira)

    assert (await desk.two_step.status(by=amira)).set_up is None

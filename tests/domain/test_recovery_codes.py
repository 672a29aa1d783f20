"""Stories about the codes that Amira has written down in case she loses her phone."""

import pytest

from domain.model.two_factor_errors import ReauthenticationFailed, WrongCode
from tests.support.two_factor import PASSWORD
from tests.support.two_factor import amira as amira
from tests.support.two_factor import desk as desk


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

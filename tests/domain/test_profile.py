"""Stories about Amira's own account."""

import pytest

from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import PasswordNeeded, WrongPassword
from domain.model.errors import NotAPhoneNumber, Required, UnknownSignIn, UnknownTimeZone
from domain.services.accounts.profile import ProfileService
from domain.services.accounts.sign_in import SignInService

PASSWORD = "a winter coat on hold"
NEW_PASSWORD = "a summer coat on hold"


@pytest.fixture
def profile(store, clock, accounts):
    return ProfileService(store=store, clock=clock, phones=PhoneNumbers(), sign_in=accounts)


@pytest.fixture
async def accounts(store, clock, house):
    async with store.transaction() as tx:
        for member in (house.amira, house.jonas):
            await tx.users.set_password(member.user_id, await Argon2Passwords().hash(PASSWORD))
    return SignInService(store=store, clock=clock, passwords=Argon2Passwords())


@pytest.fixture
def sign_in(accounts):
    async def sign_in(name="amira", password=PASSWORD):
        email = f"{name}@bright.test"
        return await accounts.sign_in(email, password, address="192.0.2.1", device="Firefox")

    return sign_in


async def test_amira_changes_what_is_known_of_her(house, profile):
    await profile.change(
        name=" Amira  Haddad ",
        phone="(416) 555-0199",
        time_zone="Europe/Paris",
        password=PASSWORD,
        by=house.amira,
    )

    amira = await profile.get(by=house.amira)
    assert (amira.name, amira.time_zone) == ("Amira Haddad", "Europe/Paris")
    assert amira.phone.endswith("4165550199")


async def test_what_cannot_be_is_refused_and_nothing_changes(house, profile):
    before = await profile.get(by=house.amira)
    good = {"name": "Amira", "phone": "", "time_zone": ""}

    for bad, refusal in (
        ({"name": " "}, Required),
        ({"phone": "hello"}, NotAPhoneNumber),
        ({"time_zone": "Mars/Olympus"}, UnknownTimeZone),
        ({"time_zone": "../etc/passwd"}, UnknownTimeZone),
    ):
        with pytest.raises(refusal):
            await profile.change(**good | bad, by=house.amira)

    assert await profile.get(by=house.amira) == before


# SPEC: ACC-8
# TRUST: 2.3-17
async def test_amira_sees_where_she_is_signed_in_and_ends_one(profile, accounts, sign_in):
    phone, _ = await sign_in()
    desk, amira = await sign_in()
    _, jonas = await sign_in("jonas")
    held = await profile.sign_ins(by=amira)
    assert [each.device for each in held] == ["Firefox", "Firefox"]

    await profile.end_sign_in(held[1].id, by=amira)

    assert await accounts.member(phone) is None
    assert await accounts.member(desk)
    for unknown in (held[1].id, jonas.sign_in_id, 999_999):
        with pytest.raises(UnknownSignIn):
            await profile.end_sign_in(unknown, by=amira)


# SPEC: ACC-8
# TRUST: 2.3-8
async def test_a_new_password_can_end_every_other_sign_in(accounts, sign_in):
    phone, _ = await sign_in()
    desk, amira = await sign_in()

    await accounts.change_password(PASSWORD, NEW_PASSWORD, by=amira, leave_elsewhere=True)

    assert await accounts.member(phone) is None
    assert await accounts.member(desk)


# FAULT: A-10
async def test_the_phone_for_alerts_is_changed_only_with_the_password(house, profile):
    known = {"name": "Amira Benali", "time_zone": ""}
    for password, refusal in (("", PasswordNeeded), ("a guess", WrongPassword)):
        with pytest.raises(refusal):
            await profile.change(**known, phone="+14165550199", password=password, by=house.amira)
    assert (await profile.get(by=house.amira)).phone is None

    await profile.change(**known, phone="+14165550199", password=PASSWORD, by=house.amira)
    await profile.change(name="Amira H", phone="+14165550199", time_zone="", by=house.amira)

    with pytest.raises(PasswordNeeded):
        await profile.change(**known, phone="", by=house.amira)

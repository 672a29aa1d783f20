"""Stories about the operator, who opens companies and lets users in."""

import pytest

from domain.model.errors import (
    AlreadyTaken,
    NotAnEmailAddress,
    NotAPhoneNumber,
    Required,
    TextTooLong,
    UnknownCompany,
    UnknownPointOfContact,
    UnknownUser,
    WeakPassword,
    WrongCredentials,
)
from domain.model.events import SignedOut
from domain.model.settings_errors import Unreadable
from tests.support.operator import PASSWORD, QUEEN_STREET, audit_log
from tests.support.operator import accounts as accounts
from tests.support.operator import administration as administration
from tests.support.operator import bright_home as bright_home
from tests.support.operator import hire as hire
from tests.support.operator import parts as parts
from tests.support.operator import sign_in as sign_in


async def test_a_user_signs_in_with_the_password_that_was_made_up(hire, sign_in):
    access = await hire()

    _, amira = await sign_in(access.email, access.password)

    assert amira.company == "Bright Home"
    assert not amira.is_admin
    assert len(access.password) >= 16


async def test_no_two_users_get_the_same_password(hire):
    amira, jonas = await hire(), await hire("jonas@bright.test", name="Jonas Cole")

    assert amira.password != jonas.password


# SPEC: ACC-6
async def test_a_user_works_with_the_points_of_contact_named_and_no_others(
    administration, hire, sign_in
):
    number = {"number": QUEEN_STREET, "company": "Bright Home"}
    queen_street = await administration.create_point_of_contact("Queen Street", **number)
    await administration.create_point_of_contact("Harbour", **number)

    access = await hire(points_of_contact=["Queen Street"])

    _, amira = await sign_in(access.email, access.password)
    assert amira.points_of_contact == {queen_street.id}


async def test_what_cannot_be_a_user_is_refused_and_nothing_is_stored(hire, sign_in):
    with pytest.raises(NotAnEmailAddress, match="“amira”"):
        await hire("amira")
    with pytest.raises(Required, match="name of the user"):
        await hire(name="  ")
    with pytest.raises(WeakPassword):
        await hire(password="secret")
    with pytest.raises(UnknownPointOfContact):
        await hire(points_of_contact=["Nowhere"], password=PASSWORD)

    with pytest.raises(WrongCredentials):
        await sign_in("amira@bright.test", PASSWORD)


async def test_an_address_belongs_to_one_user(hire):
    await hire("amira@bright.test")

    with pytest.raises(AlreadyTaken):
        await hire("Amira@Bright.test")


async def test_a_company_has_a_name_of_its_own(administration, bright_home):
    with pytest.raises(AlreadyTaken):
        await administration.create_company(" Bright  Home ", live_conversations=True)
    with pytest.raises(Required):
        await administration.create_company("", live_conversations=True)


# FAULT: S-7
async def test_names_fit_on_a_line_and_can_be_read(administration, bright_home, hire):
    number = {"number": QUEEN_STREET, "company": "Bright Home"}
    for name, refusal, said in (
        ("x" * 101, TextTooLong, "100 characters is the limit"),
        ("Queen\x1b[31m", Unreadable, "characters that cannot be read"),
        ("Queen\ud83d", Unreadable, "characters that cannot be read"),
    ):
        for attempt in (
            administration.create_company(name, live_conversations=True),
            administration.create_point_of_contact(name, **number),
            hire(name=name),
        ):
            with pytest.raises(refusal, match=said):
                await attempt

    # Joiners hold emoji and Persian words together.
    for name in ("x" * 100, "👩‍🔧 کتاب‌خانه", "Zoë O’Neill-Łukasz"):
        place = await administration.create_point_of_contact(name, **number)
        assert place.name == name


async def test_a_company_that_is_not_there_is_named_in_the_refusal(administration):
    with pytest.raises(UnknownCompany, match="Green Fork"):
        await administration.create_user("dana@fork.test", name="Dana", company="Green Fork")


async def test_an_app_number_is_taken_as_people_write_it(administration, bright_home):
    place = await administration.create_point_of_contact(
        "Queen Street", number="(416) 555-0100", company="Bright Home"
    )

    assert place.app_number == QUEEN_STREET


async def test_what_nobody_could_dial_is_no_app_number(administration, bright_home):
    for written in ("", "hello", "555-0100", "+1 416 555 01", "+1 416 555 0100 ext. 3"):
        with pytest.raises(NotAPhoneNumber):
            await administration.create_point_of_contact(
                "Queen Street", number=written, company="Bright Home"
            )


# SPEC: CLO-3
async def test_the_first_point_of_contact_at_a_number_is_its_default(administration, bright_home):
    number = {"number": QUEEN_STREET, "company": "Bright Home"}

    first = await administration.create_point_of_contact("Queen Street", **number)
    second = await administration.create_point_of_contact("Harbour", **number)

    assert first.is_default
    assert not second.is_default


async def test_two_companies_never_share_a_number(administration, bright_home):
    await administration.create_company("Green Fork", live_conversations=True)
    await administration.create_point_of_contact(
        "Queen Street", number=QUEEN_STREET, company="Bright Home"
    )

    with pytest.raises(AlreadyTaken):
        await administration.create_point_of_contact(
            "Kitchen", number=QUEEN_STREET, company="Green Fork"
        )


# SPEC: ACC-1
async def test_switching_the_feature_off_and_on_again(administration, accounts, hire, sign_in):
    access = await hire()
    token, _ = await sign_in(access.email, access.password)

    await administration.switch_feature("Bright Home", on=False)
    assert not (await accounts.member(token)).may_converse

    await administration.switch_feature("Bright Home", on=True)
    assert (await accounts.member(token)).may_converse


# FAULT: T-4
# SPEC: ACC-1
async def test_what_customers_write_while_the_feature_is_off_is_kept(administration, house):
    await administration.switch_feature("Bright Home", on=False)

    await house.text_in("Are you still there?")

    await administration.switch_feature("Bright Home", on=True)
    (row,) = await house.listed()
    assert row.preview.text == "Are you still there?"
    assert row.unread


async def test_resetting_a_password_signs_the_user_out_everywhere(
    administration, accounts, hire, sign_in, published
):
    old = await hire()
    tokens = [(await sign_in(old.email, old.password))[0] for _ in range(2)]
    ended = [(await accounts.member(token)).sign_in_id for token in tokens]

    new = await administration.reset_password("Amira@bright.test")

    assert [await accounts.member(token) for token in tokens] == [None, None]
    assert [each.sign_in_id for each in published if isinstance(each, SignedOut)] == ended
    with pytest.raises(WrongCredentials):
        await sign_in(old.email, old.password)
    await sign_in(new.email, new.password)


async def test_after_a_reset_nobody_waits_for_the_failures_of_before(administration, hire, sign_in):
    amira = await hire()
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await sign_in(amira.email, "guess")

    new = await administration.reset_password(amira.email)

    await sign_in(new.email, new.password)


async def test_the_password_of_nobody_cannot_be_reset(administration, bright_home):
    with pytest.raises(UnknownUser, match=r"nobody@bright\.test"):
        await administration.reset_password("nobody@bright.test")


# FAULT: A-2
async def test_every_deed_of_the_operator_is_in_the_audit_log(
    administration, bright_home, hire, store
):
    amira = await hire()
    olga = await hire("olga@bright.test", name="Olga Lindqvist", is_admin=True)
    place = await administration.create_point_of_contact(
        "Queen Street", number=QUEEN_STREET, company="Bright Home"
    )
    await administration.switch_feature("Bright Home", on=False)
    await administration.switch_feature("Bright Home", on=True)
    await administration.reset_password("amira@bright.test")

    assert await audit_log(store, bright_home.id) == [
        (None, "company created", bright_home.id),
        (None, "user created", amira.user_id),
        (None, "administrator created", olga.user_id),
        (None, "point of contact added", place.id),
        (None, "Live Conversations switched off", bright_home.id),
        (None, "Live Conversations switched on", bright_home.id),
        (None, "password reset", amira.user_id),
    ]

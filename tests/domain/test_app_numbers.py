"""Stories about numbers: whose they are, and which points of contact share them."""

import pytest

from domain.model.access_errors import NumberNotAssigned
from domain.model.errors import AlreadyTaken, NumberInUse, UnknownPointOfContact
from tests.domain.conftest import MAYA, QUEEN_STREET
from tests.support.company import FREE, OTHERS, SET_ASIDE
from tests.support.company import company as company
from tests.support.company import green_fork as green_fork
from tests.support.company import operator as operator


# SPEC: ACC-9 CLO-3
async def test_olga_opens_a_place_that_shares_a_number_and_makes_it_the_default(house, company):
    await company.open_point_of_contact("Workshop", "+1 416 555 0100", by=house.olga)
    workshop = (await company.points_of_contact(by=house.olga))[-1]
    assert (workshop.app_number, workshop.is_default) == (QUEEN_STREET, False)

    await company.change_point_of_contact(
        workshop.id, name="The Workshop", number=QUEEN_STREET, is_default=True, by=house.olga
    )

    places = await company.points_of_contact(by=house.olga)
    defaults = [place.name for place in places if place.is_default]
    assert defaults == ["Harbour", "The Workshop"]


async def test_a_number_always_has_one_default(house, company):
    async def change(place, number, *, is_default=False):
        await company.change_point_of_contact(
            place.id, name=place.name, number=number, is_default=is_default, by=house.olga
        )

    await change(house.harbour, QUEEN_STREET)
    await change(house.queen_street, FREE)

    places = await company.points_of_contact(by=house.olga)
    assert [(place.app_number, place.is_default) for place in places] == [
        (QUEEN_STREET, True),
        (FREE, True),
    ]


async def test_a_number_that_customers_text_with_or_of_another_company_stays(
    house, company, green_fork
):
    await house.conversation_with(MAYA)
    kept = {"name": "Queen Street", "is_default": True, "by": house.olga}

    with pytest.raises(NumberInUse):
        await company.change_point_of_contact(house.queen_street.id, number=FREE, **kept)
    with pytest.raises(NumberNotAssigned):
        await company.change_point_of_contact(house.harbour.id, number=OTHERS, **kept)
    with pytest.raises(NumberNotAssigned):
        await company.open_point_of_contact("Kitchen", OTHERS, by=house.olga)
    with pytest.raises(UnknownPointOfContact):
        await company.change_point_of_contact(green_fork.id, number=FREE, **kept)


# SPEC: CLO-6
# FAULT: A-16 A-6
async def test_unrouted_messages_are_shown_to_whom_they_can_only_belong(
    house, company, store, clock, operator
):
    await house.text_in("Anyone there?", to=FREE)
    assert [text.text for text in await company.unrouted(by=house.olga)] == ["Anyone there?"]

    async with store.transaction() as tx:
        await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
    assert await company.unrouted(by=house.olga) == []
    assert await operator.unrouted() == {FREE: 1}

    await operator.create_point_of_contact("New", number=FREE, company="Bright Home")
    assert await operator.unrouted() == {}
    assert [text.text for text in await company.unrouted(by=house.olga)] == ["Anyone there?"]


# FAULT: A-16
async def test_where_companies_share_a_server_the_operator_says_whose_a_number_is(
    house, company, green_fork, operator
):
    """What Olga reads about a number tells her nothing of the others."""
    said = set()
    for number in (FREE, OTHERS, SET_ASIDE):
        if number == SET_ASIDE:
            await operator.set_notification_number("Green Fork", SET_ASIDE)
        for attempt in (
            company.open_point_of_contact("New", number, by=house.olga),
            company.set_notification_number(number, by=house.olga),
            company.change_point_of_contact(
                house.harbour.id, name="Harbour", number=number, is_default=True, by=house.olga
            ),
        ):
            with pytest.raises(NumberNotAssigned) as refusal:
                await attempt
            said.add(str(refusal.value).replace(number, ""))
    assert len(said) == 1

    with pytest.raises(AlreadyTaken):
        await operator.create_point_of_contact("New", number=SET_ASIDE, company="Bright Home")
    await operator.create_point_of_contact("New", number=FREE, company="Bright Home")
    await company.open_point_of_contact("Beside it", FREE, by=house.olga)
    await company.set_notification_number(QUEEN_STREET, by=house.olga)

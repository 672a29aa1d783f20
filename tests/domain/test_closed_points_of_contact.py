"""Stories about points of contact at which no conversation begins any more."""

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.access_errors import PointOfContactClosed
from domain.services.admin.company import CompanyService
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET


# FAULT: A-6
async def test_at_a_closed_place_conversations_go_on_and_none_begins(house, store, clock):
    company = CompanyService(store=store, clock=clock, phones=PhoneNumbers())
    conversation = await house.conversation_with(MAYA)

    await company.close_point_of_contact(house.queen_street.id, by=house.olga)

    await house.text_in("Is my coat there?", sender=MAYA)
    await house.send(conversation, "It is.")
    assert [message.text for message in await house.log(conversation)][1:] == [
        "Is my coat there?",
        "It is.",
    ]
    await house.text_in("Hello?", sender=DANA)
    assert len(await house.listed()) == 1
    assert [text.text for text in await company.unrouted(by=house.olga)] == ["Hello?"]
    with pytest.raises(PointOfContactClosed, match="Queen Street is closed"):
        await house.start(number=DANA)
    assert [place.name for place in (await house.start_service.options(by=house.amira)).places] == [
        "Harbour"
    ]
    elsewhere = await house.conversation_with(DANA, to=HARBOUR)
    with pytest.raises(PointOfContactClosed):
        await house.conversations.move(elsewhere.id, house.queen_street.id, by=house.amira)

    await company.reopen_point_of_contact(house.queen_street.id, by=house.olga)
    await house.start(number=DANA)


# FAULT: A-6
async def test_of_two_places_at_a_number_the_open_one_takes_what_is_new(house, store, clock):
    company = CompanyService(store=store, clock=clock, phones=PhoneNumbers())
    await company.open_point_of_contact("Annex", QUEEN_STREET, by=house.olga)

    await company.close_point_of_contact(house.queen_street.id, by=house.olga)

    await house.text_in("Hello", sender=DANA)
    (listed,) = await house.listed(by=house.olga)
    assert listed.point_of_contact == "Annex"

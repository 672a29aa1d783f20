"""The very first start: Dana sets up her company by a link, once."""

import pytest

from tests.ui.visitors import PASSWORD, Visitor, alert, token_in, value_of

NEW_COMPANY = {
    "company": "Green Fork",
    "name": "Dana Kim",
    "email": "dana@fork.test",
    "password": PASSWORD,
}


@pytest.fixture
async def empty_house(open_house):
    async with open_house() as address:
        dana = Visitor(address)
        yield dana
        await dana.leave()


async def filled_in(dana, link, **fields):
    form = await dana.get(f"/set-up/{link}")
    return await dana.post(f"/set-up/{link}", token=token_in(form), **fields)


async def test_dana_sets_up_her_company_and_is_in(services, empty_house):
    dana, link = empty_house, await services.setup.link()

    answer = await filled_in(dana, link, **NEW_COMPANY)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await dana.get("/session")).json() == {"name": "Dana Kim", "company": "Green Fork"}


async def test_the_set_up_page_works_once(services, empty_house):
    dana, link = empty_house, await services.setup.link()
    await filled_in(dana, link, **NEW_COMPANY)

    answer = await dana.get(f"/set-up/{link}")

    assert answer.status_code == 410
    assert "expired or was used already" in answer.text


async def test_a_link_that_was_made_up_leads_nowhere(empty_house):
    assert (await empty_house.get("/set-up/made-up")).status_code == 410


async def test_what_is_wrong_is_said_and_what_was_typed_stays_but_the_password(
    services, empty_house
):
    dana, link = empty_house, await services.setup.link()

    answer = await filled_in(dana, link, **NEW_COMPANY | {"password": "too short"})

    assert answer.status_code == 422
    assert "at least 12 characters" in alert(answer)
    assert value_of("company", answer) == "Green Fork"
    assert 'value="too short"' not in answer.text

"""Ready-made texts, and what is filled into them."""

import pytest

from domain.model.errors import (
    AlreadyTaken,
    NotPermitted,
    Required,
    TextTooLong,
    UnknownPlaceholder,
    UnknownTemplate,
)
from domain.services.inbox.templates import TemplatesService


# SPEC: MSG-3
async def test_a_company_has_its_own_templates_in_their_order(house):
    async with house.store.transaction() as tx:
        other = await tx.companies.add("Green Fork", live_conversations=True, at=house.clock.now())
        await tx.companies.add_template(house.company.id, name="Hours", text="We open at 9.")
        await tx.companies.add_template(other.id, name="Table", text="Your table is confirmed.")
        await tx.companies.add_template(house.company.id, name="Ready", text="It is ready.")
    templates = TemplatesService(store=house.store, clock=house.clock)

    assert [each.name for each in await templates.all(by=house.amira)] == ["Hours", "Ready"]
    with pytest.raises(NotPermitted):
        await templates.all(by=house.nora)


@pytest.fixture
def templates(house):
    return TemplatesService(store=house.store, clock=house.clock)


# SPEC: ACC-9 MSG-3
async def test_olga_writes_templates_and_puts_them_in_her_order(house, templates):
    for name in ("Hours", "Ready", "Photo"):
        await templates.add(name, "Hi {customer}, {agent} of {location} here.", by=house.olga)
    hours, ready, photo = await templates.editable(by=house.olga)

    await templates.move_up(photo.id, by=house.olga)
    await templates.change(ready.id, name="Ready!", text="Come\r\nby.", by=house.olga)
    await templates.delete(hours.id, by=house.olga)

    told = [(each.name, each.text) for each in await templates.all(by=house.amira)]
    assert told == [("Photo", photo.text), ("Ready!", "Come\nby.")]


async def test_a_placeholder_that_nothing_stands_for_is_refused_by_name(house, templates):
    with pytest.raises(UnknownPlaceholder) as refusal:
        await templates.add("Hours", "Hi {name}!", by=house.olga)

    assert str(refusal.value) == (
        "There is no placeholder {name}. Known are {customer}, {location}, {agent}."
    )


async def test_a_template_needs_a_name_of_its_own_a_text_and_room_in_a_message(house, templates):
    await templates.add("Hours", "9 to 5.", by=house.olga)

    with pytest.raises(AlreadyTaken):
        await templates.add("Hours", "10 to 6.", by=house.olga)
    with pytest.raises(Required):
        await templates.add("Empty", "  ", by=house.olga)
    with pytest.raises(TextTooLong):
        await templates.add("Novel", "a" * 1601, by=house.olga)


async def test_templates_of_another_company_do_not_exist(house, templates, store, clock):
    async with store.transaction() as tx:
        other = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        table = await tx.companies.add_template(other.id, name="Table", text="Confirmed.")

    for attempt in (
        templates.change(table.id, name="Mine", text="Mine.", by=house.olga),
        templates.delete(table.id, by=house.olga),
        templates.move_up(table.id, by=house.olga),
    ):
        with pytest.raises(UnknownTemplate):
            await attempt
    async with store.reading() as stored:
        assert await stored.companies.templates(other.id) == [table]

"""Companies, their points of contact and templates, as they are stored."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from domain.model.errors import AlreadyTaken, UnknownCompany, UnknownPointOfContact
from tests.storage.conftest import HARBOUR, QUEEN_STREET


async def test_a_company_comes_back_as_it_was_saved(office):
    changed = replace(
        office.company, legal_notice="Reply STOP to opt out.", time_zone="America/Toronto"
    )
    async with office.store.transaction() as tx:
        await tx.companies.save(changed)

    async with office.store.reading() as stored:
        assert await stored.companies.get(office.company.id) == changed
        assert await stored.companies.get_by_name("Bright Home") == changed
        with pytest.raises(UnknownCompany):
            await stored.companies.get_by_name("Dull Home")
        assert await stored.companies.exist()


async def test_an_empty_database_has_no_company(store):
    async with store.reading() as stored:
        assert not await stored.companies.exist()


async def test_two_companies_cannot_have_one_name(office):
    with pytest.raises(AlreadyTaken):
        async with office.store.transaction() as tx:
            await tx.companies.add("Bright Home", live_conversations=True, at=office.clock.now())


async def test_the_default_point_of_contact_of_a_shared_number_answers_first(office):
    async with office.store.transaction() as tx:
        attic = await tx.companies.add_point_of_contact(
            office.company.id,
            "Attic",
            app_number=HARBOUR,
            is_default=False,
            at=office.clock.now(),
        )

    async with office.store.reading() as stored:
        assert await stored.companies.points_of_contact_for(HARBOUR) == [office.harbour, attic]
        assert await stored.companies.points_of_contact_for("+14165559999") == []


async def test_a_number_has_one_default_only(office):
    with pytest.raises(IntegrityError):
        async with office.store.transaction() as tx:
            await tx.companies.add_point_of_contact(
                office.company.id,
                "Attic",
                app_number=QUEEN_STREET,
                is_default=True,
                at=office.clock.now(),
            )


# SPEC: ACC-6
async def test_points_of_contact_outside_the_scope_do_not_exist(office):
    async with office.store.reading() as stored:
        everywhere = await stored.companies.points_of_contact(office.everywhere)
        jonas = await stored.companies.points_of_contact(office.only(office.queen_street))
        with pytest.raises(UnknownPointOfContact):
            await stored.companies.point_of_contact(
                office.harbour.id, within=office.only(office.queen_street)
            )

    assert everywhere == [office.harbour, office.queen_street]
    assert jonas == [office.queen_street]


async def test_templates_are_listed_as_they_came(office):
    async with office.store.transaction() as tx:
        thanks = await tx.companies.add_template(
            office.company.id, name="Thanks", text="Thank you!"
        )
        hours = await tx.companies.add_template(office.company.id, name="Hours", text="9 to 5.")

    async with office.store.reading() as stored:
        assert await stored.companies.templates(office.company.id) == [thanks, hours]

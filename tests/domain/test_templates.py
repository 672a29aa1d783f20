import pytest

from domain.model.errors import NotPermitted
from domain.services.templates import TemplatesService


# SPEC: MSG-3
async def test_a_company_has_its_own_templates_in_their_order(house):
    async with house.store.transaction() as tx:
        other = await tx.companies.add("Green Fork", live_conversations=True, at=house.clock.now())
        await tx.companies.add_template(house.company.id, name="Hours", text="We open at 9.")
        await tx.companies.add_template(other.id, name="Table", text="Your table is confirmed.")
        await tx.companies.add_template(house.company.id, name="Ready", text="It is ready.")
    templates = TemplatesService(store=house.store)

    assert [each.name for each in await templates.all(by=house.amira)] == ["Hours", "Ready"]
    with pytest.raises(NotPermitted):
        await templates.all(by=house.nora)

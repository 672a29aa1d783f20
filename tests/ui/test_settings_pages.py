"""Who may see the settings of a company, and that nothing of another company is among them."""

import re
from dataclasses import replace

import pytest

from domain.gateways.clock import SystemClock
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.model.audit import AuditAction, NewAuditEntry
from domain.model.errors import UnknownMessage, UnknownPointOfContact, UnknownTemplate
from domain.services.admin.operator import OperatorService
from tests.support.plain_pages import ADMINISTRATORS, FRAMED
from tests.support.product import opened
from tests.ui.visitors import Visitor

PAGES = [
    path.format(place_id=1, template_id=1) for path, who in FRAMED.items() if who == ADMINISTRATORS
]


@pytest.fixture
async def sits_down(house, parts, password_hash):
    """`await sits_down("olga")`: a browser that is signed in."""
    async with house.store.transaction() as tx:
        for member in (house.amira, house.jonas, house.olga, house.nora):
            await tx.users.set_password(member.user_id, password_hash)
        await tx.companies.add_template(house.company.id, name="Ready", text="It is ready.")
    visitors = []
    async with opened(parts) as (address, _):

        async def sits_down(name: str) -> Visitor:
            visitors.append(Visitor(address))
            if name:
                await visitors[-1].sign_in(f"{name}@bright.test")
            return visitors[-1]

        yield sits_down
        for visitor in visitors:
            await visitor.leave()


@pytest.fixture
async def foreign(house, clock):
    """Ids of Green Fork, of which nobody at Bright Home may hear."""
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        place = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
        template = await tx.companies.add_template(fork.id, name="Table", text="Confirmed.")
    return place.id, template.id


def sentence(answer):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(text.split())


# SPEC: ACC-2 ACC-4 ACC-9
async def test_only_administrators_see_the_settings_and_others_are_told_whom_to_ask(
    sits_down, house
):
    async with house.store.transaction() as tx:
        nora = await tx.users.get(house.nora.user_id, company_id=house.company.id)
        await tx.users.save(replace(nora, manages_users=True))
    olga, stranger = await sits_down("olga"), await sits_down("")

    for somebody in (await sits_down("amira"), await sits_down("nora")):
        for path in PAGES:
            answer = await somebody.get(path)
            assert answer.status_code == 403, path
            assert "Ask an administrator" in answer.text
    for path in PAGES:
        assert (await olga.get(path)).status_code == 200, path
        led = (await stranger.get(path)).headers["location"]
        assert led.startswith("/sign-in"), path


# TRUST: 2.3-21
async def test_what_belongs_to_another_company_reads_as_what_was_made_up(sits_down, house, foreign):
    olga, jonas = await sits_down("olga"), await sits_down("jonas")
    place_id, template_id = foreign
    await house.text_in("For the harbour", to=house.harbour.app_number)

    for reader, path, number in (
        (olga, "/settings/points-of-contact/{}", place_id),
        (olga, "/settings/templates/{}", template_id),
        (jonas, "/live-conversations/{}/move", 1),
    ):
        answers = [await reader.get(path.format(each)) for each in (number, 999_999)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({sentence(answer) for answer in answers}) == 1
        assert "does not exist, or is not one of yours" in answers[0].text


# TRUST: 2.3-21
async def test_no_wish_of_hers_reaches_another_company(house, parts, foreign):
    olga, services = house.olga, parts.services
    place_id, template_id = foreign
    await house.text_in("Is it ready?", to="+14165550177")
    with_fields = {"name": "X", "number": "+14165550101", "is_default": False}

    for refusal, wish in (
        (
            UnknownPointOfContact,
            services.company.change_point_of_contact(place_id, **with_fields, by=olga),
        ),
        (UnknownPointOfContact, services.company.close_point_of_contact(place_id, by=olga)),
        (UnknownPointOfContact, services.company.reopen_point_of_contact(place_id, by=olga)),
        (UnknownPointOfContact, services.diagnostics.set_webhook(place_id, by=olga)),
        (UnknownPointOfContact, services.inbound.route(1, place_id, by=olga)),
        (UnknownMessage, services.inbound.route(1, house.harbour.id, by=olga)),
        (UnknownTemplate, services.templates.change(template_id, name="X", text="X", by=olga)),
        (UnknownTemplate, services.templates.move_up(template_id, by=olga)),
        (UnknownTemplate, services.templates.move_to_top(template_id, by=olga)),
        (UnknownTemplate, services.templates.delete(template_id, by=olga)),
    ):
        with pytest.raises(refusal):
            await wish
    async with house.store.reading() as stored:
        assert await stored.audit.page(house.company.id) == []


async def test_addresses_that_make_no_sense_lead_nowhere_and_break_nothing(sits_down):
    olga = await sits_down("olga")

    for written in ("0", "-1", "x", "9" * 30, "1.5", "%00"):
        for page in ("points-of-contact", "templates"):
            answer = await olga.get(f"/settings/{page}/{written}")
            assert answer.status_code == 404, (page, written)
        assert (await olga.get(f"/live-conversations/{written}/move")).status_code == 404
        log = await olga.get(f"/settings/audit-log?before={written}")
        assert log.status_code == 200, written


# TRUST: 2.3-55
# FAULT: A-2
async def test_the_audit_log_tells_also_what_the_operator_did_and_about_whom(sits_down, house):
    olga = await sits_down("olga")
    assert "The operator" not in (await olga.get("/settings/audit-log")).text
    operator = OperatorService(
        store=house.store, clock=SystemClock(), passwords=Argon2Passwords(), phones=PhoneNumbers()
    )

    await operator.reset_password("amira@bright.test")

    log = (await olga.get("/settings/audit-log")).text
    assert "Password reset" in log
    assert "The operator" in log
    assert f"/users/{house.amira.user_id}" in log
    assert "Amira Benali" in log


# SPEC: ACC-9
# FAULT: N-32
async def test_the_audit_log_is_read_page_by_page_with_times_as_people_write_them(sits_down, house):
    olga = await sits_down("olga")
    async with house.store.transaction() as tx:
        for number in range(60):
            entry = NewAuditEntry(
                company_id=house.company.id,
                at=house.clock.now(),
                by_id=house.olga.user_id,
                deed=AuditAction.POINT_OF_CONTACT_CHANGED,
                object_id=house.harbour.id if number else house.queen_street.id,
            )
            await tx.audit.add(entry)

    newest = (await olga.get("/settings/audit-log")).text
    assert newest.count("audit-entry") == 50
    older = re.search(r"/settings/audit-log\?before=\d+", newest)[0]
    oldest = (await olga.get(older)).text
    assert oldest.count("audit-entry") == 11  # her sign-in, too
    assert "Queen Street" not in newest
    assert "Queen Street" in oldest
    assert re.search(r"[A-Z]\w+( \d+(, \d{4})?)?, \d+:\d\d [AP]M", newest)

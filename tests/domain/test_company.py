"""Stories about Olga, who sets up what customers and colleagues meet."""

from dataclasses import replace

import pytest

from domain.model.carrier_error_codes import OPTED_OUT
from domain.model.conversation_list import ListQuery, NeedsAttention
from domain.model.errors import (
    AlreadyTaken,
    CustomerOptedOut,
    NotPermitted,
    OptOutIsCustomers,
    TextTooLong,
    UnknownCountry,
    UnknownTimeZone,
)
from domain.model.events import ConversationChanged
from domain.model.opt_outs import OptOutScope
from domain.model.settings_errors import UnknownLanguage
from domain.model.users import NewUser, Rights
from domain.services.accounts.sign_in import SignInService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.users import UserForm, UsersService
from domain.services.inbox.dashboard import DashboardService
from tests.domain.conftest import DANA, HARBOUR, MAYA, QUEEN_STREET
from tests.fakes import QuickPasswords
from tests.support.company import FREE
from tests.support.company import company as company
from tests.support.company import green_fork as green_fork

AGENT = Rights(may_converse=True, manages_users=False, is_admin=False)


# SPEC: ACC-9
async def test_olga_names_the_company_its_time_and_its_country(house, company, green_fork):
    home = {"name": "Brighter Home", "time_zone": "America/Toronto", "country": "CA"}
    await company.change(**home, by=house.olga)

    found = await company.get(by=house.amira)
    assert {name: getattr(found, name) for name in home} == home
    for bad, refusal in (
        ({"name": "Green Fork"}, AlreadyTaken),
        ({"time_zone": "Toronto"}, UnknownTimeZone),
        ({"country": "XX"}, UnknownCountry),
    ):
        with pytest.raises(refusal):
            await company.change(**home | bad, by=house.olga)
    entries, _ = await AuditLogService(store=house.store).page(by=house.olga)
    assert [entry.deed for entry in entries] == ["company changed"]


# SPEC: ACC-9 LOG-4
async def test_the_legal_notice_goes_out_with_first_messages_and_can_be_switched_off(
    house, company
):
    conversation = await house.conversation_with(MAYA)
    await company.set_legal_notice("Reply STOP\r\nto opt out.", is_on=True, by=house.olga)
    assert (await house.send(conversation, "Hello")).notice == "Reply STOP\nto opt out."

    await company.set_legal_notice("Reply STOP", is_on=False, by=house.olga)

    other = await house.conversation_with(DANA)
    assert (await house.send(other, "Hello")).notice is None
    assert (await company.get(by=house.olga)).kept_notice == "Reply STOP"
    with pytest.raises(TextTooLong):
        await company.set_legal_notice("a" * 801, is_on=True, by=house.olga)


# SPEC: ACC-9 LOG-4
async def test_a_place_may_say_its_own_notice_in_its_own_language(house, company):
    await company.set_legal_notice("Reply STOP.", is_on=True, language="en", by=house.olga)
    queen_street = {"name": "Queen Street", "number": QUEEN_STREET, "is_default": True}
    await company.change_point_of_contact(
        house.queen_street.id,
        **queen_street,
        notice="Répondez ARRET\r\npour ne plus en recevoir.",
        language="fr",
        by=house.olga,
    )

    here = await house.conversation_with(MAYA)
    harbour = await house.conversation_with(MAYA, to=HARBOUR)
    opened = await house.conversations.open(here.id, by=house.amira)
    offered = await house.start_service.options(by=house.amira)

    own = "Répondez ARRET\npour ne plus en recevoir."
    assert (opened.notice, opened.notice_language) == (own, "fr")
    assert offered.notices == {house.queen_street.id: own, house.harbour.id: "Reply STOP."}
    assert (await house.send(here, "Bonjour")).notice == own
    assert (await house.send(harbour, "Hello")).notice == "Reply STOP."
    sent = await house.conversations.open(here.id, by=house.amira)
    assert (sent.notice, sent.notice_language) == (None, "fr")
    for bad, refusal in (
        ({"notice": "a" * 801}, TextTooLong),
        ({"language": "xx"}, UnknownLanguage),
    ):
        with pytest.raises(refusal):
            await company.change_point_of_contact(
                house.queen_street.id, **queen_street | bad, by=house.olga
            )


# SPEC: ACC-9 CAR-3
async def test_by_the_companys_choice_stop_at_one_number_holds_at_all_of_them(
    house, company, green_fork, published
):
    here = await house.conversation_with(MAYA)
    harbour = await house.conversation_with(MAYA, to=HARBOUR)
    await house.send(harbour, "On its way")
    await house.text_in("STOP", sender=MAYA, to=QUEEN_STREET)
    await house.send(harbour, "Another number may")
    published.clear()
    await company.set_opt_out_scope(OptOutScope.COMPANY, by=house.olga)

    told = {event.conversation_id for event in published if isinstance(event, ConversationChanged)}
    assert told == {here.id, harbour.id}
    for refused in (
        house.send(harbour, "Hello?"),
        house.start("Hello?", at=house.harbour, number=MAYA, beside=harbour),
        house.conversations.allow_texting(harbour.id, by=house.amira),
    ):
        with pytest.raises((CustomerOptedOut, OptOutIsCustomers)):
            await refused
    opened = await house.conversations.open(harbour.id, by=house.amira)
    assert "once they text START" in opened.listed.refusal
    only = ListQuery(only=NeedsAttention.OPTED_OUT)
    assert len(await house.conversation_list.page(only, by=house.amira)) == 2
    await house.deliver()
    assert house.carrier.texts == []
    assert (await house.log(harbour))[1].error == OPTED_OUT


# SPEC: CAR-3
async def test_start_lifts_as_far_as_stop_has_reached(house, company, published):
    await house.conversation_with(MAYA)
    harbour = await house.conversation_with(MAYA, to=HARBOUR)
    await house.text_in("STOP", sender=MAYA, to=QUEEN_STREET)
    await company.set_opt_out_scope(OptOutScope.COMPANY, by=house.olga)

    published.clear()
    await house.text_in("START", sender=MAYA, to=HARBOUR)

    changed = [event for event in published if isinstance(event, ConversationChanged)]
    assert len({event.conversation_id for event in changed}) == 2
    await house.send(harbour, "Welcome back")
    await company.set_opt_out_scope(OptOutScope.NUMBER, by=house.olga)
    assert (
        await house.conversation_list.page(ListQuery(only=NeedsAttention.OPTED_OUT), by=house.amira)
        == []
    )


# FAULT: A-16
async def test_what_another_company_has_is_not_told(house, company, green_fork, store, clock):
    people = UsersService(
        store=store,
        clock=clock,
        sign_in=SignInService(store=store, clock=clock, passwords=QuickPasswords()),
    )
    async with store.transaction() as tx:
        await tx.users.add(
            NewUser(
                company_id=green_fork.company_id,
                email="dana@fork.test",
                name="Dana Kim",
                is_admin=True,
                may_converse=True,
                password_hash=None,
            ),
            at=clock.now(),
        )
    kim = UserForm(name="Kim Abe", email="dana@fork.test", rights=AGENT, assignments={})

    with pytest.raises(AlreadyTaken, match="test cannot be used here"):
        await people.invite(kim, by=house.olga)
    with pytest.raises(AlreadyTaken, match="already in use"):
        await people.invite(replace(kim, email="amira@bright.test"), by=house.olga)
    with pytest.raises(AlreadyTaken, match="“Green Fork” cannot be used here"):
        await company.change(name="Green Fork", time_zone="UTC", country="US", by=house.olga)


async def test_settings_are_for_administrators(house, company):
    manager = replace(house.amira, manages_users=True)

    for attempt in (
        company.change(name="Mine", time_zone="UTC", country="US", by=manager),
        company.set_legal_notice("Mine.", is_on=True, by=manager),
        company.set_opt_out_scope(OptOutScope.COMPANY, by=manager),
        company.open_point_of_contact("Mine", FREE, by=manager),
        company.change_point_of_contact(
            house.harbour.id, name="Mine", number=HARBOUR, is_default=True, by=manager
        ),
        company.unrouted(by=manager),
        AuditLogService(store=house.store).page(by=manager),
        company.points_of_contact(by=house.amira),
    ):
        with pytest.raises(NotPermitted):
            await attempt


# SPEC: MENU-2 ACC-6
# TRUST: 2.3-23
async def test_the_summary_counts_only_what_the_viewer_may_see(house):
    overview = DashboardService(store=house.store, clock=house.clock)
    await house.text_in("Hi", sender=MAYA, to=QUEEN_STREET)
    await house.text_in("Hi", sender=DANA, to=HARBOUR)

    everywhere = await overview.summary(by=house.amira)
    queen_street = await overview.summary(by=house.jonas)

    assert (everywhere.waiting, queen_street.waiting) == (2, 1)
    assert everywhere.longest_since == queen_street.longest_since
    with pytest.raises(NotPermitted):
        await overview.summary(by=house.nora)

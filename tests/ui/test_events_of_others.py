"""What is of another company, or of a place that is not mine, reads like what was made up.

Told of every event that a page may report. A new one without its row fails.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from nicegui import background_tasks

from domain.model.carrier import InboundText
from domain.model.drafts import Draft
from domain.services.admin.users import UserForm
from tests.domain.conftest import ACCOUNT, DANA, HARBOUR, QUEEN_STREET
from tests.open_page import OpenPage
from tests.support.product import opened
from tests.support.town import KITCHEN, NOBODYS, SECRETS, Window, without_numbers
from tests.ui.visitors import Visitor, until
from ui.elements.live_element import LiveElement
from ui.security import rate_limits

NOW_MS = 1_790_000_000_000

WITHOUT_IDS = {
    ("composer", "lookAway"),
    ("composer", "requestTemplates"),
    ("conversation_list", "loadMore"),
    ("shell", "act"),
}

EVENTS = {
    ("composer", "sendMessage"): lambda ids: (
        ids.conversation,
        "a press",
        "Hello?",
        None,
        [ids.draft_attachment],
        None,
    ),
    ("composer", "saveDraft"): lambda ids: (ids.conversation, "Hello?", NOW_MS),
    ("composer", "sendComment"): lambda ids: (ids.conversation, "a note", "Mine"),
    ("composer", "attend"): lambda ids: (ids.conversation,),
    ("composer", "type"): lambda ids: (ids.conversation,),
    ("conversation_list", "changeQuery"): lambda ids: (1, {"location": str(ids.place)}),
    ("message_log", "loadOlder"): lambda ids: (ids.message,),
    ("message_log", "loadNewer"): lambda ids: (ids.message,),
    ("message_log", "loadNewest"): lambda ids: (ids.conversation,),
    ("message_log", "markRead"): lambda ids: (ids.message,),
    ("message_log", "resend"): lambda ids: (ids.message,),
    ("message_log", "requestHistory"): lambda ids: (ids.message,),
    ("message_log", "fetchAttachment"): lambda ids: (ids.attachment,),
    ("shell", "openDetails"): lambda ids: (ids.conversation,),
    ("shell", "navigate"): lambda ids: (f"/live-conversations/{ids.conversation}", ids.message),
    ("composer", "checkNumber"): lambda ids: ("+14165550188", ids.place),
    ("composer", "startConversation"): lambda ids: (
        "a start",
        ids.place,
        "+14165550188",
        "",
        "Hello?",
        ids.conversation,
        [],
    ),
}
"""What is reported, made of ids of some conversation and what hangs on it."""


@pytest.fixture
async def jonas(town, monkeypatch):
    monkeypatch.setattr(rate_limits, "BURST_FRAMES", 10_000)  # he reports all there is, one by one
    async with opened(town.parts) as (address, _):
        visitor = Visitor(address)
        await visitor.sign_in("jonas@bright.test")
        page = Window(address, (await visitor.get("/live-conversations")).text)
        await page.connect(cookie=visitor.cookie)
        page.visitor, page.always_running = visitor, set(background_tasks.running_tasks)
        yield page
        await page.close()
        await visitor.leave()


def reported_by(page: OpenPage) -> set[tuple[str, str]]:
    return {
        (element["tag"].removeprefix("nicegui-"), event["type"])
        for element in page._elements.values()
        for event in element.get("events", [])
        if element["tag"].startswith("nicegui-")
    }


# SPEC: ACC-6
# TRUST: 2.3-21
async def test_every_event_of_every_element_has_its_row(jonas):
    on_the_page = {element["tag"] for element in jonas._elements.values()}

    assert {element._tag for element in LiveElement.__subclasses__()} <= on_the_page
    assert reported_by(jonas) == set(EVENTS) | WITHOUT_IDS


# SPEC: ACC-6
# TRUST: 2.3-21 2.3-23 2.3-26
async def test_reporting_what_is_not_mine_is_refused_as_if_it_were_made_up(town, jonas, tmp_path):
    database = tmp_path / "live-conversations.db"
    await jonas.report("conversation_list", "changeQuery", 1, {})
    await jonas.settled(town.own, "begin")
    # Nothing is open from the first answer on, which is told once.
    await jonas.report("message_log", "loadNewest", NOBODYS.conversation)
    await jonas.settled(town.own, "closed")
    before = town.rows(database)

    for (tag, event), details in EVENTS.items():
        answers = []
        for number, ids in enumerate((NOBODYS, town.harbour, town.fork)):
            await jonas.report(tag, event, *details(ids))
            told = await jonas.settled(town.own, f"{tag}-{event}-{number}")
            assert not any(secret in str(told) for secret in SECRETS), (tag, event)
            answers.append(without_numbers(told))
        assert answers[1:] == answers[:1] * 2, (tag, event)

    assert town.rows(database) == before
    for ids, somebody in ((town.harbour, town.house.amira), (town.fork, town.dana)):
        assert list(town.services.presence.viewers_of(ids.conversation, by=somebody)) == []


# SPEC: ACC-6
# TRUST: 2.3-22
async def test_a_page_receives_nothing_of_what_happens_elsewhere(town, jonas):
    await jonas.settled(town.own, "begin")

    for number in range(3):
        for ids, somebody, place in (
            (town.harbour, town.house.amira, HARBOUR),
            (town.fork, town.dana, KITCHEN),
        ):
            await everything_happens(town, ids, somebody, place, number)

    assert await jonas.settled(town.own, "end") == []
    seen = await jonas.visitor.get("/live-conversations?message=Hummus&status=closed")
    assert not any(secret in seen.text for secret in SECRETS if secret != "Hummus")


async def everything_happens(town, ids, somebody, place, number):
    """As it may at a busy place, seen by others."""
    services, here = town.services, ids.conversation
    conversations = services.conversations
    text = InboundText(
        account=ACCOUNT,
        carrier_id=f"SM{place}{number}",
        sender=DANA,
        recipient=place,
        text=f"Lemonade {number}",
    )
    await services.inbound.receive(text)
    await services.inbound.receive(
        replace(text, carrier_id=f"SMnew{place}{number}", sender=f"+1416555020{number}")
    )
    sent = await services.messaging.send(here, by=somebody, text="Hi Dana", key=f"{place} {number}")
    await conversations.read(sent.id, by=somebody)
    await conversations.comment(here, "Dana again", by=somebody, key=f"note {place} {number}")
    await conversations.rename(here, f"Lemonade {number}", by=somebody)
    await conversations.mark_unread(here, by=somebody)
    await conversations.opt_out(here, by=somebody)
    await conversations.allow_texting(here, by=somebody)
    await conversations.close(here, by=somebody)
    await conversations.reopen(here, by=somebody)
    draft = Draft(conversation_id=here, text="Dana", written_at=datetime.now(UTC))
    await services.drafts.save(draft, by=somebody)
    async with town.house.store.reading() as stored:
        conversation = await stored.conversations.get(here, within=somebody.scope)
    visit = services.presence.join(somebody)
    visit.view(conversation)
    visit.set_typing()
    visit.close()


# SPEC: ACC-7
# TRUST: 2.3-24 2.3-29
async def test_who_is_taken_off_a_place_loses_its_page_within_two_seconds(town, jonas):
    house, services = town.house, town.services
    await jonas.report("shell", "navigate", f"/live-conversations/{town.own.conversation}", 0)
    await jonas.settled(town.own, "begin")
    colleague = await services.users.get(house.jonas.user_id, by=house.olga)
    user = colleague.user
    nowhere = UserForm(name=user.name, email=user.email, rights=user.rights, assignments={})

    await services.users.edit(user.id, nowhere, by=house.olga)

    await until(lambda: not jonas.socket.connected)
    assert jonas.sent_to == ["/sign-in"]
    jonas.told.clear()
    await everything_happens(town, town.own, house.amira, QUEEN_STREET, 9)
    assert jonas.told == []
    page = await jonas.visitor.get(f"/live-conversations/{town.own.conversation}")
    assert "does not exist, or is not one of yours" in page.text
    assert "Hello" not in page.text
    path = f"/media/{town.own.attachment}"
    assert (await jonas.visitor.get(path)).status_code == 404

"""What is of another company, or of a place that is not mine, reads like what was made up.

Told of every event that a page may report and of every method of a service. A new one without
its row fails.
"""

import inspect
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import get_type_hints

import pytest
from nicegui import background_tasks
from nicegui.testing.general import nicegui_reset_globals

from domain.model.actor import Member
from domain.model.attachments import StoredFile
from domain.model.carrier import InboundText
from domain.model.conversation_list import ListQuery
from domain.model.drafts import Draft
from domain.model.errors import DomainError
from domain.model.messages import NewOutbound
from domain.model.users import Rights
from domain.services import Services
from domain.services.admin.users import UserForm
from tests.agents import OpenPage
from tests.domain.conftest import ACCOUNT, DANA, HARBOUR, QUEEN_STREET, hire
from tests.fakes import in_pieces, photo
from tests.support.product import opened
from tests.ui.test_desk import ROUTES, table_of
from tests.ui.visitors import Visitor, until
from ui.components.live_element import LiveElement
from ui.door import allowance
from ui.door.house import House as Door
from ui.site import build_site

KITCHEN = "+14165550190"
SECRETS = ("Hummus", "Dana", "Lemonade", "Kitchen", KITCHEN, DANA)
"""Names, words and numbers of Green Fork and of the Harbour."""
MADE_UP = 987_654
NOW_MS = 1_790_000_000_000
ACTIVE = {"may_converse": True, "manages_users": False, "is_admin": False}


@dataclass(frozen=True)
class Ids:
    """Of one customer's conversation and what hangs on it."""

    conversation: int = MADE_UP
    message: int = MADE_UP
    attachment: int = MADE_UP
    draft_attachment: int = MADE_UP
    place: int = MADE_UP
    user: int = MADE_UP
    template: int = MADE_UP
    sign_in: int = MADE_UP


NOBODYS = Ids()


# The cast: Jonas works at Queen Street; the Harbour and Green Fork are none of his


@pytest.fixture
async def town(house, parts, password_hash, hub):
    """Somebody has written to each place, and has been answered with a picture."""
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=house.clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number=KITCHEN, is_default=True, at=house.clock.now()
        )
        template = await tx.companies.add_template(fork.id, name="Hummus", text="Hummus is ready.")
        for member in (house.jonas, house.olga):
            await tx.users.set_password(member.user_id, password_hash)
    dana = await cook(house, fork)
    town = Town(house, parts, kitchen, dana)
    town.own = await town.furnish(house.amira, QUEEN_STREET, house.queen_street.id, "Hello")
    town.harbour = await town.furnish(house.amira, HARBOUR, house.harbour.id, "Lemonade")
    fork_ids = await town.furnish(dana, KITCHEN, kitchen.id, "Hummus")
    town.fork = replace(fork_ids, user=dana.user_id, template=template.id, sign_in=town.sign_in)
    return town


async def cook(house, fork):
    dana = await hire(house.store, house.clock, fork, "Dana Kim", [], is_admin=True)
    async with house.store.transaction() as tx:
        await tx.users.add_sign_in(
            dana.user_id, token_hash="a hash", at=house.clock.now(), address="-", device="-"
        )
    return dana


class Town:
    def __init__(self, house, parts, kitchen, dana):
        self.house, self.parts, self.kitchen, self.dana = house, parts, kitchen, dana
        self.services: Services = parts.services
        self.sign_in = 1

    async def furnish(self, somebody: Member, number: str, place: int, word: str) -> Ids:
        """A conversation about one word, a file in it, and a picture that waits."""
        text = InboundText(
            account=ACCOUNT, carrier_id=f"SM{word}", sender=DANA, recipient=number, text=word
        )
        await self.services.inbound.receive(text)
        async with self.house.store.reading() as stored:
            conversation = await stored.conversations.find_for_inbound(number, DANA)
        content = photo(colour="olive") + word.encode()
        message = await self._send_picture(somebody, conversation, content, word)
        draft = await self.services.uploads.add(
            conversation.id, in_pieces(photo()), name="x.jpg", by=somebody, key=f"file-{word}"
        )
        await self.services.conversations.rename(conversation.id, f"{word}!", by=somebody)
        return Ids(
            conversation=conversation.id,
            message=message.id,
            attachment=message.attachments[0].id,
            draft_attachment=draft.id,
            place=place,
        )

    async def _send_picture(self, somebody, conversation, content, word):
        files = self.parts.media_files

        file = StoredFile(
            name="x.jpg",
            media_type="image/jpeg",
            content_hash=await files.store(content),
            size=len(content),
            width=64,
            height=48,
        )
        async with self.house.store.transaction() as tx:
            current = await tx.conversations.get(conversation.id, within=somebody.scope)
            new = NewOutbound(
                conversation_id=conversation.id,
                author_id=somebody.user_id,
                author="Amira Benali",
                client_key=f"picture-{word}",
                text=f"{word} to you",
                notice=None,
                at=current.next_timestamp(self.house.clock.now()),
                files=(file,),
            )
            message = await tx.messages.add_outbound(new)
            await tx.conversations.save(current.with_message(message))
        return message

    def rows(self, path):
        """All that is stored but the coming and going of browsers."""
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
            ).fetchall()
            return {
                name: connection.execute(f"SELECT * FROM {name}").fetchall()
                for (name,) in tables
                if name not in ("sign_ins", "sign_in_failures")
            }


def without_numbers(told: object) -> str:
    """Which id was asked for is known to whoever asked; toasts are counted."""
    return re.sub(r"\d+", "#", str(told))


# Events that a page may report

WITHOUT_IDS = {
    ("composer", "templates"),
    ("conversation_list", "more"),
    ("conversation_list", "status"),
    ("conversation_list", "again"),
    ("quiet_lines", "away"),
    ("shell", "action"),
    ("start_conversation", "templates"),
}

EVENTS = {
    ("composer", "send"): lambda ids: (
        ids.conversation,
        "a press",
        "Hello?",
        None,
        [ids.draft_attachment],
        None,
    ),
    ("composer", "draft"): lambda ids: (ids.conversation, "Hello?", NOW_MS),
    ("details", "rename"): lambda ids: (ids.conversation, "Mine"),
    ("details", "close"): lambda ids: (ids.conversation, 0),
    ("details", "reopen"): lambda ids: (ids.conversation,),
    ("details", "unread"): lambda ids: (ids.conversation,),
    ("details", "noReply"): lambda ids: (ids.conversation,),
    ("details", "optOut"): lambda ids: (ids.conversation,),
    ("details", "allow"): lambda ids: (ids.conversation,),
    ("details", "comment"): lambda ids: (ids.conversation, "a note", "Mine"),
    ("filter_bar", "apply"): lambda ids: ({"location": str(ids.place)},),
    ("message_log", "older"): lambda ids: (ids.message,),
    ("message_log", "newer"): lambda ids: (ids.message,),
    ("message_log", "newest"): lambda ids: (ids.conversation,),
    ("message_log", "read"): lambda ids: (ids.message,),
    ("message_log", "resend"): lambda ids: (ids.message,),
    ("message_log", "story"): lambda ids: (ids.message,),
    ("message_log", "fetch"): lambda ids: (ids.attachment,),
    ("quiet_lines", "attend"): lambda ids: (ids.conversation,),
    ("quiet_lines", "typing"): lambda ids: (ids.conversation,),
    ("quiet_lines", "optOut"): lambda ids: (ids.conversation,),
    ("shell", "navigate"): lambda ids: (f"/live-conversations/{ids.conversation}", ids.message),
    ("start_conversation", "check"): lambda ids: ("+14165550188", ids.place),
    ("start_conversation", "continue"): lambda ids: (ids.conversation,),
    ("start_conversation", "start"): lambda ids: (
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


STORY = "message_log.tellStory"


class Window(OpenPage):
    """Jonas's page: everything it is told, in words."""

    def __init__(self, address: str, html: str) -> None:
        self.told: list[str] = []
        super().__init__(address, html, on_frame=self._note)

    def _note(self, frame) -> None:
        self.told.append(f"{frame.element}.{frame.method} {frame.details}")

    async def settled(self, own: Ids, key: str) -> list[str]:
        """All it was told until now: by then a question and a wish of later have been answered.

        What takes longer than these is awaited, and then they are asked once more.
        """
        await self._answers(own, key)
        await until(lambda: background_tasks.running_tasks <= self.always_running)
        await self._answers(own, f"{key} again")
        assert sum(STORY in told for told in self.told) == 2, self.told
        told = [each for each in self.told if key not in each and STORY not in each]
        self.told.clear()
        return told

    async def _answers(self, own: Ids, key: str) -> None:
        stories = sum(STORY in told for told in self.told)
        await self.report("message_log", "story", own.message)
        await self.report("composer", "send", own.conversation, key, "", None, [], None)
        await until(lambda: any(f"'{key}'" in told for told in self.told))
        await until(lambda: sum(STORY in told for told in self.told) > stories)


@pytest.fixture
async def jonas(town, monkeypatch):
    monkeypatch.setattr(allowance, "AT_ONCE", 10_000)  # he reports all there is, one by one
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
    await jonas.report("filter_bar", "apply", {})
    await jonas.settled(town.own, "begin")
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


# Methods of services


async def keep(services, ids, by):
    draft = Draft(conversation_id=ids.conversation, text="Mine", written_at=datetime.now(UTC))
    await services.drafts.save(draft, by=by)


def profile(place):
    rights = Rights(**ACTIVE)
    return UserForm(
        name="X", email="x@bright.test", rights=rights, assignments={place: frozenset()}
    )


METHODS = {
    "uploads.add": lambda s, i, by: s.uploads.add(
        i.conversation, in_pieces(photo()), name="x.jpg", by=by, key="a file"
    ),
    "uploads.move_to_conversation": lambda s, i, by: s.uploads.move_to_conversation(
        i.conversation, by=by
    ),
    "uploads.list_for": lambda s, i, by: s.uploads.list_for(i.conversation, by=by),
    "uploads.preview": lambda s, i, by: s.uploads.preview(i.draft_attachment, by=by),
    "uploads.remove": lambda s, i, by: s.uploads.remove(i.draft_attachment, by=by),
    "conversations.allow_texting": lambda s, i, by: s.conversations.allow_texting(
        i.conversation, by=by
    ),
    "conversations.close": lambda s, i, by: s.conversations.close(i.conversation, by=by),
    "conversations.comment": lambda s, i, by: s.conversations.comment(
        i.conversation, "Mine", by=by, key="a remark"
    ),
    "conversations.mark_unread": lambda s, i, by: s.conversations.mark_unread(
        i.conversation, by=by
    ),
    "conversations.need_no_reply": lambda s, i, by: s.conversations.need_no_reply(
        i.conversation, by=by
    ),
    "conversations.need_reply": lambda s, i, by: s.conversations.need_reply(
        i.conversation, since=datetime.now(UTC), by=by
    ),
    "conversations.newer": lambda s, i, by: s.conversations.newer(i.message, by=by),
    "conversations.older": lambda s, i, by: s.conversations.older(i.message, by=by),
    "conversations.open": lambda s, i, by: s.conversations.open(i.conversation, by=by),
    "conversations.opt_out": lambda s, i, by: s.conversations.opt_out(i.conversation, by=by),
    "conversations.read": lambda s, i, by: s.conversations.read(i.message, by=by),
    "conversations.rename": lambda s, i, by: s.conversations.rename(i.conversation, "Mine", by=by),
    "conversations.move": lambda s, i, by: s.conversations.move(i.conversation, i.place, by=by),
    "conversations.reopen": lambda s, i, by: s.conversations.reopen(i.conversation, by=by),
    "conversations.delivery_history": lambda s, i, by: s.conversations.delivery_history(
        i.message, by=by
    ),
    "drafts.save": keep,
    "conversation_list.row_if_matching": lambda s, i, by: s.conversation_list.row_if_matching(
        i.conversation, ListQuery(), by=by
    ),
    "conversation_list.page": lambda s, i, by: s.conversation_list.page(
        ListQuery(point_of_contact_id=i.place), by=by
    ),
    "media.retry_download": lambda s, i, by: s.media.retry_download(i.attachment, by=by),
    "media.get": lambda s, i, by: s.media.get(i.attachment, by=by),
    "media.thumbnail": lambda s, i, by: s.media.thumbnail(i.attachment, by=by),
    "messaging.fit": lambda s, i, by: s.messaging.fit(
        [i.draft_attachment], to=i.conversation, by=by, key="a pack"
    ),
    "messaging.resend": lambda s, i, by: s.messaging.resend(i.message, by=by),
    "messaging.send": lambda s, i, by: s.messaging.send(
        i.conversation, by=by, text="Mine", key="a send"
    ),
    "start.check_number": lambda s, i, by: s.start.check_number("+14165550188", i.place, by=by),
    "start.start": lambda s, i, by: s.start.start(
        i.place, "+14165550188", by=by, text="Mine", key="a first"
    ),
}
"""Of those who text with customers: seen by Jonas, of the Harbour and of Green Fork."""

COMPANYS = {
    "diagnostics.set_webhook": lambda s, i, by: s.diagnostics.set_webhook(i.place, by=by),
    "company.change_point_of_contact": lambda s, i, by: s.company.change_point_of_contact(
        i.place, name="Mine", number="+14165550188", is_default=True, by=by
    ),
    "inbound.route": lambda s, i, by: s.inbound.route(1, i.place, by=by),
    "company.close_point_of_contact": lambda s, i, by: s.company.close_point_of_contact(
        i.place, by=by
    ),
    "company.reopen_point_of_contact": lambda s, i, by: s.company.reopen_point_of_contact(
        i.place, by=by
    ),
    "users.deactivate": lambda s, i, by: s.users.deactivate(i.user, by=by),
    "users.edit": lambda s, i, by: s.users.edit(i.user, profile(MADE_UP), by=by),
    "users.get": lambda s, i, by: s.users.get(i.user, by=by),
    "users.invite": lambda s, i, by: s.users.invite(profile(i.place), by=by),
    "users.link": lambda s, i, by: s.users.link(i.user, by=by),
    "users.reactivate": lambda s, i, by: s.users.reactivate(i.user, by=by),
    "profile.end_sign_in": lambda s, i, by: s.profile.end_sign_in(i.sign_in, by=by),
    "two_factor.switch_off_for": lambda s, i, by: s.two_factor.switch_off_for(i.user, by=by),
    "templates.change": lambda s, i, by: s.templates.change(
        i.template, name="Mine", text="Mine", by=by
    ),
    "templates.delete": lambda s, i, by: s.templates.delete(i.template, by=by),
    "templates.move_up": lambda s, i, by: s.templates.move_up(i.template, by=by),
}
"""Of those who set the company up: seen by Olga, of Green Fork."""

OF_NOTHING_BUT_ONES_OWN = {
    "sign_in.change_password",
    "sign_in.confirm_password",
    "diagnostics.run",
    "company.change",
    "company.get",
    "company.open_point_of_contact",
    "company.points_of_contact",
    "company.require_two_step",
    "company.set_legal_notice",
    "company.set_notification_number",
    "company.set_opt_out_scope",
    "company.unrouted",
    "push_subscriptions.add",
    "push_subscriptions.remove",
    "drafts.all",
    "audit_log.page",
    "account_emails.send_link",
    "conversation_list.locations",
    "conversation_list.unread",
    "dashboard.summary",
    "users.all",
    "profile.change",
    "profile.get",
    "profile.set_notifications",
    "profile.sign_ins",
    "start.options",
    "templates.add",
    "templates.all",
    "templates.editable",
    "two_factor.begin",
    "two_factor.confirm",
    "two_factor.status",
    "two_factor.renew_recovery_codes",
    "two_factor.switch_off",
}
"""They take no id."""


def methods() -> dict[str, inspect.Signature]:
    """Everything a page or a route may ask a service for, in somebody's name."""
    kinds = get_type_hints(Services)
    found = {}
    for service in fields(Services):
        for name, method in inspect.getmembers(kinds[service.name], inspect.iscoroutinefunction):
            signature = inspect.signature(method)
            is_inner = "tx" in signature.parameters  # a part of another one's unit of work
            if not name.startswith("_") and "by" in signature.parameters and not is_inner:
                found[f"{service.name}.{name}"] = signature
    return found


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_method_has_its_row():
    rows = METHODS.keys() | COMPANYS.keys()

    assert methods().keys() == rows | OF_NOTHING_BUT_ONES_OWN
    for name in OF_NOTHING_BUT_ONES_OWN - {"audit_log.page"}:
        kinds = [str(each.annotation) for each in methods()[name].parameters.values()]
        assert not any("int" in kind for kind in kinds), name


OF_PLACES = {
    "drafts.all": lambda s, by: s.drafts.all(by=by),
    "conversation_list.locations": lambda s, by: s.conversation_list.locations(by=by),
    "conversation_list.unread": lambda s, by: s.conversation_list.unread(by=by),
    "dashboard.summary": lambda s, by: s.dashboard.summary(by=by),
    "start.options": lambda s, by: s.start.options(by=by),
}
"""What tells of places without being asked for one: of those that one works at."""


# FAULT: T-4
# SPEC: ACC-6 ACC-7
# TRUST: 2.3-21
async def test_what_takes_no_id_tells_of_the_places_one_works_at_and_of_no_others(town):
    """Jonas has half a text at the Harbour, unread and unanswered, and is taken off it."""
    assert OF_PLACES.keys() <= OF_NOTHING_BUT_ONES_OWN
    jonas, services = town.house.jonas, town.services
    before = {name: str(await ask(services, jonas)) for name, ask in OF_PLACES.items()}
    both = replace(jonas, points_of_contact=jonas.points_of_contact | {town.harbour.place})
    await keep(services, town.harbour, both)
    text = InboundText(
        account=ACCOUNT, carrier_id="SMagain", sender=DANA, recipient=HARBOUR, text="Lemonade?"
    )
    await services.inbound.receive(text)
    for name, ask in OF_PLACES.items():
        assert str(await ask(services, both)) != before[name], name

    after = {name: str(await ask(services, jonas)) for name, ask in OF_PLACES.items()}

    assert after == before


async def outcome(asking):
    """What one gets to know, in words."""
    try:
        told = str(await asking)
        assert not any(secret in told for secret in SECRETS), told
        return without_numbers(told)
    except DomainError as refusal:
        return f"{type(refusal).__name__}: {refusal}"


# SPEC: ACC-6 ACC-7
# TRUST: 2.3-21 2.3-23 2.3-28 2.3-29
async def test_asking_for_what_is_not_mine_is_answered_as_if_it_were_made_up(town, tmp_path):
    database = tmp_path / "live-conversations.db"
    before = town.rows(database)
    jonas, olga = town.house.jonas, town.house.olga

    for rows, by, foreign in (
        (METHODS, jonas, (town.harbour, town.fork)),
        (METHODS, olga, (town.fork,)),
        (COMPANYS, olga, (town.fork,)),
    ):
        for name, ask in rows.items():
            made_up = await outcome(ask(town.services, NOBODYS, by))
            assert made_up in NOTHING or "does not exist" in made_up, (name, made_up)
            for ids in foreign:
                assert await outcome(ask(town.services, ids, by)) == made_up, name

    assert town.rows(database) == before


NOTHING = ("None", "[]")


async def test_ones_own_is_answered(town):
    """Or the tables above would prove nothing."""
    amira = replace(town.house.amira, manages_users=True)
    for name in ("conversations.open", "media.get", "uploads.preview", "conversation_list.page"):
        assert str(await METHODS[name](town.services, town.own, amira)) not in NOTHING, name


# Routes

SEEN_TO_ELSEWHERE = {
    ("POST", "/webhooks/twilio/inbound"),
    ("POST", "/webhooks/twilio/status"),
    ("POST", "/webhooks/twilio/check"),
    ("GET", "/m/check-up"),
    ("GET", "/m/{token}"),
    ("GET", "/media/{attachment_id}"),
    ("GET", "/media/{attachment_id}/thumbnail"),
    ("POST", "/live-conversations/attachments"),
    ("GET", "/live-conversations/attachments"),
    ("DELETE", "/live-conversations/attachments/{attachment_id}"),
    ("GET", "/live-conversations/attachments/{attachment_id}/preview"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
}
"""In the tests of webhooks, files and the door; the plain pages have a table of their own."""


# SPEC: ACC-6
# TRUST: 2.3-21
def test_every_route_of_the_site_is_known(parts):
    door = Door(brand="Chatter", public_base_url="http://127.0.0.1", secret_key="for tests")
    with nicegui_reset_globals():
        site = build_site(parts.services, house=door, running=lambda: None)

    table = {
        (method, path)
        for method, path in table_of(route for route in site.routes if is_ours(route))
        if not path.startswith("/assets/")
    }
    assert table == set(ROUTES) | SEEN_TO_ELSEWHERE


def is_ours(route) -> bool:
    return hasattr(route, "methods") or hasattr(route, "original_router")

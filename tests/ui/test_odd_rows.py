"""Rows that the tables allow and people would never write take nothing else along."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nicegui import Client

from domain.gateways.phones import PhoneNumbers
from domain.gateways.web_push import payload
from domain.model.attachments import Attachment, FileState
from domain.model.conversation_list import ListedConversation, Match
from domain.model.conversations import Conversation, Preview, Status
from domain.model.invisible import is_blank
from domain.model.log_once import log_once
from domain.model.messages import DeliveryEvent, DeliveryHistory, DeliveryStatus, Direction, Message
from domain.model.notifications import NotificationText, preview
from domain.model.opt_outs import OptOutSource
from domain.model.timeline import TimelineEntry, TimelineEventType
from domain.simulator.phone import _formatted
from tests.domain.conftest import DANA, MAYA, QUEEN_STREET
from tests.support.fuzzing import in_stories
from tests.support.product import opened
from tests.ui.visitors import Visitor
from ui.elements.shell.prerender import prerender
from ui.formatting import delivery_history, inbox_rows

DANAS = 1
"""The first conversation."""
UNKNOWN_COUNTRIES = ("+9991234567", "+2101234567", "+6991112222", "+8901260123456")
"""Whole numbers in form, with calling codes that no country has."""

numbers = st.one_of(
    st.sampled_from(
        (
            *UNKNOWN_COUNTRIES,
            MAYA,
            QUEEN_STREET,
            "32665",
            "Parcelly",
            "+266696687",
            "whatsapp:+14165550110",
            "",
            "None",
            "null",
            "+",
            "+0",
            "+1" * 500,
            "9" * 5000,
            "\u202e+14165550110",
            "line\nbreak",
        )
    ),
    st.from_regex(r"\+[1-9]\d{6,14}", fullmatch=True),
    st.text(max_size=30),
)
anything = st.text(st.characters(), max_size=60)
"""Halves of emoji, control characters and signs that turn the line around included."""
ids = st.integers(-(2**63), 2**63 - 1)
moments = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
)
conversations = st.builds(
    Conversation,
    id=ids,
    app_number=numbers,
    customer_number=numbers,
    title=st.none() | anything,
    colour=ids,
    started_at=moments,
    updated_at=moments,
    last_message_at=moments,
    last_outbound_at=st.none() | moments,
    waiting_since=st.none() | moments,
)
attachments = st.builds(
    Attachment, name=anything, media_type=anything, state=st.sampled_from(FileState)
)
messages = st.builds(
    Message,
    id=ids,
    direction=st.sampled_from(Direction),
    author=st.none() | anything,
    text=anything,
    notice=st.none() | anything,
    at=moments,
    delivery=st.sampled_from(DeliveryStatus),
    error=st.none() | anything,
    attachments=st.lists(attachments, max_size=2).map(tuple),
)
rows = st.builds(
    ListedConversation,
    conversation=conversations,
    point_of_contact=anything,
    preview=st.none()
    | st.builds(
        Preview,
        direction=st.sampled_from(Direction),
        author=st.none() | anything,
        text=anything,
        delivery=st.sampled_from(DeliveryStatus),
    ),
    opt_out=st.none() | st.sampled_from(OptOutSource),
    colleague=st.none() | anything,
    match=st.none()
    | st.builds(Match, message_id=ids, before=anything, hit=anything, after=anything),
)
timelines = st.lists(
    st.builds(
        TimelineEntry,
        happening=st.sampled_from(TimelineEventType),
        at=moments,
        by=st.none() | anything,
        text=anything,
    ),
    max_size=3,
)
steps = st.lists(
    st.builds(DeliveryEvent, status=anything, error=st.none() | anything, at=moments), max_size=3
)


# FAULT: M-1
@in_stories(300)
@given(listed=rows, entries=timelines, message=messages, steps=steps)
def test_every_row_is_drawn_whatever_it_holds(listed, entries, message, steps):
    bubble = inbox_rows.message_row(message, beside=listed.conversation.app_number)
    numbers = {"app_number": QUEEN_STREET, "customer_number": listed.conversation.customer_number}
    row = inbox_rows.conversation_row(listed)
    drawn = (
        row,
        inbox_rows.details(listed, entries),
        inbox_rows.other(listed),
        inbox_rows.existing(listed),
        bubble,
        delivery_history.delivery_history_row(
            DeliveryHistory(message=message, steps=steps, **numbers)
        ),
    )

    json.dumps(drawn)
    assert not is_blank(row["title"])
    assert any(bubble[part] for part in ("text", "blank", "notice", "attachments"))
    assert len(inbox_rows.details(listed, entries)["timeline"]) == len(entries) + 1
    prerender([row], status=Status.OPEN, panel="list")


# FAULT: M-1
@in_stories(300)
@example(number="Parcelly", text="\uda97", place="Harbour", has_files=False)
@given(number=numbers, text=anything, place=anything, has_files=st.booleans())
def test_every_alert_is_written_whoever_wrote(number, text, place, has_files):
    sender = PhoneNumbers().format(number, country="CA")
    told = NotificationText(
        conversation_id=1,
        sender=sender,
        point_of_contact=place,
        count=1,
        text=preview(text, has_attachments=has_files),
    )

    assert sender in told.subject
    assert told.sms("https://inbox.bright.test/1").endswith("/1")
    payload(told)
    assert _formatted(number) is not None


# FAULT: M-1
@pytest.mark.parametrize("number", UNKNOWN_COUNTRIES)
def test_a_number_of_no_country_is_shown_as_it_came(number):
    assert inbox_rows.number(number, beside=QUEEN_STREET) == number
    assert inbox_rows.number(QUEEN_STREET, beside=number) == "+1 416-555-0100"
    assert PhoneNumbers().format(number, country="CA") == number
    assert _formatted(number) == number


def test_a_row_that_cannot_be_drawn_is_left_out_and_logged_once(caplog):
    log_once.cache_clear()
    entries = [
        TimelineEntry(
            id=number,
            conversation_id=1,
            happening=TimelineEventType.CLOSED,
            at=datetime.now(UTC) if number != 2 else None,
            by=None,
            text="",
        )
        for number in (1, 2, 3)
    ]

    for _ in range(2):
        drawn = inbox_rows.rows_of(inbox_rows.timeline_entry, entries)

    assert [row["id"] for row in drawn] == [1, 3]
    [record] = caplog.records
    assert "(id 2)" in record.getMessage()


@pytest.fixture
async def olga(house, parts, password_hash):
    """In charge, with her browser signed in. Maya texts like any other, Dana's rows are odd."""
    house.inbound = parts.services.inbound
    async with house.store.transaction() as tx:
        await tx.users.set_password(house.olga.user_id, password_hash)
    await house.text_in("Wrong number", to="+14165559999")
    await house.text_in("Odd", sender=DANA)
    await house.text_in("As usual", sender=MAYA)
    async with opened(parts) as (address, _):
        visitor = Visitor(address)
        await visitor.sign_in("olga@bright.test")
        yield visitor
        await visitor.leave()


@pytest.fixture
def spoil(tmp_path):
    """Writes into the tables of the product, past everything that would refuse it."""

    def spoil(statement, **values):
        with closing(sqlite3.connect(tmp_path / "live-conversations.db", timeout=10)) as database:
            database.execute("PRAGMA foreign_keys = OFF")
            database.execute(statement, values)
            database.commit()

    return spoil


words = st.sampled_from(("", "moved", "STOP", "open ", "\U0001f642", "x" * 2000))
"""Of a later version of ours, say."""
zones = st.sampled_from(("", "Mars/Olympus", "America", "../etc/passwd", "/etc/localtime", "\0"))
odd_rows = st.fixed_dictionaries(
    {
        "number": numbers.filter(lambda each: "\0" not in each),
        "word": words,
        "colour": ids,
        "at": st.sampled_from(("0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999")),
        "zone": zones,
        "name": st.sampled_from(("", " ", "\u200b", "A" * 300)),
        "json": st.sampled_from(("", "{", "null", "[1]")),
    }
)
SPOILING = (
    """UPDATE conversations SET customer_number = :number, status = :word, colour = :colour,
       started_at = :at, updated_at = :at, title = NULL, last_message_id = 1000 + :id
       WHERE id = :id""",
    """UPDATE conversations SET last_message_id =
       (SELECT max(id) FROM messages WHERE conversation_id = :id) WHERE id = :id AND :colour > 0""",
    """UPDATE messages SET direction = :word, delivery = :word, error = :word
       WHERE conversation_id = :id""",
    "UPDATE timeline SET happening = :word, by_id = 999 WHERE conversation_id = :id",
    """INSERT OR REPLACE INTO opt_outs (company_id, app_number, customer_number, source, at)
       SELECT company_id, app_number, customer_number, :word, :at FROM conversations
       WHERE id = :id""",
    """INSERT INTO attachments (message_id, position, name, media_type, state, wanted_at, fetch_at,
       tries) SELECT max(id), abs(random() % 100000), :name, :word, :word, :at, :at, 0
       FROM messages WHERE conversation_id = :id""",
    "UPDATE companies SET time_zone = :zone, opt_out_scope = :word, country = :word",
    "UPDATE users SET time_zone = :zone, quiet_from = '01:00:00', quiet_until = '02:00:00'",
    "UPDATE users SET name = :name, phone = :number WHERE name NOT LIKE 'Olga%'",
    "UPDATE unrouted_inbound SET sender = :number, at = :at, media = :json",
    """INSERT INTO notifications (user_id, conversation_id, channel, device_id, first_message_id,
       last_message_id, since, due_at, tries, claimed_at, ended_at)
       SELECT 1, :id, :word, abs(random() % 100000), 1, 1, :at, :at, 0, :at, :at""",
)


# FAULT: M-1
@in_stories(15)
@given(odd=odd_rows)
async def test_one_odd_row_takes_neither_a_page_nor_another_customer_along(
    odd,
    house,
    olga,
    spoil,
):
    for statement in SPOILING:
        spoil(statement, id=DANAS, **odd)

    for path in (
        "/live-conversations",
        f"/live-conversations/{DANAS}",
        "/live-conversations?only=waiting",
        "/",
        "/users",
        "/settings",
        *("/settings/unrouted", "/account"),
    ):
        assert (await olga.get(path)).status_code == 200, path
    assert "As usual" in (await olga.get("/live-conversations")).text

    for client in list(Client.instances.values()):
        client.delete()

    await house.text_in("Still here", sender=MAYA)
    await house.text_in("Me too", sender=odd["number"])
    spoil("UPDATE messages SET text = 'As usual' WHERE text = 'Still here'")

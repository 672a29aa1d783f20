"""What elements take from the browser, and how what they tell gets there."""

import pytest
from nicegui import ui

from tests.open_page import Frame, OpenPage
from tests.ui.visitors import until
from ui.elements.composer.element import Composer
from ui.elements.composer.protocol import RequestTemplates, SendMessage
from ui.elements.live_element import release_initial_data_once_connected
from ui.elements.message_log.element import MessageLog
from ui.elements.wire import (
    LAST_MOMENT_MS,
    MAX_ID,
    MAX_KEY_LENGTH,
    MAX_TEXT_LENGTH,
    is_address,
    is_id,
    is_key,
    is_moment,
    is_optional_count,
    is_path,
    is_text,
    parse,
)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (is_id, 1),
        (is_id, MAX_ID),
        (is_key, "k"),
        (is_key, "k" * MAX_KEY_LENGTH),
        (is_text, ""),
        (is_text, "Ready at five 🙂"),
        (is_text, "x" * MAX_TEXT_LENGTH),
        (is_optional_count, None),
        (is_optional_count, 0),
        (is_optional_count, MAX_ID),
        (is_moment, LAST_MOMENT_MS),
        (is_address, {"status": "closed", "name": "Maya"}),
        (is_path, "/live-conversations/7/details"),
    ],
)
def test_what_our_script_reports_is_taken(check, value):
    assert check(value)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (is_id, 0),
        (is_id, -1),
        (is_id, MAX_ID + 1),
        (is_id, True),
        (is_id, 7.0),
        (is_id, "7"),
        (is_id, None),
        (is_id, [7]),
        (is_id, {"id": 7}),
        (is_key, ""),
        (is_key, "k" * (MAX_KEY_LENGTH + 1)),
        (is_key, 7),
        (is_key, True),
        (is_key, None),
        (is_key, ["k"]),
        (is_text, "x" * (MAX_TEXT_LENGTH + 1)),
        (is_text, 7),
        (is_text, False),
        (is_text, None),
        (is_text, ["Hello"]),
        (is_text, {"text": "Hello"}),
        (is_optional_count, -1),
        (is_optional_count, "7"),
        (is_optional_count, [7]),
        (is_moment, 0),
        (is_moment, LAST_MOMENT_MS + 1),
        (is_moment, 1.5),
        (is_moment, True),
        (is_moment, None),
        (is_address, True),
        (is_address, None),
        (is_path, "live-conversations/7"),
        (is_path, "/" + "7" * 100),
        (is_path, 7),
        (is_path, None),
        (is_path, {"path": "/"}),
    ],
)
def test_anything_else_is_not(check, value):
    assert not check(value)


PRESS = {
    "conversationId": 7,
    "key": "key",
    "text": "Hello",
    "seen": None,
    "attachments": [4, 5],
    "known": 0,
}


def test_an_event_comes_as_nicegui_hands_it_over():
    assert parse(SendMessage, PRESS) == SendMessage(7, "key", "Hello", None, [4, 5], 0)


@pytest.mark.parametrize("sent", [None, [], 7, {"whatever": "an event brings"}])
def test_an_event_without_fields_is_taken_however_it_comes(sent):
    assert parse(RequestTemplates, sent) == RequestTemplates()


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        "abc",
        [],
        list(PRESS.values()),
        [PRESS],
        PRESS | {"extra": 1},
        {name: value for name, value in PRESS.items() if name != "known"},
        {name: value for name, value in PRESS.items() if name != "key"} | {"Key": "key"},
        {**PRESS, "conversationId": "7"},
        {**PRESS, "attachments": [4, True]},
    ],
)
def test_an_event_must_have_exactly_the_fields_that_were_agreed(sent):
    assert parse(SendMessage, sent) is None


class Window(OpenPage):
    """A page of a browser, with all that its elements were told in order."""

    def __init__(self, address: str, page: str) -> None:
        self.told: list[tuple[str, object]] = []
        super().__init__(address, page, on_frame=self._note)

    def _note(self, frame: Frame) -> None:
        self.told.append((frame.method, frame.details[0]))


async def ignored(*_: object) -> None:
    """What these stories do not ask about."""


@pytest.fixture
async def window(amira):
    """`await window(draw)` is a page not connected yet, and what `draw()` put on it."""
    opened = []

    async def window(draw):
        drawn = []

        @ui.page("/element")
        async def page() -> None:
            drawn.append(draw())
            release_initial_data_once_connected(ui.context.client)

        opened.append(Window(amira.address, (await amira.get("/element")).text))
        return opened[-1], drawn[0]

    yield window
    for each in opened:
        await each.close()


def log_without_messages() -> MessageLog:
    log = MessageLog(
        on_older=ignored,
        on_newer=ignored,
        on_newest=ignored,
        on_read=ignored,
        on_resend=ignored,
        on_story=ignored,
        on_fetch=ignored,
    )
    return log.clear("No such conversation.")


async def test_what_is_told_while_a_page_is_built_travels_in_it(window):
    page, _ = await window(log_without_messages)

    assert page.told == [("clear", "No such conversation.")]


async def test_what_is_told_between_the_page_and_its_line_comes_once_and_in_order(amira, window):
    page, log = await window(log_without_messages)

    log.upsert({"id": 1})
    log.upsert({"id": 2})
    await page.connect(cookie=amira.cookie)
    log.upsert({"id": 3})

    await until(lambda: ("upsertMessage", {"id": 3}) in page.told)
    assert page.told == [
        ("clear", "No such conversation."),
        ("upsertMessage", {"id": 1}),
        ("upsertMessage", {"id": 2}),
        ("upsertMessage", {"id": 3}),
    ]


async def test_a_page_that_is_up_keeps_nothing_of_what_it_was_opened_with(amira, window):
    page, log = await window(log_without_messages)

    await page.connect(cookie=amira.cookie)

    await until(lambda: "initialCalls" not in log.props)
    await page.close()
    await until(lambda: not log.client.has_socket_connection)
    log.upsert({"id": 1})
    await page.connect(cookie=amira.cookie)
    log.upsert({"id": 2})
    await until(lambda: ("upsertMessage", {"id": 2}) in page.told)
    assert page.told == [
        ("clear", "No such conversation."),
        ("upsertMessage", {"id": 1}),
        ("upsertMessage", {"id": 2}),
    ]


async def test_what_is_not_as_agreed_reaches_nobody(amira, window):
    sent = []

    async def send(*message: object) -> None:
        sent.append(message)

    page, _ = await window(
        lambda: Composer(
            user_id=1,
            on_send=send,
            on_draft=ignored,
            on_templates=ignored,
            on_comment=ignored,
            on_attend=ignored,
            on_away=ignored,
            on_typing=ignored,
        )
    )
    await page.connect(cookie=amira.cookie)

    await page.report("composer", "sendMessage", "7", "key", "Hello", 1, [], None)
    await page.report("composer", "sendMessage", True, "key", "Hello", 1, [], None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", 1, [])
    await page.report("composer", "sendMessage", 7, "key", {"text": "Hello"}, 1, [], None)
    await page.report("composer", "sendMessage", 7, "key", "x" * (MAX_TEXT_LENGTH + 1), 1, [], None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", -1, [], None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", 1, ["4"], None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", 1, {"id": 4}, None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", 1, list(range(1, 12)), None)
    await page.report("composer", "sendMessage", 7, "key", "Hello", 1, [], "all")
    await page.report("composer", "sendMessage", 7, "key", "Hello", None, [4, 5], None)

    await until(lambda: sent)
    assert sent == [(7, "key", "Hello", None, [4, 5], None)]

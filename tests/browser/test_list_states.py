"""What the list says when there is nothing to list, when it waits, and when it cannot."""

import pytest
from playwright.sync_api import expect

PHONE = (390, 780)
BLUE = "rgb(11, 99, 206)"
OF_GREEN_FORK = """WHERE company_id = (SELECT id FROM companies WHERE name = 'Green Fork')"""


@pytest.fixture
def without_an_index(database):
    """The search breaks, as it does when a disk is bad; call it to mend it."""

    def rename(old, new):
        database.execute(f"ALTER TABLE {old} RENAME TO {new}")

    def mend():
        rename("mislaid", "messages_fts")
        mended.append(True)

    mended = []
    rename("messages_fts", "mislaid")
    yield mend
    if not mended:
        mend()


# SPEC: LIST-6 FIL-3
def test_a_list_that_cannot_be_loaded_says_so_keeps_what_was_there_and_is_tried_again(
    agent, without_an_index
):
    amira = agent("amira", PHONE)
    before = amira.page.get_by_test_id("conversation-item").count()
    amira.button("Filters").click()
    amira.page.get_by_test_id("filter-section").get_by_role("textbox", name="Message").fill("kayak")
    amira.button("Apply Filters").click()

    amira.is_told("The list could not be loaded.")
    expect(amira.page.get_by_test_id("conversation-item")).to_have_count(before)
    expect(amira.page.get_by_test_id("filter-chip").last).to_contain_text("Message: kayak")
    amira.button("Try again").click()
    amira.is_told("The list could not be loaded.")
    without_an_index()
    amira.button("Try again").click()

    expect(amira.page.get_by_test_id("conversation-item")).to_have_count(1)
    expect(amira.page.get_by_role("alert")).to_have_count(0)


# SPEC: LIST-6 LIST-7
def test_a_switch_that_is_refused_is_painted_back_and_can_be_tried_again(agent, without_an_index):
    amira = agent("amira", PHONE)
    before = amira.page.get_by_test_id("conversation-item").count()
    amira.button("Filters").click()
    amira.page.get_by_test_id("filter-section").get_by_role("textbox", name="Message").fill("kayak")
    amira.button("Apply Filters").click()
    amira.is_told("The list could not be loaded.")

    amira.button("Closed").click()

    amira.is_told("The list could not be loaded.")
    expect(amira.button("Open")).to_have_attribute("aria-pressed", "true")
    expect(amira.button("Closed")).to_have_attribute("aria-pressed", "false")
    expect(amira.page.get_by_test_id("conversation-item")).to_have_count(before)
    assert "status" not in amira.page.url
    without_an_index()
    amira.button("Try again").click()
    expect(amira.button("Closed")).to_have_attribute("aria-pressed", "true")
    expect(amira.list).to_contain_text("No closed conversation matches")


# SPEC: LIST-6
def test_only_a_wait_that_is_felt_shows_a_skeleton(agent):
    amira = agent("amira", PHONE)
    held = hold_what_the_server_says(amira)
    amira.goes_to("/live-conversations?name=nobody+has+this+name")
    expect(amira.list).to_contain_text("No open conversation matches")
    skeleton = amira.page.locator(".rows-skeleton")

    held.begin()
    amira.button("Closed").click()
    expect(skeleton).to_be_visible()
    assert skeleton.evaluate("one => getComputedStyle(one).animationDelay") == "0.3s"
    expect(amira.list).to_have_attribute("aria-busy", "true")
    expect(amira.list).not_to_contain_text("matches")
    held.end()

    expect(skeleton).to_have_count(0)
    expect(amira.list).to_contain_text("No closed conversation matches")
    amira.list.get_by_role("button", name="Reset Filters").click()
    amira.button("Open").click()
    expect(amira.page.get_by_test_id("conversation-item").first).to_be_visible()
    amira.finds("you are the best")
    held.begin()
    amira.opens("you are the best")
    expect(amira.page.locator(".log-skeleton")).to_be_visible()
    expect(amira.page.get_by_test_id("conversation-title")).to_have_text("(416) 555-0120")
    held.end()
    amira.sees_once("you are the best")
    expect(amira.page.locator(".log-skeleton")).to_have_count(0)


def hold_what_the_server_says(amira) -> "Held":
    """From the next page on."""
    held = Held()
    amira.page.route_web_socket("**/socket.io/**", held.carry)
    amira.page.add_init_script("window.io_transports = ['websocket']")
    return held


class Held:
    """A slow line, from `begin` to `end`."""

    def __init__(self) -> None:
        self._waiting: list[tuple] | None = None

    def carry(self, socket) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self._say(socket, message))

    def begin(self) -> None:
        self._waiting = []

    def end(self) -> None:
        waiting, self._waiting = self._waiting, None
        for socket, message in waiting:
            socket.send(message)

    def _say(self, socket, message) -> None:
        if self._waiting is None:
            socket.send(message)
        else:
            self._waiting.append((socket, message))


# SPEC: LIST-6
def test_who_has_no_conversations_at_all_is_told_how_to_get_some(agent, database):
    pia = agent("pia", PHONE)
    rows = pia.page.get_by_test_id("conversation-item")
    rows.first.wait_for()
    database.execute(f"UPDATE conversations SET status = 'not ' || status {OF_GREEN_FORK}")
    pia.goes_to("/live-conversations")

    expect(pia.list).to_contain_text("No conversations yet")
    expect(pia.list).to_contain_text("Start one, or text your app number.")
    expect(pia.button("Start Conversation")).to_be_visible()
    database.execute(f"UPDATE conversations SET status = substr(status, 5) {OF_GREEN_FORK}")
    pia.button("Closed").click()
    rows.first.wait_for()


# SPEC: LIST-4
def test_unread_has_a_blue_line_a_bold_title_and_a_blue_preview(agent, phone):
    amira = agent("amira")
    phone("+14165551241", "Queen Street").texts("Am I blue?")
    row = amira.row("Am I blue?")
    weight = "one => Number(getComputedStyle(one).fontWeight)"

    expect(row).to_have_css("border-left-color", BLUE)
    expect(row.get_by_test_id("item-preview")).to_have_css("color", BLUE)
    assert row.get_by_test_id("item-title").evaluate(weight) >= 700
    amira.opens("Am I blue?")
    expect(row).to_have_attribute("data-unread", "false")

    expect(row).not_to_have_css("border-left-color", BLUE)
    expect(row.get_by_test_id("item-preview")).not_to_have_css("color", BLUE)
    assert row.get_by_test_id("item-title").evaluate(weight) < 700


# SPEC: LIST-5
def test_nothing_moves_under_a_finger_that_is_down(agent, phone):
    amira = agent("amira")
    new = amira.row("Out of the blue")
    third = amira.page.get_by_test_id("conversation-item").nth(2).get_attribute("data-id")
    below = amira.page.locator(f'.list-row[data-id="{third}"]')
    box = below.bounding_box()
    before = amira.page.title()
    amira.page.mouse.move(box["x"] + 100, box["y"] + 30)
    amira.page.mouse.down()

    phone("+14165551243", "Queen Street").texts("Out of the blue")
    expect(amira.page).not_to_have_title(before)  # the page has heard of it
    expect(new).to_have_count(0)
    assert below.bounding_box() == box
    amira.page.mouse.up()

    amira.page.wait_for_url(f"**/live-conversations/{third}")
    expect(new).to_be_visible()

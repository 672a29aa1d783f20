"""The states of the product that are looked at one by one: how to get there from the list."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.people import Agent, choose
from tests.fakes import photo

FAILED = "[data-status=failed]"
UPLOADS = "**/live-conversations/attachments?*"
WITH_PICTURES_PREVIEW = "And here is where to send the coat"
FAILED_PREVIEW, OPTED_OUT_PREVIEW = "Not delivered", "STOP"


def nothing(_agent: Agent) -> None:
    """The list, as it comes."""


def closed_ones(agent: Agent) -> None:
    agent.page.get_by_role("button", name="Closed", exact=True).click()
    expect(agent.page.get_by_test_id("conversation-item").first).to_be_visible()


def conversation(agent: Agent) -> None:
    agent.opens("Wonderful, tomorrow then")
    agent.sees_once("Wonderful, tomorrow then")


def composer_with_pictures(agent: Agent) -> None:
    """One there, one lost, one on its way; nothing of it is kept."""
    conversation(agent)
    agent.page.route(UPLOADS, answer_upload)
    files = agent.page.get_by_test_id("composer").locator("input[type=file]")
    for number, name in enumerate(("there.jpg", "lost.jpg", "slow.jpg"), start=1):
        files.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": photo()})
        expect(agent.page.get_by_test_id("attachment-preview")).to_have_count(number)
    for state in ("ready", "failed", "loading"):
        expect(agent.page.locator(f"[data-state={state}]")).to_have_count(1)


def answer_upload(route: Route) -> None:
    if "there.jpg" in route.request.url:
        route.fulfill(status=201, json={"id": 1, "name": "there.jpg"})
    elif "lost.jpg" in route.request.url:
        route.abort()


def full_view(agent: Agent) -> None:
    agent.finds(WITH_PICTURES_PREVIEW).click()
    agent.page.get_by_test_id("attachment").first.get_by_role("button").click()
    expect(agent.page.get_by_role("dialog", name="Attachment")).to_be_visible()


def camera(agent: Agent) -> None:
    """Phones have their own."""
    conversation(agent)
    agent.page.context.grant_permissions(["camera"])
    agent.button("Take picture").click()
    if not agent.page.evaluate("matchMedia('(pointer: coarse)').matches"):
        expect(agent.button("Take")).to_be_enabled()


def details(agent: Agent) -> None:
    conversation(agent)
    agent.opens_details()


def actions(agent: Agent) -> None:
    details(agent)
    agent.button("Conversation actions").click()
    expect(agent.page.get_by_role("menuitem", name="Rename")).to_be_focused()


def renaming(agent: Agent) -> None:
    details(agent)
    agent.chooses("Rename")
    expect(agent.page.get_by_role("textbox", name="Conversation title")).to_be_focused()


def failed_message(agent: Agent) -> None:
    agent.finds(FAILED_PREVIEW).click()
    agent.page.get_by_role("button", name="Message error").last.focus()
    expect(agent.page.get_by_role("tooltip")).to_have_css("opacity", "1")
    agent.page.wait_for_function("document.getAnimations().length === 0")


def opted_out(agent: Agent) -> None:
    agent.finds(OPTED_OUT_PREVIEW).click()
    expect(agent.page.get_by_test_id("composer")).to_contain_text("This customer opted out.")


def too_long_a_text(agent: Agent) -> None:
    conversation(agent)
    agent.sends("long " * 400)
    agent.is_told("The message is too long")
    agent.box.fill("")


def no_such_conversation(agent: Agent) -> None:
    agent.goes_to("/live-conversations/999999")
    expect(agent.log).to_contain_text("conversation")


def menu(agent: Agent) -> None:
    agent.button("Menu").click()
    expect(agent.button("Logout")).to_be_visible()


def shortcuts(agent: Agent) -> None:
    agent.page.keyboard.press("?")
    expect(agent.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def filters_open(agent: Agent) -> None:
    agent.button("Filters").click()
    expect(agent.page.get_by_test_id("filter-section")).to_be_visible()


def filtered(agent: Agent) -> None:
    agent.goes_to("/live-conversations?name=sofa&phone=416&message=delivery")
    expect(agent.button("Remove filter: Message")).to_be_visible()


def nothing_found(agent: Agent) -> None:
    agent.goes_to("/live-conversations?message=nobody+ever+wrote+this")
    expect(agent.list).to_contain_text("No open conversation matches")


def list_that_failed(agent: Agent) -> None:
    agent.page.evaluate(FAIL)
    expect(agent.button("Try again")).to_be_visible()


FAIL = """() => {
  const list = document.querySelector('.conversation-list').closest('[id]');
  window.getElement(Number(list.id.slice(1))).showFailure({ press: null });
}"""


def start_form(agent: Agent) -> None:
    agent.goes_to("/live-conversations/new")
    form = agent.page.get_by_test_id("start-conversation")
    form.get_by_role("textbox", name="Phone number").fill("123")
    form.get_by_role("textbox", name="Phone number").blur()
    expect(form.get_by_role("alert")).to_be_visible()


def existing_conversation(agent: Agent) -> None:
    agent.goes_to("/live-conversations/new")
    form = agent.page.get_by_test_id("start-conversation")
    form.get_by_role("textbox", name="Phone number").fill("(416) 555-0121")
    choose(form, "Point of contact", "Queen Street")
    form.get_by_role("textbox", name="Message").fill("Hello")
    form.get_by_role("button", name="Send").click()
    question = agent.page.get_by_role("dialog", name="You already text with")
    expect(question.get_by_role("button", name="Continue existing")).to_be_focused()


def templates(agent: Agent) -> None:
    conversation(agent)
    agent.button("Templates").click()
    expect(agent.page.get_by_role("option").first).to_be_visible()


def emoji(agent: Agent) -> None:
    conversation(agent)
    if agent.button("Emoji").count():  # phones have their own
        agent.button("Emoji").click()
        expect(agent.page.get_by_role("textbox", name="Search emoji")).to_be_focused()


def story(agent: Agent) -> None:
    conversation(agent)
    agent.page.get_by_role("button", name="Delivery history").last.press("Enter")
    expect(agent.page.get_by_test_id("delivery-history")).to_contain_text("Received")


def home(agent: Agent) -> None:
    agent.page.goto("/")
    expect(agent.page.get_by_role("heading", level=1)).to_be_visible()


STATES: dict[str, Callable[[Agent], None]] = {
    "list": nothing,
    "closed ones": closed_ones,
    "conversation": conversation,
    "composer with pictures": composer_with_pictures,
    "full view": full_view,
    "camera": camera,
    "details": details,
    "actions": actions,
    "renaming": renaming,
    "failed message": failed_message,
    "opted out": opted_out,
    "too long a text": too_long_a_text,
    "no such conversation": no_such_conversation,
    "filters open": filters_open,
    "filtered": filtered,
    "nothing found": nothing_found,
    "list that failed": list_that_failed,
    "start form": start_form,
    "existing conversation": existing_conversation,
    "templates": templates,
    "emoji": emoji,
    "story of a message": story,
    "menu": menu,
    "shortcuts": shortcuts,
    "home": home,
}

"""What the browser itself does about a message: tells, rings, and marks the tab."""

import json
import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.whole_browser

PHONE = (390, 780)
PUSH_SERVICE = """
  const keys = { p256dh: 'B' + 'a'.repeat(86), auth: 'c'.repeat(22) };
  let held = null;
  class Held {
    endpoint = `https://push.example/${crypto.randomUUID()}`;
    toJSON() { return { endpoint: this.endpoint, keys }; }
    async unsubscribe() { held = null; return true; }
  }
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (applicationServerKey.length !== 87) throw new Error('no key of ours');
    return held ??= new Held();
  };
  PushManager.prototype.getSubscription = async () => held;
"""
"""The maker's service is out of reach here; everything else is the browser's own."""
EARS = """
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.heard.push(this.frequency.value);
    return start.call(this, at);
  };
"""


def device_button(agent):
    return agent.page.get_by_role("button", name="Notifications on this device")


def hears(olga, name, place, *channels):
    olga.page.goto("/users")
    olga.page.get_by_role("link", name=name).click()
    group = olga.page.get_by_role("group", name=place, exact=True)
    for channel in channels:
        group.get_by_role("checkbox", name=channel).check()
    olga.button("Save").click()
    olga.is_told("Saved.")


# SPEC: NOT-1 NOT-3 MENU-1
def test_amira_switches_notifications_on_and_off_by_a_tap(agent):
    amira = agent("amira", PHONE)
    amira.page.add_init_script(PUSH_SERVICE)
    amira.goes_to("/live-conversations")
    amira.page.context.grant_permissions(["notifications"])
    amira.button("Menu").click()
    expect(device_button(amira)).to_have_attribute("aria-pressed", "false")

    device_button(amira).click()
    expect(device_button(amira)).to_have_attribute("aria-pressed", "true")
    with amira.page.expect_response("**/account/device") as renewed:
        amira.page.evaluate("import('/assets/js/push_subscription.js').then((m) => m.renew())")
    assert renewed.value.status == 204
    amira.page.goto("/account")
    expect(device_button(amira)).to_have_attribute("aria-pressed", "true")
    expect(amira.page.get_by_text("On. Tap to turn off.")).to_be_visible()
    device_button(amira).click()

    expect(device_button(amira)).to_have_attribute("aria-pressed", "false")


# SPEC: NOT-1
def test_where_notifications_are_blocked_it_is_said_what_to_do(agent):
    amira = agent("amira", PHONE)
    amira.page.add_init_script("Notification.requestPermission = async () => 'denied';")
    blocked = "Object.defineProperty(Notification, 'permission', { get: () => 'denied' });"
    amira.page.add_init_script(blocked)
    amira.goes_to("/live-conversations")

    amira.button("Menu").click()
    device_button(amira).click()

    expect(device_button(amira)).to_have_attribute("aria-pressed", "false")
    expect(amira.page.get_by_role("navigation", name="Main")).to_contain_text(
        "Allow them for this site"
    )


# SPEC: NOT-1 NOT-3 ACC-5
def test_jonas_gets_a_letter_and_follows_its_link_to_the_conversation(agent, phone, postbox):
    hears(agent("olga", going_to="/"), "Jonas Cole", "Queen Street", "Email")

    phone("+14165550813", "Queen Street").texts("Write him a letter")
    letter = awaited(lambda: [each for each in postbox.letters if "0813" in each["Subject"]])[0]
    assert letter["To"] == "Jonas Cole <jonas@demo.test>"
    text = letter.get_body(("plain",)).get_content()
    assert "Write him a letter" in text
    jonas = agent("jonas", PHONE, going_to=re.search(r"/live-conversations/\d+", text)[0])

    jonas.sees_once("Write him a letter")


# SPEC: NOT-2 NOT-3
def test_a_tap_on_a_notification_opens_the_conversation_where_a_page_is_open(agent, phone):
    phone("+14165550811", "Queen Street").texts("Open me by a tap")
    amira = agent("amira", PHONE)
    path = f"/live-conversations/{amira.finds('Open me by a tap').get_attribute('data-id')}"
    worker = Worker(amira.page)
    for body in ("Open me by a tap", "2 new messages: Open me by a tap"):
        worker.is_pushed({"title": "Maya – Queen Street", "body": body, "tag": "c-1", "path": path})

    shown = [["Maya – Queen Street", "2 new messages: Open me by a tap", "c-1"]]
    assert worker.shows() == shown
    worker.is_tapped()

    expect(amira.panel("conversation")).to_be_visible()
    amira.sees_once("Open me by a tap")
    assert amira.path == path
    awaited(lambda: worker.shows() == [])


class Worker:
    """The service worker of a page, as the push service and the screen meet it."""

    def __init__(self, page):
        self._page = page
        page.context.grant_permissions(["notifications"])
        page.evaluate("navigator.serviceWorker.register('/service-worker.js')")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self._browser = page.context.new_cdp_session(page)
        known = []
        self._browser.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda update: known.extend(update["registrations"]),
        )
        self._browser.send("ServiceWorker.enable")
        while not known:
            page.wait_for_timeout(20)
        self._number = known[0]["registrationId"]

    def is_pushed(self, said):
        origin = self._page.evaluate("location.origin")
        details = {"origin": origin, "registrationId": self._number, "data": json.dumps(said)}
        self._browser.send("ServiceWorker.deliverPushMessage", details)
        awaited(lambda: any(said["body"] in shown for shown in self.shows()))

    def shows(self):
        return self._page.evaluate(
            """async () => {
              const shown = await (await navigator.serviceWorker.ready).getNotifications();
              return shown.map(({ title, body, tag }) => [title, body, tag]);
            }"""
        )

    def is_tapped(self):
        """Browsers let only a true tap bring a window to the front, and this is none."""
        self._page.context.service_workers[0].evaluate(
            """async () => {
              const [notification] = await registration.getNotifications();
              dispatchEvent(new NotificationEvent('notificationclick', { notification }));
            }"""
        )


ICON = """
  navigator.setAppBadge = async (count) => { window.badge = count; };
  navigator.clearAppBadge = async () => { window.badge = 0; };
"""
"""That of the installed page, which only a system with a desktop draws."""


# SPEC: NOT-1 NOT-3 ACC-5
def test_a_message_rings_and_marks_the_tab_until_it_is_read(agent, phone):
    olga, amira = agent("olga", going_to="/"), agent("amira")
    hears(olga, "Amira Benali", "Queen Street", "Sound")
    amira.page.add_init_script(EARS)
    amira.page.add_init_script(ICON)
    amira.goes_to("/live-conversations")
    amira.page.get_by_role("heading", name="Live Conversations").click()
    unread = int(re.match(r"\((\d+)\)|", amira.page.title())[1] or 0)
    maya = phone("+14165550812", "Queen Street")

    amira.page.clock.set_fixed_time(datetime.now(UTC))  # so that all is within two seconds
    maya.texts("Do you hear me?")
    expect(amira.page).to_have_title(f"({unread + 1}) Live Conversations")
    amira.page.wait_for_function("window.heard.length === 2")
    amira.page.wait_for_function("count => window.badge === count", arg=unread + 1)
    icon = amira.page.locator('link[rel~="icon"]')
    expect(icon).to_have_attribute("href", re.compile("logo_unread.svg$"))
    maya.texts("Once in two seconds is enough")
    amira.finds("Once in two seconds is enough")

    amira.opens("Once in two seconds is enough")
    expect(amira.page).to_have_title(re.compile(rf"^(\({unread}\) )?Live Conversations$"))
    amira.page.wait_for_function("count => window.badge === count", arg=unread)
    maya.texts("You are looking at me")
    amira.sees_once("You are looking at me")

    assert amira.page.evaluate("window.heard.length") == 2


def awaited(find, *, seconds=10):
    """What is found, once it is there."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)
    return found

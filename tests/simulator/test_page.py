"""The page of the phone in a real browser, at the sizes of a phone, a tablet and a desk."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from twilio.rest import Client

from domain.simulator import Controls, Simulator
from tests.browser import chromium
from tests.simulator.rig import DANA, HARBOUR, MAYA, QUEEN_STREET, Inbox, eventually

SMALL, MEDIUM, LARGE = (390, 780), (900, 1100), (1440, 900)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path, arguments = chromium.quick(), chromium.ARGUMENTS
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()


class Phone:
    """The page as its owner uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.messages = page.get_by_test_id("phone-message")
        self.text = page.get_by_role("textbox", name="Text message")
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open_controls(self) -> None:
        """On a small screen they are behind a button."""
        button = self.page.get_by_role("button", name="Controls", exact=True)
        if await button.is_visible():
            await button.click()

    async def close_controls(self) -> None:
        button = self.page.get_by_role("button", name="Close controls")
        if await button.is_visible():
            await button.click()

    async def choose(self, name: str, label: str) -> None:
        await self.page.get_by_role("combobox", name=name).select_option(label=label)

    async def add_customer(self, number: str) -> None:
        await self.open_controls()
        await self.page.get_by_role("button", name="Add customer").click()
        await self.page.get_by_role("textbox", name="Phone number").fill(number)
        await self.page.get_by_role("button", name="Add", exact=True).click()
        await expect(self.page.get_by_role("dialog")).to_be_hidden()
        await self.close_controls()


async def phone_on(browser: Browser, address: str, *, size: tuple[int, int] = LARGE) -> Phone:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    phone = Phone(page)
    await page.goto(f"{address}/")
    return phone


# SPEC: CAR-6
@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE], ids=["small", "medium", "large"])
async def test_maya_texts_the_shop_and_reads_its_answer(
    browser: Browser, address: str, twilio: Client, inbox: Inbox, size: tuple[int, int]
) -> None:
    phone = await phone_on(browser, address, size=size)
    await phone.add_customer("(416) 555-0137")

    await phone.text.fill("The zipper broke on day two.")
    await phone.page.get_by_role("button", name="Send").click()
    await eventually(lambda: inbox.texts)
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="I am sorry!")

    await expect(phone.messages).to_have_text(["The zipper broke on day two.", "I am sorry!"])
    await expect(phone.messages.nth(0)).to_have_attribute("data-direction", "inbound")
    await expect(phone.messages.nth(1)).to_have_attribute("data-direction", "outbound")
    await expect(phone.text).to_have_value("")
    assert inbox.texts == ["The zipper broke on day two."]
    assert phone.complaints == []


async def test_enter_sends_and_shift_enter_breaks_the_line(
    browser: Browser, address: str, inbox: Inbox
) -> None:
    phone = await phone_on(browser, address)
    await phone.add_customer(MAYA)

    await phone.text.press_sequentially("Hello")
    await phone.text.press("Shift+Enter")
    await phone.text.press_sequentially("again")
    await phone.text.press("Enter")

    await expect(phone.messages).to_have_text(["Hello\nagain"])
    assert inbox.texts == ["Hello\nagain"]


async def test_the_phone_belongs_to_whoever_is_chosen(
    browser: Browser, address: str, simulator: Simulator
) -> None:
    simulator.text("Dana here", customer_number=DANA, app_number=HARBOUR)
    simulator.text("Maya here", customer_number=MAYA, app_number=QUEEN_STREET)
    phone = await phone_on(browser, address)
    await expect(phone.messages).to_have_text(["Maya here"])

    await phone.choose("Customer", "(416) 555-0162")
    await expect(phone.messages).to_have_text(["Dana here"])
    await expect(phone.page.get_by_role("heading", name="Harbour")).to_be_visible()

    await phone.choose("Texting", "Queen Street")
    await expect(phone.messages).to_have_count(0)

    await phone.page.reload()
    await expect(phone.page.get_by_role("combobox", name="Customer")).to_have_value(DANA)
    await expect(phone.page.get_by_role("combobox", name="Texting")).to_have_value(QUEEN_STREET)


async def test_the_controls_say_what_is_in_store(
    browser: Browser, address: str, simulator: Simulator, twilio: Client
) -> None:
    simulator.text("Maya here", customer_number=MAYA, app_number=QUEEN_STREET)
    phone = await phone_on(browser, address)
    next_message = phone.page.get_by_role("combobox", name="Next message from the team")
    await expect(next_message).to_have_value("delivered")

    await next_message.select_option("30005")
    await phone.page.get_by_role("switch", name="Every webhook twice").check()
    await eventually(
        lambda: simulator.controls == Controls(next_message="30005", webhooks_twice=True)
    )
    await twilio.messages.create_async(to=MAYA, from_=QUEEN_STREET, body="Never arrives")

    await expect(next_message).to_have_value("delivered")
    await expect(phone.page.get_by_role("switch", name="Every webhook twice")).to_be_checked()


# SPEC: CAR-3
async def test_one_press_texts_stop(
    browser: Browser, address: str, simulator: Simulator, inbox: Inbox
) -> None:
    simulator.text("Maya here", customer_number=MAYA, app_number=QUEEN_STREET)
    phone = await phone_on(browser, address)

    await phone.page.get_by_role("button", name="Text STOP").click()

    await expect(phone.messages.nth(1)).to_have_text("STOP")
    await eventually(lambda: inbox.texts == ["Maya here", "STOP"])


async def test_text_is_shown_as_text_whatever_it_contains(
    browser: Browser, address: str, simulator: Simulator
) -> None:
    hostile = "<img src=x onerror=alert(1)> </script> {{7*7}} مرحبا"
    phone = await phone_on(browser, address)

    simulator.text(hostile, customer_number=MAYA, app_number=QUEEN_STREET)

    await expect(phone.messages).to_have_text([hostile])
    assert await phone.messages.locator("*").count() == 0
    assert phone.complaints == []


async def test_a_number_that_is_none_is_refused_in_words(browser: Browser, address: str) -> None:
    phone = await phone_on(browser, address)

    await phone.page.get_by_role("button", name="Add customer").click()
    await phone.page.get_by_role("textbox", name="Phone number").fill("hello")
    await phone.page.get_by_role("button", name="Add", exact=True).click()

    alert = phone.page.get_by_role("dialog").get_by_role("alert")
    await expect(alert).to_have_text("“hello” is not a phone number.")


@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE], ids=["small", "medium", "large"])
async def test_nothing_sticks_out_at_any_size(
    browser: Browser, address: str, simulator: Simulator, size: tuple[int, int]
) -> None:
    simulator.text("w" * 300, customer_number=MAYA, app_number=QUEEN_STREET)
    phone = await phone_on(browser, address, size=size)
    await expect(phone.messages).to_have_count(1)

    sticks_out = "each => each.scrollWidth > each.clientWidth || each.scrollHeight > innerHeight"
    for region in ("html", "[role=log]", ".bubble"):
        assert not await phone.page.locator(region).evaluate(sticks_out), region
    await expect(phone.text).to_be_in_viewport(ratio=1)


async def test_on_a_small_screen_escape_puts_the_controls_away(
    browser: Browser, address: str
) -> None:
    phone = await phone_on(browser, address, size=SMALL)
    stop = phone.page.get_by_role("button", name="Text STOP")
    await expect(stop).to_be_hidden()

    await phone.open_controls()
    await expect(stop).to_be_in_viewport(ratio=1)
    await phone.page.keyboard.press("Escape")

    await expect(stop).to_be_hidden()
    await expect(phone.page.get_by_role("button", name="Controls", exact=True)).to_be_focused()

"""The menu that slides in, and the colours that are chosen there."""

import re

from playwright.sync_api import expect

DESKTOP = (1440, 900)
TWO_LINES = 30
"""Pixels: lower than these is one."""


# SPEC: MENU-1 MENU-2 ACC-3
def test_the_menu_slides_in_with_the_way_home_and_dark_colours(agent):
    amira = agent("amira")
    menu = amira.page.get_by_role("navigation", name="Main")
    background = "one => getComputedStyle(one).backgroundColor"
    assert amira.panel("list").evaluate(background) == "rgb(255, 255, 255)"

    amira.button("Menu").click()
    expect(menu).to_contain_text("Amira Benali")
    expect(menu.get_by_role("link", name="Live Conversations")).to_have_attribute(
        "aria-current", "page"
    )
    menu.get_by_role("button", name="Theme: system").click()
    menu.get_by_role("button", name="Theme: light").click()
    expect(menu.get_by_role("button", name="Theme: dark")).to_be_visible()
    amira.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()

    assert amira.panel("list").evaluate(background) == "rgb(23, 25, 31)"
    amira.page.reload()
    assert amira.panel("list").evaluate(background) == "rgb(23, 25, 31)"
    amira.is_connected()
    amira.button("Menu").click()
    menu.get_by_role("link", name="Home").click()
    greeting = amira.page.get_by_role("heading", name=re.compile(", Amira$"))
    expect(greeting).to_be_visible()
    tab = menu.get_by_role("link", name="Live Conversations")
    tab.evaluate("link => { link.querySelector('.unread-badge').textContent = '99+'; }")
    assert tab.locator(".block").bounding_box()["height"] < TWO_LINES
    assert tab.evaluate("link => link.scrollWidth <= link.clientWidth")
    amira.page.go_back()
    amira.is_connected()
    amira.button("Menu").click()
    amira.page.get_by_role("link", name="Chatter").click()
    expect(greeting).to_be_visible()


# SPEC: MENU-1
def test_a_dark_page_is_dark_from_the_first_paint(open_page, demo):
    page = open_page(demo.url, DESKTOP, color_scheme="dark")
    page.add_init_script(FIRST_PAINT)

    page.goto("/sign-in")

    assert page.evaluate("window.first") == "dark"


FIRST_PAINT = """requestAnimationFrame(function look() {
  if (!document.body) return requestAnimationFrame(look);
  window.first ??= document.documentElement.dataset.theme;
});"""

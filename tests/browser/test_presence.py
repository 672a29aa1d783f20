"""Who else is here, as colleagues see it."""

from playwright.sync_api import expect

AT_ONCE = 8_000
"""Milliseconds: well below the grace for those who only look away."""


def line(someone):
    return someone.page.get_by_test_id("presence")


def mark(someone, preview):
    return someone.finds(preview).get_by_test_id("item-viewers")


# SPEC: LOG-9
def test_a_colleague_who_is_also_here_or_typing_is_shown(agent, phone):
    amira, jonas = agent("amira"), agent("jonas", (900, 1100))
    phone("+14165550711", "Queen Street").texts("Who looks after me?")
    amira.opens("Who looks after me?")
    expect(line(amira)).to_have_count(0)

    jonas.opens("Who looks after me?")
    expect(line(amira)).to_have_text("Jonas Cole is also here")
    expect(line(jonas)).to_have_text("Amira Benali is also here")
    expect(mark(amira, "Who looks after me?")).to_have_text("Jonas Cole is also here")
    expect(amira.page.get_by_role("status").filter(has_text="Jonas Cole")).to_have_count(1)

    jonas.box.press_sequentially("I do")
    expect(line(amira)).to_have_text("Jonas Cole is typing…")
    expect(mark(amira, "Who looks after me?")).to_have_text("Jonas Cole is typing…")
    jonas.button("Send").click()
    expect(line(amira)).to_have_text("Jonas Cole is also here", timeout=AT_ONCE)

    jonas.opens("you are the best")
    expect(line(amira)).to_have_count(0, timeout=AT_ONCE)
    expect(mark(amira, "you are the best")).to_have_count(1)


# SPEC: LOG-9 ACC-7
def test_who_signs_out_or_goes_back_to_the_list_is_not_here_any_more(agent, phone):
    amira, olga = agent("amira"), agent("olga", (390, 780))
    phone("+14165550712", "Queen Street").texts("Anybody there?")
    amira.opens("Anybody there?")
    olga.opens("Anybody there?")
    expect(line(amira)).to_have_text("Olga Lindqvist is also here")
    amira.goes_to("/live-conversations")
    expect(mark(amira, "Anybody there?")).to_have_text("Olga Lindqvist is also here")

    olga.button("Back").click()
    olga.button("Menu").click()
    olga.button("Logout").click()

    olga.page.wait_for_url("**/sign-in")
    expect(mark(amira, "Anybody there?")).to_have_count(0, timeout=AT_ONCE)

"""What time it says: in the reader's zone, and when the day is over."""

from datetime import UTC, datetime

from playwright.sync_api import expect

DAY_MILLISECONDS = 24 * 60 * 60 * 1000


# SPEC: LIST-9 LOG-3
def test_at_midnight_today_becomes_yesterday_without_a_reload(agent, phone):
    phone("+14165551221", "Queen Street").texts("Good morning")
    amira = agent("amira")
    amira.page.clock.install(time=datetime.now(UTC))
    amira.goes_to("/live-conversations")
    amira.opens("Good morning")
    time = amira.row("Good morning").get_by_test_id("item-time")
    heading = amira.page.get_by_test_id("message-time").last
    today = time.inner_text()
    assert today.endswith(("AM", "PM"))
    expect(heading).to_have_text(f"Today, {today}")
    amira.page.evaluate("window.stayed = true")

    amira.page.clock.fast_forward(DAY_MILLISECONDS)
    expect(time).to_have_text("Yesterday")
    expect(heading).to_have_text(f"Yesterday, {today}")
    amira.page.clock.fast_forward(2 * DAY_MILLISECONDS)
    weekday = amira.page.evaluate(
        "at => new Date(at).toLocaleDateString('en-US', { weekday: 'short' })",
        time.get_attribute("datetime"),
    )
    expect(time).to_have_text(weekday)
    amira.page.clock.fast_forward(5 * DAY_MILLISECONDS)
    date = amira.page.evaluate(
        "at => new Date(at).toLocaleDateString('en-US', { month: 'short', day: 'numeric' })",
        time.get_attribute("datetime"),
    )
    expect(time).to_have_text(date)
    assert amira.page.evaluate("window.stayed")

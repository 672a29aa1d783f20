"""What time it says: in the reader's zone, and when the day is over."""

from datetime import UTC, datetime

from playwright.sync_api import expect

DAY_MILLISECONDS = 24 * 60 * 60 * 1000

TOLD = """async ([now, at]) => {
  const later = new Date(now);
  const Past = Date;
  globalThis.Date = class extends Past {
    constructor(...given) { super(...(given.length ? given : [later])); }
    static now() { return later.getTime(); }
  };
  const { shortTime, longTime } = await import(`/assets/js/time.js?${now}${at}`);
  const told = [shortTime(at), longTime(at)];
  globalThis.Date = Past;
  return told;
}"""


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


# SPEC: LIST-9
def test_days_are_counted_right_where_the_clocks_change(agent):
    amira = agent("amira")

    for now, at, short, long in (
        # In Toronto the clocks went back on November 1 and go forward on March 14.
        ("2026-11-02T00:10-05:00", "2026-11-01T00:10-04:00", "Yesterday", "Yesterday, 12:10 AM"),
        ("2026-11-01T23:50-05:00", "2026-10-31T00:10-04:00", "Yesterday", "Yesterday, 12:10 AM"),
        ("2027-03-15T00:10-04:00", "2027-03-14T00:10-05:00", "Yesterday", "Yesterday, 12:10 AM"),
        ("2027-03-14T23:50-04:00", "2027-03-14T00:10-05:00", "12:10 AM", "Today, 12:10 AM"),
        ("2027-03-17T12:00-04:00", "2027-03-11T12:00-05:00", "Thu", "Thursday, 12:00 PM"),
        ("2027-03-17T12:00-04:00", "2027-03-10T12:00-05:00", "Mar 10", "Mar 10, 12:00 PM"),
        (
            "2027-03-17T12:00-04:00",
            "2026-12-31T12:00-05:00",
            "Dec 31, 2026",
            "Dec 31, 2026, 12:00 PM",
        ),
    ):
        told = [text.replace("\u202f", " ") for text in amira.page.evaluate(TOLD, [now, at])]
        assert told == [short, long], f"{at} seen at {now}"

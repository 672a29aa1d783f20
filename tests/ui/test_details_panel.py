"""The details of a conversation, drawn by Python: built when they are opened, and in step."""

from tests.ui.visitors import until


# SPEC: DET-1 DET-4 DET-5 LIST-5
async def test_details_that_stayed_open_show_what_details_opened_afresh_show(office, frames):
    page, _ = frames
    home = office.house
    conversation = await home.conversation_with(text="Is it ready?")
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}", 0)
    await page.report("shell", "openDetails", conversation.id)
    await until(lambda: page.shows("Close"))

    for note in ("<b>Ask</b>", "Done"):
        await home.conversations.comment(conversation.id, note, by=home.olga, key=note)
        await home.conversations.rename(conversation.id, f"After {note}", by=home.olga)
    await home.conversations.close(conversation.id, by=home.olga)
    await until(lambda: page.shows("Reopen") and "Closed" in page.texts())

    in_step = page.texts()
    await page.report("shell", "openDetails", 0)
    await until(lambda: not page.shows("Reopen"))
    await page.report("shell", "openDetails", conversation.id)
    await until(lambda: page.shows("Reopen"))
    assert page.texts() == in_step
    assert {"<b>Ask</b>", "Done", "Closed", "After Done"} <= set(in_step)


# SPEC: DET-2 DET-3
async def test_what_is_being_renamed_stays_in_the_field_while_news_come(office, frames):
    page, _ = frames
    home = office.house
    conversation = await home.conversation_with(text="Is it ready?")
    await page.report("shell", "navigate", f"/live-conversations/{conversation.id}", 0)
    await page.report("shell", "openDetails", conversation.id)
    await until(lambda: page.shows("Rename"))
    await page.choose("Rename")
    await until(lambda: page.shows("Conversation title"))

    await home.conversations.comment(conversation.id, "Meanwhile", by=home.olga, key="a note")
    await until(lambda: page.shows("Meanwhile"))
    await page.fill("Conversation title", "Maya’s coat")

    await until(lambda: page.shows("Renamed to “Maya’s coat”"))
    await until(lambda: not page.shows("Conversation title"))

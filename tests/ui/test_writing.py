"""What is written on an open page, on its way to the server and back."""

from datetime import UTC, datetime

from tests.domain.conftest import DANA, HARBOUR
from tests.ui.visitors import until

WRITTEN_MS = 1_795_435_200_000


def told_to_the_composer(told, method) -> list[list[object]]:
    return [
        frame.details for frame in told if (frame.element, frame.method) == ("composer", method)
    ]


async def drafts_of(office, member) -> list[str]:
    return [draft.text for draft in await office.drafts.all(by=member)]


# SPEC: MSG-8
async def test_a_draft_is_kept_and_the_page_told_what_stands(office, frames):
    page, told = frames
    maya = await office.house.conversation_with()

    await page.report("composer", "saveDraft", maya.id, "Half a thought", WRITTEN_MS)

    row = {"conversation": maya.id, "text": "Half a thought", "at": WRITTEN_MS}
    await until(lambda: [row] in told_to_the_composer(told, "receiveDraft"))
    assert await drafts_of(office, office.house.amira) == ["Half a thought"]
    [draft] = await office.drafts.all(by=office.house.amira)
    assert draft.written_at == datetime.fromtimestamp(WRITTEN_MS / 1000, UTC)


# SPEC: ACC-6 MSG-8
async def test_what_is_not_a_draft_or_not_of_ones_own_conversation_is_not_kept(
    office,
    frames,
):
    page, told = frames
    maya = await office.house.conversation_with()
    await office.house.conversation_with(DANA, to=HARBOUR)

    await page.report("composer", "saveDraft", 4711, "Hello", WRITTEN_MS)
    await page.report("composer", "saveDraft", maya.id, "Hello", -1)
    await page.report("composer", "saveDraft", maya.id, ["Hello"], WRITTEN_MS)
    await page.report("composer", "saveDraft", maya.id, "Hello", WRITTEN_MS)

    await until(lambda: told_to_the_composer(told, "receiveDraft"))
    assert await drafts_of(office, office.house.amira) == ["Hello"]


# SPEC: LOG-9
async def test_the_page_is_told_who_answered_meanwhile(office, frames):
    page, told = frames
    maya = await office.house.conversation_with()
    answer = await office.house.send(maya, "It is ready.", by=office.house.jonas)

    await page.report(
        "composer", "sendMessage", maya.id, "press", "Not yet", maya.last_message_id, [], None
    )

    await until(lambda: told_to_the_composer(told, "reportConflict"))
    [[key, sentence, row]] = told_to_the_composer(told, "reportConflict")
    assert (key, sentence) == ("press", "Jonas Cole answered meanwhile, so your text was not sent.")
    assert (row["id"], row["author"], row["text"]) == (answer.id, "Jonas Cole", "It is ready.")
    assert (await office.house.last(maya)).text == "It is ready."


# FAULT: M-20
# SPEC: LIST-7
async def test_the_page_tells_up_to_where_the_conversation_was_known(office, frames):
    page, told = frames
    maya = await office.house.conversation_with()
    known = maya.last_inbound_id
    await office.house.text_in("And in red?")

    await page.report("composer", "sendMessage", maya.id, "press", "It is ready", known, [], known)

    await until(lambda: told_to_the_composer(told, "accept") == [["press"]])
    [listed] = await office.house.listed()
    assert listed.preview.text == "It is ready"
    assert listed.conversation.waiting_since is not None


# SPEC: MSG-3
async def test_templates_come_when_they_are_wanted_with_what_is_new(office, frames):
    page, told = frames
    await page.report("composer", "requestTemplates")
    await until(lambda: told_to_the_composer(told, "showTemplates") == [[[]]])

    async with office.house.store.transaction() as tx:
        added = await tx.companies.add_template(
            office.house.company.id, name="Hours", text="{location} is open, says {agent}."
        )
    await page.report("composer", "requestTemplates")

    row = {"id": added.id, "name": "Hours", "text": "{location} is open, says {agent}."}
    await until(lambda: told_to_the_composer(told, "showTemplates")[1:] == [[[row]]])
    maya = await office.house.conversation_with()
    await page.report("shell", "navigate", f"/live-conversations/{maya.id}", 0)
    await until(lambda: told_to_the_composer(told, "showBox")[-1][0] == maya.id)
    assert told_to_the_composer(told, "showBox")[-1][3] == {
        "customer": "(416) 555-0110",
        "location": "Queen Street",
        "agent": "Amira",
    }

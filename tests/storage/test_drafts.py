"""Drafts as they are stored."""

from domain.model.drafts import Draft


async def keep(office, conversation, text, *, by=None) -> Draft:
    draft = Draft(conversation_id=conversation.id, text=text, written_at=office.clock.now())
    async with office.store.transaction() as tx:
        await tx.drafts.save(draft, user_id=by or office.amira)
    return draft


# SPEC: MSG-8
async def test_a_draft_is_kept_per_user_and_conversation(office):
    maya, dana = await office.conversation(), await office.conversation("+14165550162")
    await keep(office, maya, "Hel")
    hers = await keep(office, maya, "Hello")
    his = await keep(office, maya, "Good morning", by=office.jonas)

    async with office.store.reading() as stored:
        assert await stored.drafts.get(maya.id, user_id=office.amira) == hers
        assert await stored.drafts.get(maya.id, user_id=office.jonas) == his
        nothing = await stored.drafts.get(dana.id, user_id=office.amira)
        assert nothing == Draft(conversation_id=dana.id)


# SPEC: ACC-6
async def test_only_those_that_say_something_and_may_be_seen_are_told(office):
    queen_street = await office.conversation()
    harbour = await office.conversation(at=office.harbour)
    here, there = await keep(office, queen_street, "Here"), await keep(office, harbour, "There")

    async with office.store.reading() as stored:
        assert await stored.drafts.all(office.amira, within=office.everywhere) == [here, there]
        narrow = office.only(office.queen_street)
        assert await stored.drafts.all(office.amira, within=narrow) == [here]
        assert await stored.drafts.all(office.jonas, within=office.everywhere) == []

    await keep(office, queen_street, "")
    async with office.store.reading() as stored:
        assert await stored.drafts.all(office.amira, within=office.everywhere) == [there]

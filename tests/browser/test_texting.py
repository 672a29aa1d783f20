from playwright.sync_api import expect


# SPEC: LIST-5 LOG-6 MSG-9
def test_a_customer_and_two_agents_text_live(agent, phone, size):
    amira, olga = agent("amira", size), agent("olga", size)
    maya = phone(f"+1416555{size[0]:04}", "Queen Street")

    maya.texts("Is the green coat still there?")
    for someone in (amira, olga):
        expect(someone.row("Is the green coat still there?")).to_have_attribute(
            "data-unread", "true"
        )
        someone.opens("Is the green coat still there?")
        someone.sees_once("Is the green coat still there?")

    amira.sends("It is, size M and L.")
    for someone in (amira, olga):
        someone.sees_once("It is, size M and L.")
    maya.sees_once("It is, size M and L.")
    for someone in (amira, olga):
        someone.sees_once("It is, size M and L.", status="delivered")

    maya.texts("M please!")
    for someone in (amira, olga):
        someone.sees_once("M please!")

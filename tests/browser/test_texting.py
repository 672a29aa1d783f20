"""A customer and the team text each other, live."""

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


# FAULT: M-20
# SPEC: LIST-7
def test_what_came_after_the_last_word_of_an_answer_goes_on_waiting(agent, customer):
    maya = customer("Is it ready?", number="+14165551711")
    amira = agent("amira")
    amira.opens("Is it ready?")
    amira.sees_once("Is it ready?")
    amira.box.fill("It is")
    maya.texts("And do you have it in red?")
    amira.sees_once("And do you have it in red?")

    amira.button("Send").click()
    amira.sees_once("It is", status="delivered")
    expect(amira.row("AB: It is")).to_have_attribute("data-waiting", "true")

    amira.sends("In red, too")
    amira.sees_once("In red, too", status="delivered")
    expect(amira.row("AB: In red, too")).not_to_have_attribute("data-waiting", "true")


# FAULT: M-15
# SPEC: CAR-3 LOG-5
def test_what_a_stop_held_back_is_resent_after_start(agent, customer):
    maya = customer("Is it blue?", number="+14165551712")
    maya.lets_the_next_one("21610")
    amira = agent("amira")
    amira.opens("Is it blue?")
    amira.sends("As blue as the sea")
    amira.sees_once("As blue as the sea", status="failed")
    resend = amira.message("As blue as the sea").get_by_role("button", name="Resend")
    expect(resend).to_have_count(0)

    maya.texts("START")
    resend.click()

    amira.sees_once("As blue as the sea", status="delivered")
    maya.sees_once("As blue as the sea")

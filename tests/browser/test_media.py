from playwright.sync_api import expect

from tests.fakes import photo

ON_THE_PHONE = "[data-testid=phone-message] img"


# SPEC: CAR-6 MMS-5
def test_a_picture_texted_in_by_the_phone_is_in_the_log(agent, phone):
    amira = agent("amira")
    maya = phone("+14165550883", "Queen Street")
    maya.texts("I send you a picture")
    amira.opens("I send you a picture")

    maya.sends_file("coat.jpg", photo(300, 200), "image/jpeg")

    expect(maya.page.locator(ON_THE_PHONE)).to_have_js_property("naturalWidth", 300)
    attachment = amira.page.get_by_test_id("attachment")
    expect(attachment).to_have_attribute("title", "attachment-1.jpg")
    expect(attachment.locator("img")).to_have_js_property("naturalWidth", 300)

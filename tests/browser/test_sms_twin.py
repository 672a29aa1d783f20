"""The counter under the box, and the bill: two programs that must count alike."""

import random

from domain.model.messages import with_notice
from domain.model.sms import LIMIT, measure

PLAIN = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà"
DOUBLE = "\f^{}\\[~]|€"
TWINNED = "“”‘’„–—…•×«»\t`´\u00a0\u202f\u200b"
DEARER = "çжあ漢" + TWINNED
PAIRS = "🙂🎂👍🏽👩‍💻❤️🇨🇦𝒳"
BORDERS = (0, 1, 2, 34, 35, 36, 66, 67, 68, 69, 70, 71, 133, 134, 135, 152, 153, 154)
FURTHER = (159, 160, 161, 305, 306, 307, 459, 460, 800, LIMIT - 1, LIMIT, LIMIT + 1)
NOTICE = "Reply STOP to opt out. Msg & data rates may apply."

MEASURED = """async (texts) => {
  const { measure } = await import('/assets/js/sms.js');
  return texts.map(measure);
}"""
JOINED = """async ([texts, notice]) => {
  const { withNotice } = await import('/assets/js/sms.js');
  return texts.flatMap((text) => [withNotice(text, notice), withNotice(text, null)]);
}"""


def texts_of_all_kinds() -> list[str]:
    chance = random.Random(8841)
    alphabets = (PLAIN, DOUBLE, PLAIN + DOUBLE, DEARER, PLAIN + DEARER, PAIRS, PLAIN + PAIRS)
    alphabets += (PLAIN + TWINNED,)
    return [
        "".join(chance.choices(alphabet, k=length))
        for alphabet in alphabets
        for length in (*BORDERS, *FURTHER)
        for _ in range(2)
    ]


# SPEC: MSG-2
def test_the_page_counts_a_text_as_the_server_does(open_page, demo):
    texts = texts_of_all_kinds()
    page = open_page(demo.url)
    page.goto("/sign-in")

    counted = page.evaluate(MEASURED, texts)

    lengths = [measure(text) for text in texts]
    assert {length.encoding for length in lengths} == {"GSM-7", "UCS-2"}
    for text, length, there in zip(texts, lengths, counted, strict=True):
        here = {
            "characters": length.characters,
            "segments": length.segments,
            "encoding": length.encoding,
        }
        assert there == here, f"{text!r} is counted differently"


BLAMED = """async ([text, notice]) => {
  const { findCostlyCharacter } = await import('/assets/js/sms.js');
  return findCostlyCharacter(text, notice);
}"""
LONG = "x" * 100
CHEAP = ("", "It’s", "🙂", LONG * 3, "ж" * 70, "It’s ready to be collected")


# SPEC: MSG-10
def test_the_character_that_makes_a_text_costlier_is_named(open_page, demo):
    page = open_page(demo.url)
    page.goto("/sign-in")

    for text, character, plain in (
        (f"It’s {LONG}", "’", f"It's {LONG}"),
        (f"“It’s” – {LONG}…", "“", f'"It\'s" - {LONG}...'),
        (f"{LONG}\u00a0here", "\u00a0", f"{LONG} here"),
        (f"It’s 🙂 {LONG}", "🙂", None),
        (f"ça {LONG}", "ç", None),
    ):
        blamed = {"character": character, "segments": 2, "without": 1, "plain": plain}
        assert page.evaluate(BLAMED, [text, None]) == blamed
    for text in CHEAP:
        assert page.evaluate(BLAMED, [text, None]) is None
    assert page.evaluate(BLAMED, ["It’s ready to be collected", NOTICE])["without"] == 1


# SPEC: LOG-4
def test_the_page_adds_the_legal_notice_as_the_server_does(open_page, demo):
    texts = ["", "Your coat is here", "Two\nlines\n", NOTICE]
    page = open_page(demo.url)
    page.goto("/sign-in")

    joined = page.evaluate(JOINED, [texts, NOTICE])

    assert joined == [with_notice(text, notice) for text in texts for notice in (NOTICE, None)]


FILLED = """async ([text, values]) => {
  const { filled } = await import('/assets/js/placeholders.js');
  return filled(text, values);
}"""


# SPEC: MSG-3
def test_a_template_is_filled_in_and_what_is_unknown_is_left_alone(open_page, demo):
    page = open_page(demo.url)
    page.goto("/sign-in")
    text = "Hi {customer}, {agent} here, not {Agent}, about {order} at {location}. $& {customer}!"

    filled = page.evaluate(FILLED, [text, {"customer": "Maya $1", "agent": "Amira"}])

    assert filled == (
        "Hi Maya $1, Amira here, not {Agent}, about {order} at {location}. $& Maya $1!"
    )

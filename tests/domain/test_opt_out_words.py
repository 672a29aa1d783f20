"""Customers who do not want to be texted, and those who only sound like it."""

import pytest

from domain.model.errors import CustomerOptedOut
from domain.model.opt_outs import may_ask_to_stop, parse_keyword
from tests.domain.conftest import MAYA


# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "Please STOP  messaging me!!",
        "Don't text me again",
        "don’t text me again",
        "do not contact this number",
        "Never text me again.",
        "remove me from your list",
        "take my number off your list please",
        "stop sending me these",
        "no more texts please",
        "dont send me any more messages",
        "I want to opt out",
        "unsubscribe me",
        "Leave me alone",
        "stop please",
    ],
)
def test_a_wish_not_to_be_texted_is_heard(text):
    assert may_ask_to_stop(text)


# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "stop by the store",
        "please stop by at five",
        "I am at the bus stop",
        "don't stop",
        "Don't text me before 9, I sleep late",
        "I will not write a list",
        "Could you remove the sofa from my order?",
        "take me off the waiting list for Friday",
        "I never text while driving",
        "the list is long",
        "can you stop the delivery?",
        "",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(text):
    assert not may_ask_to_stop(text)


# FAULT: M-4
# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "Stop.",
        "stop!!!",
        "'STOP'",
        "“Stop”",
        "«stop»",
        "*STOP*",
        "(unsubscribe)",
        "Stop\u200b",
        "Stop\n.",
        "\u202aSTOP\u202c",
        "STOP\ufe0f",
        "ＳＴＯＰ",
        "Stop\n\nSent from my iPhone",
        "STOP - Sent from my Galaxy",
        "Cancel. Sent from my iPad",
        "Stop\n--\nGet Outlook for Android",
        "STOP\nEnvoyé de mon iPhone",
    ],
)
async def test_a_stop_word_counts_with_what_phones_and_people_put_around_it(house, text):
    conversation = await house.conversation_with(MAYA)
    await house.text_in(text)

    with pytest.raises(CustomerOptedOut):
        await house.send(conversation, "Hello?")
    await house.text_in("START")
    await house.send(conversation, "Welcome back")


# FAULT: M-4
# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "Stop thanks",
        "STOP ALL",
        "Stop?",
        "Opt-out",
        "OPT OUT",
        "Cancel please",
        "Arrêt",
        "Désabonnez-moi",
        "Je ne veux plus de messages",
        "Ne m’écrivez plus !",
        "No más mensajes",
        "No me escriban más por favor",
        "Não me mande mais mensagens",
        "Keine Nachrichten mehr",
        "Basta messaggi",
        "Geen berichten meer",
        "停止",
        "توقف",
        "remove me",
        "Remove my number please.",
        "wrong number",
        "Sorry, you have the wrong number",
        "Who is this? Stop",
        "I said STOP",
        "Stop 😡",
        "Stop it now",
        "I no longer want these texts",
        "I never signed up for this",
        "Unsubscribe me\nSent from my iPhone",
    ],
)
async def test_other_wordings_and_languages_ask_and_never_act(house, text):
    await house.text_in(text)

    [listed] = await house.listed()
    assert may_ask_to_stop(text)
    assert not listed.opted_out


# FAULT: M-4
# SPEC: CAR-3
@pytest.mark.parametrize(
    "text",
    [
        "We have got to stop this leak",
        "Please stop by the office",
        "Is the bus stop near you?",
        "Don't stop, it looks great",
        "Cancel my appointment on Friday please",
        "The end",
        "I quit my job",
        "I gave you the wrong number, it is 416-555-0110",
        "Sorry, I typed the wrong number",
        "Could you remove me a tooth?",
        "Yes!",
        "Start",
        "Pas de problème",
        "No me gusta",
        "A full stop. Then a comma",
        "Alto Adige is lovely",
    ],
)
async def test_what_only_has_such_a_word_in_it_stays_quiet(house, text):
    await house.text_in(text)

    [listed] = await house.listed()
    assert not may_ask_to_stop(text)
    assert not listed.opted_out


# FAULT: M-4
@pytest.mark.parametrize("part", [" ", "\n", "-", "_", "stop ", "remove me, ", "don't ", "\u200b"])
def test_a_text_as_long_as_a_webhook_is_read_quickly(part):
    """Without a limit of time: what grows with the square of the length would take hours."""
    text = f"a{part * (2**16 // len(part))}b"
    assert parse_keyword(text, app_number="+14165550100") is None
    may_ask_to_stop(text)

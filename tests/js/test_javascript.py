"""The browser's modules, without a browser: their own tests, and the protocol of the elements."""

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from domain.model.messages import with_notice
from domain.model.sms import LIMIT, measure
from tests.js.node import HERE, ROOT, node
from tests.open_page import PROTOCOLS
from ui.elements.wire import field_names, script_name

PLAIN = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà"
DOUBLE = "\f^{}\\[~]|€"
TWINNED = "“”‘’„–—…•×«»\t`´\u00a0\u202f\u200b"
COSTLY = "çжあ漢" + TWINNED
PAIRS = "🙂🎂👍🏽👩‍💻❤️🇨🇦𝒳"
BORDERS = (0, 1, 2, 34, 35, 36, 66, 67, 68, 69, 70, 71, 133, 134, 135, 152, 153, 154)
FURTHER = (159, 160, 161, 305, 306, 307, 459, 460, 800, LIMIT - 1, LIMIT, LIMIT + 1)
NOTICE = "Reply STOP to opt out. Msg & data rates may apply."


def texts_of_all_kinds() -> list[str]:
    chance = random.Random(8841)
    alphabets = (PLAIN, DOUBLE, PLAIN + DOUBLE, COSTLY, PLAIN + COSTLY, PAIRS, PLAIN + PAIRS)
    alphabets += (PLAIN + TWINNED,)
    return [
        "".join(chance.choices(alphabet, k=length))
        for alphabet in alphabets
        for length in (*BORDERS, *FURTHER)
        for _ in range(2)
    ]


def sms_vectors() -> str:
    """What the server says of texts of all kinds: the page has to say the same."""
    measured = [(text, asdict(measure(text))) for text in texts_of_all_kinds()]
    assert {length["encoding"] for _, length in measured} == {"GSM-7", "UCS-2"}
    joined = [
        (text, notice, with_notice(text, notice))
        for text in ("", "Your coat is here", "Two\nlines\n", NOTICE)
        for notice in (NOTICE, None)
    ]
    return json.dumps({"measured": measured, "joined": joined})


# SPEC: LIST-9 LOG-3 LOG-4 MSG-2 MSG-3 MSG-10
@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.stem)
def test_the_modules_do_what_their_own_tests_say(file: Path, tmp_path: Path):
    vectors = tmp_path / "sms.json"
    vectors.write_text(sms_vectors())
    words = {"TZ": "America/Toronto", "LANG": "en_US.UTF-8", "SMS_VECTORS": str(vectors)}

    run = node("--test", str(file.relative_to(ROOT)), **words)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def elements():
    run = node("tests/js/protocol.mjs")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_element_has_a_method_for_each_call_and_reads_all_its_fields(elements, name):
    calls, _ = PROTOCOLS[name]
    methods = elements[name]["calls"]

    read = {script_name(call): set(methods[script_name(call)]) for call in calls}

    assert read == {script_name(call): set(field_names(call).values()) for call in calls}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_element_reports_the_events_of_its_protocol_with_all_their_fields(elements, name):
    _, events = PROTOCOLS[name]
    agreed = {script_name(event): sorted(field_names(event).values()) for event in events}

    assert sorted(elements[name]["emits"]) == sorted(agreed)
    assert {event for event, _ in elements[name]["sent"]} == set(agreed)
    for event, fields in elements[name]["sent"]:
        assert sorted(fields) == agreed[event], f"{event} of {name}"

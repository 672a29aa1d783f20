"""Each of the carrier's error codes has its words; the list is that of TWILIO.md, section 4."""

import pytest

from domain.model.carrier_error_codes import OPTED_OUT, Owner, explain
from domain.model.messages import LOST, UNCLEAR, UNREACHABLE

TABLE = """
    20003 20404 20429 20500 20503 21211 21212 21266 21408 21602 21619 21603 21604 21606 21659 21660
    21608 572002 572005 572006 21609 21610 21611 21612 21614 21635 21617 21618 21620 21621 21622
    21623 21701 21703 21704 21705 11200 11205 11210 11215 11220 11235 11237 11751 12100 12200 12300
    14107 30001 30002 30003 30004 30005 30006 30007 30008 30009 30010 30011 30017 30018 30024 30019
    30022 30023 30027 30025 30026 30032 30033 30034 30035 30036 30410 30450 30500
"""
CODES = TABLE.split()
OURS = [LOST, UNCLEAR, UNREACHABLE, OPTED_OUT]
NEW_TO_US = explain("99999")


# SPEC: LOG-5
@pytest.mark.parametrize("code", [*CODES, *OURS])
def test_every_code_has_words_of_its_own(code: str) -> None:
    error = explain(code)

    assert error.code == code
    assert error.sentence != NEW_TO_US.sentence
    assert error.sentence.endswith(".")
    assert error.next_step.endswith(".")


@pytest.mark.parametrize("code", [*CODES, *OURS])
def test_the_words_are_for_a_shop_assistant(code: str) -> None:
    sentence = explain(code).sentence

    assert len(sentence) <= 90
    assert not any(word in sentence for word in ("API", "HTTP", "URL", "webhook", "Twilio"))


@pytest.mark.parametrize(
    ("code", "job"),
    [
        ("20003", Owner.ADMINISTRATOR),
        ("21610", Owner.CUSTOMER),
        ("20429", Owner.AGENT),
        ("30003", Owner.AGENT),
        ("30034", Owner.ADMINISTRATOR),
        (OPTED_OUT, Owner.CUSTOMER),
    ],
)
def test_each_problem_is_somebodys_job(code: str, job: Owner) -> None:
    assert explain(code).owner is job


@pytest.mark.parametrize(
    "code", ["21211", "21610", "21614", "21635", "21617", "30004", "30005", "30006", "30007"]
)
def test_what_cannot_work_is_not_offered_again(code: str) -> None:
    assert explain(code).permanent


@pytest.mark.parametrize(
    "code", ["20003", "30001", "30003", "30008", "30034", LOST, UNCLEAR, UNREACHABLE]
)
def test_what_may_work_later_is_offered_again(code: str) -> None:
    assert not explain(code).permanent


@pytest.mark.parametrize("code", ["99999", "", None])
def test_a_code_nobody_knows_is_explained_too(code: str | None) -> None:
    error = explain(code)

    assert error.code == (code or "")
    assert error.sentence == "The message could not be delivered."
    assert error.owner is Owner.AGENT
    assert not error.permanent

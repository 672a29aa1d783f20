"""Phone numbers as people write, paste and receive them."""

import pytest

from domain.gateways.phones import PhoneNumbers
from domain.model.errors import CannotBeTexted, HasExtension, NotAPhoneNumber
from tests.domain.conftest import MAYA

BOOK = PhoneNumbers()


# FAULT: M-17
# SPEC: NEW-4
@pytest.mark.parametrize(
    "pasted",
    [
        "\u202a+1 416 555 0110\u202c",
        "\u200e(416) 555-0110\u200f",
        "\u2066416-555-0110\u2069",
        "416\u00a0555\u00a00110",
        "416\u202f555\u20090110",
        "\ufeff416\u200b555\u200d0110",
        "416\u00ad555\u20600110\ufffc",
        " 416 555 0110\r\n",
        "\t416.555.0110\u2028",
    ],
)
def test_signs_that_nobody_sees_are_no_part_of_a_number(pasted):
    assert BOOK.parse(pasted, country="CA") == MAYA
    assert MAYA in {f"+{each.lstrip('+')}" for each in BOOK.search_variants(pasted, country="CA")}


# FAULT: M-17
@pytest.mark.parametrize(
    "written", ["416-555-0444 x12", "416-555-0444 ext. 12", "+1 416 555 0444 #12"]
)
async def test_an_extension_is_named_as_what_it_is(house, written):
    with pytest.raises(HasExtension, match="texts do not reach extensions"):
        BOOK.parse(written, country="CA")

    known = await house.start_service.check_number(written, None, by=house.amira)
    assert known.refusal == str(HasExtension(written))


# FAULT: M-17
@pytest.mark.parametrize("pasted", ["\u200e32665", "Parcelly\u200b"])
async def test_a_sender_that_cannot_be_texted_is_recognised_with_them(house, pasted):
    known = await house.start_service.check_number(pasted, None, by=house.amira)
    assert known.refusal == str(CannotBeTexted())


@pytest.mark.parametrize("written", ["", "hello", "12", "+9991234567", "+1٤١٦٥٥٥٠١١٠٠٠٠٠"])
def test_what_nobody_could_dial_is_no_phone_number(written):
    with pytest.raises(NotAPhoneNumber):
        BOOK.parse(written, country="CA")

"""What came of asking the carrier, other than a message taken. None of it is a refusal of ours.

CarrierFailure
├── Refused         the carrier said no, with a code
├── NotReached      it never got the message: safe to try again
└── AnswerLost      it may have got it: never tried again unasked
"""


class CarrierFailure(Exception):
    """What came of asking the carrier, other than a message taken."""


class Refused(CarrierFailure):
    """The carrier said no and will not send it; `code` is its error code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class NotReached(CarrierFailure):
    """The carrier provably never took the message (no connection, or 429)."""


class AnswerLost(CarrierFailure):
    """The question went out and no answer came back: the message may be on its way."""

"""What came of asking the carrier, other than a message taken. None of it is a refusal of ours.

CarrierFailure
├── Rejected         the carrier said no, with a code
├── NotSent          it never got the message: safe to try again
└── OutcomeUnknown   it may have got it: never tried again unasked
"""


class CarrierFailure(Exception):
    """A request to the carrier did not succeed."""


class Rejected(CarrierFailure):
    """The carrier said no and will not send it; `code` is its error code, if it has one."""

    def __init__(self, code: str | None) -> None:
        super().__init__(f"refused with {code or 'no code'}")
        self.code = code


class NotSent(CarrierFailure):
    """The carrier provably never took the message (no connection, or 429).

    `code` says why, if it said so, and `retry_after` how many seconds it wants to be left alone.
    """

    def __init__(self, why: str = "", *, code: str | None = None, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.code = code
        self.retry_after = retry_after


class OutcomeUnknown(CarrierFailure):
    """The question went out and no answer came back: the message may be on its way."""

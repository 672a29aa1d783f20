"""What the person at the phone can have happen: to the next message, or to all of them."""

from dataclasses import dataclass

from domain.model.carrier_error_codes import explain

DELIVERED, LATE, TWICE, REORDERED, ANSWER_LOST = (
    "delivered",
    "late",
    "twice",
    "reordered",
    "answer-lost",
)
"""What can become of a message. Any of the carrier's error codes can, too."""

_OFFERED_CODES = (
    "30003",
    "30004",
    "30005",
    "30006",
    "30007",
    "30008",
    "30034",
    "21211",
    "21408",
    "21610",
    "21614",
    "20429",
    "20003",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    next_message: str = DELIVERED
    """The fate of the next message from the team; afterwards they are delivered again."""
    answers_itself: bool = False
    callbacks_out_of_order: bool = False
    webhooks_twice: bool = False
    lose_answer_once: bool = False
    media_fails: bool = False
    """Downloads of the phone's files fail while this is set."""
    media_late: bool = False
    """It is not there when it is asked for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTiming:
    """How long things take on the network, in seconds."""

    until_taken: float = 0.0
    """Between taking a message and telling its sender so."""
    until_sent: float = 0.3
    until_delivered: float = 0.9
    when_late: float = 8.0
    until_answered: float = 1.5
    """Before the phone's automatic answer."""
    retry_pauses: tuple[float, ...] = (0.5, 2.0, 4.0)
    """Before a webhook that failed is tried again; the last one counts for all later ones."""


def outcome_choices() -> list[tuple[str, str]]:
    """What the page lets one choose for the next message: value and words."""
    fails = [(code, f"fails: {explain(code).sentence} ({code})") for code in _OFFERED_CODES]
    return [
        (DELIVERED, "is delivered"),
        (LATE, "comes late"),
        (TWICE, "has every callback twice"),
        (REORDERED, "has its callbacks out of order"),
        (ANSWER_LOST, "loses Twilio's answer"),
        *fails,
    ]


def is_outcome(value: str) -> bool:
    return value in (DELIVERED, LATE, TWICE, REORDERED, ANSWER_LOST) or is_error(value)


def is_error(outcome: str) -> bool:
    return outcome.isascii() and outcome.isdigit() and len(outcome) in (5, 6)


def refuses_at_once(outcome: str) -> bool:
    """Whether the carrier finds this wrong as soon as it is asked; the rest goes wrong later."""
    return is_error(outcome) and not outcome.startswith("3")

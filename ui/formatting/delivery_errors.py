"""Why a message failed, in words."""

from domain.model.carrier_error_codes import Owner, explain

_JOBS = {
    Owner.AGENT: "You can solve this.",
    Owner.ADMINISTRATOR: "Your administrator can solve this.",
    Owner.CUSTOMER: "Only the customer can change this.",
}
ONCE_LIFTED: dict[str, object] = {
    "next": "They may be texted again: send it again.",
    "whose": _JOBS[Owner.AGENT],
    "resendable": True,
}
"""What is other about a message that was held back because its customer did not want any."""


def error(code: str | None) -> dict[str, object]:
    """Why a message failed, and whether sending it once more can help."""
    explained = explain(code)
    return {
        "code": explained.code,
        "sentence": explained.sentence,
        "whose": _JOBS[explained.owner],
        "next": explained.next_step,
        "resendable": not explained.permanent,
        "onceLifted": ONCE_LIFTED if explained.ends_with_start else None,
    }

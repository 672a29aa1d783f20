"""What a message went through, step by step, in words that need no explanation."""

from itertools import pairwise

from domain.model.carrier_error_codes import explain
from domain.model.messages import DeliveryEvent, DeliveryHistory, DeliveryStatus
from domain.model.sms import measure
from ui.formatting.inbox_rows import Row, moment
from ui.formatting.phone_numbers import number

_OURS: dict[str, str] = {
    DeliveryStatus.QUEUED: "Waiting to be sent",
    DeliveryStatus.SENDING: "Sent to the phone network",
    DeliveryStatus.UNKNOWN: "The phone network's answer was lost",
    DeliveryStatus.SENT: "Accepted by the phone network",
    DeliveryStatus.DELIVERED: "Delivered to the phone",
    DeliveryStatus.FAILED: "Not delivered",
}
_THE_CARRIERS = {
    "accepted": "Waiting in the phone network",
    "scheduled": "Waiting in the phone network",
    "queued": "Waiting in the phone network",
    "sending": "On its way to the customer's network",
    "sent": "Sent to the customer's network",
    "delivered": "Delivered to the phone",
    "read": "Read on the phone",
    "undelivered": "Not delivered",
    "failed": "Not delivered",
    "canceled": "Cancelled in the phone network",
}


def delivery_history_row(history: DeliveryHistory) -> Row:
    """Between which numbers, how large, and each step with its time and attempt."""
    message = history.message
    ours = number(history.app_number, beside=history.app_number)
    theirs = number(history.customer_number, beside=history.app_number)
    return {
        "id": message.id,
        "from": theirs if message.is_inbound else ours,
        "to": ours if message.is_inbound else theirs,
        "length": length(message.body) if not message.is_inbound else None,
        "attempts": message.attempt,
        "steps": [_beginning(history), *map(_step, _told_once(history.steps))],
    }


def length(body: str) -> str:
    measured = measure(body)
    return f"{measured.segments:,} SMS, {measured.encoding}"


def words(step: DeliveryEvent) -> str:
    """Words that are new to us are quoted."""
    if step.from_carrier:
        said = step.status.lower()
        return _THE_CARRIERS.get(said, f"The phone network says “{said}”")
    return _OURS.get(step.status, f"Noted as “{step.status}”")


def _beginning(history: DeliveryHistory) -> Row:
    message = history.message
    text = "Received" if message.is_inbound else f"Written by {message.author}"
    return {"attempt": min(1, message.attempt), "text": text, "at": moment(message.at), "why": None}


def _step(step: DeliveryEvent) -> Row:
    return {
        "attempt": step.attempt,
        "text": words(step),
        "at": moment(step.at),
        "why": _why(step.error) if step.error else None,
    }


def _why(code: str) -> str:
    return f"{explain(code).sentence} Code {code}."


def _told_once(steps: list[DeliveryEvent]) -> list[DeliveryEvent]:
    """Without our own note of what the carrier has just said."""
    return steps[:1] + [step for before, step in pairwise(steps) if not _is_echo(before, step)]


def _is_echo(before: DeliveryEvent, step: DeliveryEvent) -> bool:
    if step.attempt != before.attempt:
        return False
    is_answer = before.from_carrier and step.status == DeliveryStatus.SENT
    return words(before) == words(step) or (is_answer and not step.from_carrier)

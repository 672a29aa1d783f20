"""What Twilio's words for the state of a message mean to us."""

from domain.model.messages import Delivery

_MEANING = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.FAILED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}


def delivery_of(word: str) -> Delivery | None:
    """`None` while Twilio still holds the message, and for words that are new to us."""
    return _MEANING.get(word.lower())

"""Maps Twilio's message statuses to ours."""

from domain.model.messages import DeliveryStatus

_DELIVERY = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.FAILED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}


def delivery_of(word: str) -> DeliveryStatus | None:
    """`None` while Twilio still holds the message, and for words that are new to us."""
    return _DELIVERY.get(word.lower())

"""What gets texted back without anyone having written it, as Twilio does it."""

import xml.etree.ElementTree as ET

from domain.model.opt_outs import ConsentChange, parse_network_keyword
from domain.simulator.webhooks import WebhookResponse

_STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
_STARTED = (
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_HELP = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
_HELP_WORDS = frozenset({"HELP", "INFO"})


def network_reply(body: str, *, app_number: str, was_blocked: bool) -> str | None:
    """Twilio's own answer to the words it acts on."""
    if body.strip().upper() in _HELP_WORDS:
        return _HELP
    change = parse_network_keyword(body, app_number=app_number)
    if change is ConsentChange.STOP:
        return _STOPPED
    return _STARTED if change and was_blocked else None


def app_replies(answer: WebhookResponse) -> list[str]:
    """What an app answers to a webhook is texted to the customer, meant or not.

    Plain text is, as it stands; in TwiML it takes a `<Message>`.
    """
    if answer.media_type == "text/plain":
        return [answer.body] if answer.body else []
    try:
        response = ET.fromstring(answer.body)
    except ET.ParseError:
        return []
    return ["".join(message.itertext()) for message in response.iter("Message")]

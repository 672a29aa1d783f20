"""A text and a report as Twilio sends them, and how it signs them."""

from multidict import MultiDict
from twilio.request_validator import RequestValidator

from domain.gateways.twilio.account import TwilioAccount
from domain.gateways.twilio.webhooks import TwilioWebhooks

Form = list[tuple[str, str]]

ACCOUNT, OTHER_ACCOUNT = "AC" + "5" * 32, "AC" + "6" * 32
TOKEN, OLD_TOKEN = "token-of-today", "token-of-yesterday"
PUBLIC = "https://chat.example.com"
INBOUND, STATUS = "/webhooks/twilio/inbound", "/webhooks/twilio/status?message=71&attempt=2"
QUEEN_STREET, MAYA = "+14165550100", "+14165550137"

TEXT: Form = [
    ("ToCountry", "CA"),
    ("ToState", "ON"),
    ("SmsMessageSid", "SM" + "a" * 32),
    ("NumMedia", "0"),
    ("ToCity", ""),
    ("FromZip", ""),
    ("SmsSid", "SM" + "a" * 32),
    ("FromState", "ON"),
    ("SmsStatus", "received"),
    ("FromCity", "TORONTO"),
    ("Body", "  The zipper broke on day two.\nCould I get a refund? "),
    ("FromCountry", "CA"),
    ("To", QUEEN_STREET),
    ("MessagingServiceSid", "MG" + "b" * 32),
    ("ToZip", ""),
    ("NumSegments", "1"),
    ("MessageSid", "SM" + "a" * 32),
    ("AccountSid", ACCOUNT),
    ("From", MAYA),
    ("ApiVersion", "2010-04-01"),
]
DELIVERED: Form = [
    ("SmsSid", "SM" + "c" * 32),
    ("SmsStatus", "delivered"),
    ("MessageStatus", "delivered"),
    ("To", MAYA),
    ("MessageSid", "SM" + "c" * 32),
    ("AccountSid", ACCOUNT),
    ("From", QUEEN_STREET),
    ("ApiVersion", "2010-04-01"),
    ("RawDlrDoneDate", "2611231031"),
]


def changed(form: Form, **fields: str) -> Form:
    """The form with other values, and with what it did not have so far."""
    kept = [(name, fields.pop(name, value)) for name, value in form]
    return [*kept, *fields.items()]


def signed(form: Form, *, url: str = PUBLIC + INBOUND, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, MultiDict(form)))


def reading(*, public: str = PUBLIC, tokens: tuple[str, ...] = (TOKEN,)) -> TwilioWebhooks:
    account = TwilioAccount(sid=ACCOUNT, auth_tokens=tokens, public_base_url=public)
    return TwilioWebhooks(account)


webhooks = reading()

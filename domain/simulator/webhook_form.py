"""The forms Twilio posts to an app, with everything that is in them."""

from domain.model.sms import measure
from domain.simulator.message import Text

API_VERSION = "2010-04-01"

_LOCATION = {"City": "TORONTO", "State": "ON", "Zip": "", "Country": "CA"}


def inbound_form(text: Text, *, account_sid: str, api_url: str) -> dict[str, str]:
    """With files it is an MMS, whose files are fetched from the API."""
    media_url = f"{api_url}/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}/Media"
    media: dict[str, str] = {}
    for number, medium in enumerate(text.media):
        media[f"MediaUrl{number}"] = f"{media_url}/{medium.sid}"
        media[f"MediaContentType{number}"] = medium.media_type
    return {
        **media,
        **{f"To{part}": value for part, value in _LOCATION.items()},
        **{f"From{part}": value for part, value in _LOCATION.items()},
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "MessageSid": text.sid,
        "AccountSid": account_sid,
        "SmsStatus": "received",
        "NumMedia": str(len(text.media)),
        "NumSegments": str(measure(text.body).segments or 1),
        "Body": text.body,
        "From": text.sender,
        "To": text.recipient,
        "ApiVersion": API_VERSION,
    }


def status_form(text: Text, *, account_sid: str) -> dict[str, str]:
    parameters = {
        "SmsSid": text.sid,
        "MessageSid": text.sid,
        "SmsStatus": text.status,
        "MessageStatus": text.status,
        "AccountSid": account_sid,
        "From": text.sender,
        "To": text.recipient,
        "ApiVersion": API_VERSION,
    }
    if text.error:
        parameters["ErrorCode"] = text.error
    if text.status in ("delivered", "undelivered"):
        parameters["RawDlrDoneDate"] = f"{text.status_at:%y%m%d%H%M}"
    return parameters

"""Twilio's JSON: messages, pages of them, and errors."""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from urllib.parse import urlencode

from domain.model.sms import measure
from domain.simulator.message import Text
from domain.simulator.webhook_form import API_VERSION


def message(text: Text, *, account_sid: str) -> dict[str, object]:
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": format_datetime(text.at),
        "date_sent": None if text.status == "queued" else format_datetime(text.status_at),
        "date_updated": format_datetime(text.status_at),
        "direction": _direction(text),
        "error_code": int(text.error) if text.error else None,
        "error_message": None,
        "from": text.sender,
        "messaging_service_sid": None,
        "num_media": str(max(len(text.media), len(text.media_urls))),
        "num_segments": str(measure(text.body).segments or 1),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": text.recipient,
        "uri": f"{path}.json",
    }


def page(
    texts: Sequence[Text], *, number: int, size: int, filters: dict[str, str], account_sid: str
) -> dict[str, object]:
    """Return one page of a list with these `filters`. Clients follow its `next_page_uri`."""
    start = number * size
    shown = texts[start : start + size]
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages.json"

    def uri(page_number: int) -> str:
        return f"{path}?{urlencode({**filters, 'PageSize': size, 'Page': page_number})}"

    return {
        "end": start + max(len(shown) - 1, 0),
        "first_page_uri": uri(0),
        "messages": [message(text, account_sid=account_sid) for text in shown],
        "next_page_uri": uri(number + 1) if start + size < len(texts) else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(number - 1) if number else None,
        "start": start,
        "uri": uri(number),
    }


def media_list(text: Text, *, account_sid: str) -> dict[str, object]:
    """All on one page: a message has at most ten."""
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{text.sid}/Media"
    media = [
        {
            "account_sid": account_sid,
            "content_type": medium.media_type,
            "date_created": format_datetime(text.at),
            "date_updated": format_datetime(text.at),
            "parent_sid": text.sid,
            "sid": medium.sid,
            "uri": f"{path}/{medium.sid}.json",
        }
        for medium in text.media
    ]
    return _only_page("media_list", media, uri=f"{path}.json", size=50)


def account(account_sid: str) -> dict[str, object]:
    return {
        "sid": account_sid,
        "friendly_name": "Simulator",
        "status": "active",
        "type": "Full",
        "uri": f"/{API_VERSION}/Accounts/{account_sid}.json",
    }


def number(
    phone_number: str, sid: str, settings: Mapping[str, str], *, account_sid: str
) -> dict[str, object]:
    path = f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "capabilities": {"fax": False, "mms": True, "sms": True, "voice": True},
        "friendly_name": phone_number,
        "phone_number": phone_number,
        "sid": sid,
        "uri": f"{path}.json",
        **settings,
    }


def page_of_numbers(numbers: Sequence[object], *, account_sid: str) -> dict[str, object]:
    path = f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers.json?Page=0"
    return _only_page("incoming_phone_numbers", numbers, uri=path, size=1000)


def error(code: int, message: str, *, status: int) -> dict[str, object]:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": message, "more_info": more, "status": status}


def _only_page(name: str, members: Sequence[object], *, uri: str, size: int) -> dict[str, object]:
    return {
        "end": max(len(members) - 1, 0),
        "first_page_uri": uri,
        name: members,
        "next_page_uri": None,
        "page": 0,
        "page_size": size,
        "previous_page_uri": None,
        "start": 0,
        "uri": uri,
    }


def _direction(text: Text) -> str:
    if text.is_inbound:
        return "inbound"
    return "outbound-reply" if text.fate == "reply" else "outbound-api"

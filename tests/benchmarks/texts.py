"""What Twilio would send: texts of customers, signed before the clock starts."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

from tests.benchmarks.demo_data import QUEEN_STREET
from tests.benchmarks.programs import ACCOUNT, TOKEN

INBOUND_PATH = "/webhooks/twilio/inbound"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class SignedText:
    url: str
    body: str
    signature: str


def signed_text(url: str, *, words: str, sender: str) -> SignedText:
    """With all the fields of a real one, a message id of its own, and Twilio's own signature."""
    sid = f"SM{uuid4().hex}"
    form = {
        "ToCountry": "CA",
        "ToState": "ON",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "TORONTO",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "ON",
        "SmsStatus": "received",
        "FromCity": "TORONTO",
        "Body": words,
        "FromCountry": "CA",
        "To": QUEEN_STREET,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    return SignedText(url, urlencode(form), str(signature))


@asynccontextmanager
async def phone_network(*, lines: int = 1) -> AsyncIterator[aiohttp.ClientSession]:
    """Keeps its lines open, as Twilio does."""
    connector = aiohttp.TCPConnector(limit=lines)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def post(session: aiohttp.ClientSession, text: SignedText) -> float:
    """Return how many milliseconds it took to be accepted. Raise when it was not."""
    headers = {"Content-Type": FORM, "X-Twilio-Signature": text.signature}
    start = time.perf_counter()
    async with session.post(text.url, data=text.body, headers=headers) as answer:
        await answer.read()
        answer.raise_for_status()
    return 1000 * (time.perf_counter() - start)

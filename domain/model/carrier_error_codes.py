"""The carrier's error codes: what they mean, who can fix it, and the next step."""

from dataclasses import dataclass
from enum import StrEnum

from domain.model.messages import LOST, UNCLEAR, UNREACHABLE

OPTED_OUT = "opted_out"
"""Our own error code: the customer asked not to be texted, so the carrier was not asked."""


class Owner(StrEnum):
    """Who can do something about it."""

    AGENT = "agent"
    ADMINISTRATOR = "administrator"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class CarrierError:
    code: str
    sentence: str
    """What happened, for a shop assistant."""
    owner: Owner
    next_step: str
    """The one thing to do next."""
    permanent: bool
    """Sending this text to this number again cannot help, so it is not offered."""

    @property
    def ends_with_start(self) -> bool:
        """It helps once the customer may be texted again."""
        return self.owner is Owner.CUSTOMER


def explain(code: str | None) -> CarrierError:
    """Codes that are new to us, or none at all, get a text that fits every failure."""
    code = code or ""
    return _BY_CODE.get(code) or _error(code, "The message could not be delivered.", _RESEND_ONCE)


@dataclass(frozen=True, slots=True)
class _Remedy:
    owner: Owner
    next_step: str
    permanent: bool = False


def _error(code: str, sentence: str, remedy: _Remedy) -> CarrierError:
    return CarrierError(code, sentence, remedy.owner, remedy.next_step, remedy.permanent)


_AGENT, _ADMIN = Owner.AGENT, Owner.ADMINISTRATOR

_RESEND = _Remedy(_AGENT, "Send it again in a few minutes.")
_RESEND_ONCE = _Remedy(_AGENT, "Send it again once. If that fails too, call the customer.")
_RESEND_LATER = _Remedy(_AGENT, "Try again later, or call the customer.")
_RESEND_IN_AN_HOUR = _Remedy(_AGENT, "Send it again in an hour.")
_RESEND_TOMORROW = _Remedy(_AGENT, "Send it again tomorrow.")
_CHECK_FIRST = _Remedy(_AGENT, "Ask the customer whether it arrived before you send it again.")
_CHECK_NUMBER = _Remedy(_AGENT, "Check the number with the customer.", permanent=True)
_CALL = _Remedy(_AGENT, "Call the customer instead.", permanent=True)
_SHORTEN = _Remedy(_AGENT, "Shorten it, or send it in two.", permanent=True)
_WRITE = _Remedy(_AGENT, "Write something, and send that.", permanent=True)
_REWORD = _Remedy(_AGENT, "Write it in other words, without shortened links.", permanent=True)
_SMALLER = _Remedy(_AGENT, "Send it with fewer or smaller pictures.", permanent=True)
_NO_PICTURE = _Remedy(_AGENT, "Send the text without the picture.", permanent=True)
_REPEAT = _Remedy(_AGENT, "Ask the customer to send it again.")
_START = _Remedy(Owner.CUSTOMER, "Wait until the customer texts START.", permanent=True)

_CREDENTIALS = _Remedy(_ADMIN, "Check the account SID and the auth token, and the Twilio account.")
_ACCOUNT = _Remedy(_ADMIN, "Look for notices in the Twilio console, or ask Twilio's support.")
_UPGRADE = _Remedy(_ADMIN, "Upgrade the Twilio account: a trial cannot text freely.")
_REGION = _Remedy(_ADMIN, "Allow the country in Twilio: Messaging, Settings, Geo permissions.")
_OUR_NUMBER = _Remedy(_ADMIN, "Check the point of contact's number against those in Twilio.")
_OTHER_NUMBER = _Remedy(_ADMIN, "Give the point of contact a number that can text there.")
_CAPABILITIES = _Remedy(_ADMIN, "Get a number in Twilio that can send pictures.")
_SERVICE = _Remedy(_ADMIN, "Check the messaging service and its numbers in Twilio.")
_REGISTER = _Remedy(_ADMIN, "Finish registering the number in Twilio (Trust Hub).")
_PUBLIC_URL = _Remedy(_ADMIN, "Check that PUBLIC_BASE_URL can be reached from the internet.")
_OUTAGE = _Remedy(_ADMIN, "Check that this server runs and answers, and read its log.")
_CERTIFICATE = _Remedy(_ADMIN, "Renew or complete the server's TLS certificate.")
_REPORT = _Remedy(_ADMIN, "Report this as a fault of Live Conversations, with the code.")
_AUTO_REPLIES = _Remedy(_ADMIN, "Look for an automatic reply that answers another one.")
_SPREAD = _Remedy(_ADMIN, "Send fewer messages at once, or spread them over more numbers.")
_WATCH_CAP = _Remedy(_ADMIN, "Send less for the rest of the day, or ask Twilio for a higher cap.")
_PRICE = _Remedy(_ADMIN, "Remove the highest price from the settings in Twilio.")

_ERRORS = (
    # Ours
    _error(LOST, "The phone network does not know this message.", _RESEND),
    _error(UNCLEAR, "Nobody can tell whether it was sent.", _CHECK_FIRST),
    _error(UNREACHABLE, "The phone network could not be reached.", _RESEND),
    _error(OPTED_OUT, "This customer opted out.", _START),
    # The account, and the way to Twilio
    _error("20003", "The phone system is not set up correctly.", _CREDENTIALS),
    _error("20404", "The phone system does not know our account.", _CREDENTIALS),
    _error("20429", "The phone network is busy.", _RESEND),
    _error("20500", "The phone network failed, and may or may not have sent it.", _CHECK_FIRST),
    _error("20503", "The phone network is down, and may or may not have sent it.", _CHECK_FIRST),
    # Whom it goes to and comes from
    _error("21211", "This is not a phone number.", _CHECK_NUMBER),
    _error("21212", "Our own number is not allowed to send.", _OUR_NUMBER),
    _error("21266", "This is our own number.", _CHECK_NUMBER),
    _error("21408", "Texting to this country is not switched on.", _REGION),
    _error("21606", "Our number cannot text this number.", _OTHER_NUMBER),
    _error("21608", "The phone system is on trial: this number may not be texted.", _UPGRADE),
    _error("21610", "This customer texted STOP. They must text START first.", _START),
    _error("21611", "Too many messages from our number are waiting.", _RESEND_IN_AN_HOUR),
    _error("21612", "Texts from our number do not reach this number.", _CALL),
    _error("21614", "This is not a mobile number.", _CALL),
    _error("21635", "This is a landline: it cannot get texts.", _CALL),
    _error("21659", "Our number does not belong to the phone system.", _OUR_NUMBER),
    _error("21660", "Our number belongs to another account.", _OUR_NUMBER),
    _error("572002", "The phone system is on trial, and our number is not part of it.", _UPGRADE),
    _error("572005", "The phone system is on trial, and not verified yet.", _UPGRADE),
    _error("572006", "The phone system is on trial: own texts may not be sent.", _UPGRADE),
    # What was asked of Twilio
    _error("21602", "The message was empty.", _WRITE),
    _error("21603", "The message was sent without our number.", _REPORT),
    _error("21604", "The message was sent without the customer's number.", _REPORT),
    _error("21609", "The phone network cannot report back to us.", _PUBLIC_URL),
    _error("21617", "The message is too long: 1,600 characters is the limit.", _SHORTEN),
    _error("21618", "The phone network does not allow this text.", _REWORD),
    _error("21619", "The message had neither text nor picture.", _WRITE),
    _error("21620", "The phone network cannot fetch the picture.", _PUBLIC_URL),
    _error("21621", "Our number cannot send pictures.", _CAPABILITIES),
    _error("21622", "Our account cannot send pictures.", _CAPABILITIES),
    _error("21623", "A message can have 10 pictures at most.", _SMALLER),
    _error("21701", "The messaging service does not exist.", _SERVICE),
    _error("21703", "The messaging service has no number that fits.", _SERVICE),
    _error("21704", "The messaging service has no numbers.", _SERVICE),
    _error("21705", "The messaging service is not set up correctly.", _SERVICE),
    # When Twilio calls us
    _error("11200", "Our server did not answer the phone network properly.", _OUTAGE),
    _error("11205", "The phone network could not connect to our server.", _OUTAGE),
    _error("11210", "The phone network could not find our server's name.", _PUBLIC_URL),
    _error("11215", "Our server sent the phone network in circles.", _PUBLIC_URL),
    _error("11220", "The phone network got no secure connection to our server.", _CERTIFICATE),
    _error("11235", "The phone network does not trust our server's certificate.", _CERTIFICATE),
    _error("11237", "Our server's certificate cannot be checked.", _CERTIFICATE),
    _error("11751", "The pictures are too large: 5 MB in all is the limit.", _SMALLER),
    _error("12100", "The phone network could not read our server's answer.", _REPORT),
    _error("12200", "The phone network did not understand our server's answer.", _REPORT),
    _error("12300", "Our server sent the phone network the wrong kind of file.", _REPORT),
    _error("14107", "Two machines were answering each other, and were stopped.", _AUTO_REPLIES),
    # On the way to the phone
    _error("30001", "Too many messages were waiting, and this one was dropped.", _RESEND),
    _error("30002", "Our account at the phone network is suspended.", _ACCOUNT),
    _error("30003", "The phone is off, has no signal, or cannot get texts.", _RESEND_LATER),
    _error("30004", "The customer or their network blocks our messages.", _CALL),
    _error("30005", "This number is unknown, and may not exist any more.", _CHECK_NUMBER),
    _error("30006", "This is a landline, or a network that texts do not reach.", _CALL),
    _error("30007", "The customer's network took the message for spam.", _REWORD),
    _error("30008", "The customer's network lost the message and does not say why.", _RESEND_ONCE),
    _error("30009", "A part of the customer's message is missing.", _REPEAT),
    _error("30010", "The message costs more than our account allows.", _PRICE),
    _error("30011", "The customer's network takes no pictures.", _NO_PICTURE),
    _error("30017", "The customer's network is overloaded.", _RESEND_IN_AN_HOUR),
    _error("30018", "Our sender name is not registered in this country.", _REGISTER),
    _error("30019", "The message is larger than the customer's network allows.", _SMALLER),
    _error("30022", "We sent more at once than the networks allow.", _SPREAD),
    _error("30023", "We have sent as much as one network allows us for today.", _RESEND_TOMORROW),
    _error("30024", "Our number is not set up at the customer's network.", _REGISTER),
    _error("30025", "Half of what one network allows us for today is sent.", _WATCH_CAP),
    _error("30026", "Most of what one network allows us for today is sent.", _WATCH_CAP),
    _error("30027", "We have sent as much as one network allows us for today.", _RESEND_TOMORROW),
    _error("30032", "Our toll-free number is not verified yet.", _REGISTER),
    _error("30033", "Our permission to text is suspended.", _REGISTER),
    _error("30034", "Our number is not registered yet.", _REGISTER),
    _error("30035", "Our number is not registered yet: it is being looked at.", _REGISTER),
    _error("30036", "The message waited too long, and was dropped.", _RESEND),
    _error("30410", "The customer's network did not answer in time.", _CHECK_FIRST),
    _error("30450", "Texting to these numbers is held back for half an hour.", _RESEND_IN_AN_HOUR),
    _error("30500", "The phone network failed.", _RESEND_ONCE),
)
_BY_CODE = {error.code: error for error in _ERRORS}

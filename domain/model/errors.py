"""Every refusal. `str(error)` is the sentence the person reads.

DomainError
├── NotPermitted
├── UnknownConversation, UnknownMessage, UnknownPointOfContact, UnknownCompany, UnknownUser
├── UnknownColleague, UnknownSignIn, UnknownTemplate
├── OwnRights, LastAdministrator, UnknownPlaceholder, UnknownTimeZone, UnknownCountry
├── NumberIsTexted, TextTooLong, Deactivated
├── EmptyMessage, MessageTooLong, BlankTitle, TitleTooLong, EmptyComment, CommentTooLong
├── CustomerOptedOut, MarkedAsOptedOut, OnlyTheCustomerMayLift, CannotBeAnswered
├── NotResendable, NotAnswered
├── WrongCredentials, TooManyFailures, LinkExpired, WeakPassword
├── AlreadyTaken, Missing, NotAPhoneNumber, NotAnEmailAddress
├── UnusablePicture, PicturesDoNotFit, UnknownAttachment, FileTooLarge, TooManyFiles
├── TooMuchToday, DiskFull
└── ForgedWebhook, MalformedWebhook

CarrierFailure (not a refusal: what came of asking the carrier)
├── Refused         the carrier said no, with a code
├── NotReached      it never got the message: safe to try again
└── AnswerLost      it may have got it: never tried again unasked
"""

from collections.abc import Iterable


class DomainError(Exception):
    """Something a person may not do, or not this way; the words are fit for the screen."""


class NotPermitted(DomainError):
    def __init__(self, wish: str = "do this") -> None:
        super().__init__(f"You may not {wish}. Ask an administrator of your company.")


class UnknownConversation(DomainError):
    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or is not one of yours.")


class UnknownMessage(DomainError):
    def __init__(self) -> None:
        super().__init__("This message does not exist, or is not one of yours.")


class UnknownPointOfContact(DomainError):
    def __init__(self) -> None:
        super().__init__("This point of contact does not exist, or is not one of yours.")


class UnknownCompany(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no company called “{name}”.")


class UnknownUser(DomainError):
    def __init__(self, email: str) -> None:
        super().__init__(f"There is no user with the address {email}.")


class UnknownColleague(DomainError):
    def __init__(self) -> None:
        super().__init__("This user does not exist, or is not one of yours.")


class UnknownSignIn(DomainError):
    def __init__(self) -> None:
        super().__init__("This sign-in does not exist, or has ended already.")


class UnknownTemplate(DomainError):
    def __init__(self) -> None:
        super().__init__("This template does not exist, or is not one of yours.")


class OwnRights(DomainError):
    def __init__(self) -> None:
        super().__init__("You cannot change your own rights. Ask another administrator.")


class Deactivated(DomainError):
    def __init__(self) -> None:
        super().__init__("This user is deactivated. Reactivate them first.")


class LastAdministrator(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "This is the last administrator. Make somebody else an administrator first."
        )


class UnknownPlaceholder(DomainError):
    def __init__(self, written: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no placeholder {written}. Known are {', '.join(known)}.")


class UnknownTimeZone(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(f"“{written}” is not a time zone. Choose one like America/Toronto.")


class UnknownCountry(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(f"“{written}” is not a country. Choose one from the list.")


class NumberIsTexted(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "Customers already text with this number, so it stays. "
            "Open another point of contact for the new number."
        )


class TextTooLong(DomainError):
    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what} is too long: {limit:,} characters is the limit.")


class EmptyMessage(DomainError):
    def __init__(self) -> None:
        super().__init__("Write something first.")


class MessageTooLong(DomainError):
    def __init__(self, characters: int, limit: int) -> None:
        super().__init__(
            f"The message is too long: {characters:,} characters, and {limit:,} is the limit. "
            "Shorten it or send it in two."
        )


class BlankTitle(DomainError):
    def __init__(self) -> None:
        super().__init__("Write a title, or leave it empty to show the number.")


class TitleTooLong(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"The title is too long: {limit} characters is the limit.")


class EmptyComment(DomainError):
    def __init__(self) -> None:
        super().__init__("Write a comment first.")


class CommentTooLong(DomainError):
    def __init__(self, characters: int, limit: int) -> None:
        super().__init__(
            f"The comment is too long: {characters:,} characters, and {limit:,} is the limit."
        )


class CustomerOptedOut(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "This customer asked not to be texted. They must text START before you can write."
        )


class MarkedAsOptedOut(CustomerOptedOut):
    def __init__(self) -> None:
        DomainError.__init__(
            self,
            "Your team marked this customer as opted out. "
            "Allow texting again in the details before you write.",
        )


class OnlyTheCustomerMayLift(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "The customer asked for this themselves, so only they can lift it: by texting START."
        )


class CannotBeAnswered(DomainError):
    def __init__(self) -> None:
        super().__init__("This sender has no phone number that could be answered.")


class NotResendable(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


class NotAnswered(DomainError):
    """`last_inbound_id` is the message that whoever closes may not have seen."""

    def __init__(self, last_inbound_id: int) -> None:
        super().__init__("The customer's last message has not been answered. Close anyway?")
        self.last_inbound_id = last_inbound_id


class WrongCredentials(DomainError):
    def __init__(self) -> None:
        super().__init__("That email and password do not go together.")


class TooManyFailures(DomainError):
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many failed tries. Wait {wait} and try again.")


class LinkExpired(DomainError):
    def __init__(self) -> None:
        super().__init__("This link has expired or was used already. Ask for a new one.")


class WeakPassword(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


class AlreadyTaken(DomainError):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is already in use.")


class Missing(DomainError):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is missing.")


class NotAnEmailAddress(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(f"“{written}” is not an e-mail address.")


class NotAPhoneNumber(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(
            f"“{written}” is not a phone number. Write it with its country, like +1 416 555 0100."
        )


class UnusablePicture(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


class PicturesDoNotFit(DomainError):
    def __init__(self) -> None:
        super().__init__("The pictures do not fit into one message. Remove some of them.")


class UnknownAttachment(DomainError):
    def __init__(self) -> None:
        super().__init__("This attachment does not exist, or is not one of yours.")


class FileTooLarge(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"This file is too large: {limit // 1_000_000} MB is the limit for one.")


class TooManyFiles(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"A message can have {limit} attachments at most. Send the rest in another."
        )


class TooMuchToday(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have added {limit // 1_000_000} MB of pictures within a day, which is the limit. "
            "Please go on tomorrow."
        )


class DiskFull(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "The server's disk is full, so nothing can be added. Please tell your administrator."
        )


class ForgedWebhook(DomainError):
    def __init__(self) -> None:
        super().__init__("This request was not signed by the carrier.")


class MalformedWebhook(DomainError):
    def __init__(self, missing: str) -> None:
        super().__init__(f"This request lacks {missing}.")


class CarrierFailure(Exception):
    """What came of asking the carrier, other than a message taken."""


class Refused(CarrierFailure):
    """The carrier said no and will not send it; `code` is its error code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class NotReached(CarrierFailure):
    """The carrier provably never took the message (no connection, or 429)."""


class AnswerLost(CarrierFailure):
    """The question went out and no answer came back: the message may be on its way."""

"""Every refusal. `str(error)` is the sentence the person reads.

DomainError
├── NotPermitted
├── UnknownConversation, UnknownMessage, UnknownPointOfContact, UnknownCompany, UnknownUser
├── EmptyMessage, MessageTooLong, TitleTooLong, EmptyComment, CommentTooLong
├── CustomerOptedOut, CannotBeAnswered, NotResendable
├── WrongCredentials, TooManyFailures, LinkExpired, WeakPassword
├── AlreadyTaken, Missing, NotAPhoneNumber, NotAnEmailAddress
├── UnusablePicture
│   ├── EmptyFile, FileTooLarge, WrongKindOfFile
│   └── BrokenPicture, TooManyPixels, TooManyScans
├── PicturesDoNotFit
└── ForgedWebhook, MalformedWebhook

CarrierFailure (not a refusal: what came of asking the carrier)
├── Refused         the carrier said no, with a code
├── NotReached      it never got the message: safe to try again
└── AnswerLost      it may have got it: never tried again unasked
"""


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


class EmptyMessage(DomainError):
    def __init__(self) -> None:
        super().__init__("Write something first.")


class MessageTooLong(DomainError):
    def __init__(self, characters: int, limit: int) -> None:
        super().__init__(
            f"The message is too long: {characters:,} characters, and {limit:,} is the limit. "
            "Shorten it or send it in two."
        )


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


class CannotBeAnswered(DomainError):
    def __init__(self) -> None:
        super().__init__("This sender has no phone number that could be answered.")


class NotResendable(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


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


class EmptyFile(UnusablePicture):
    def __init__(self) -> None:
        super().__init__("The file is empty.")


class FileTooLarge(UnusablePicture):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The file is too large: {limit // 1_000_000} MB is the limit. "
            "Make the picture smaller and add it again."
        )


class WrongKindOfFile(UnusablePicture):
    def __init__(self, kind: str) -> None:
        super().__init__(f"Only JPEG and PNG pictures can be sent, and this is {kind}.")


class BrokenPicture(UnusablePicture):
    def __init__(self) -> None:
        super().__init__("The picture is damaged or incomplete. Save it again and add that file.")


class TooManyPixels(UnusablePicture):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The picture has too many pixels: {limit // 1_000_000} million is the limit. "
            "Make it smaller and add it again."
        )


class TooManyScans(UnusablePicture):
    def __init__(self) -> None:
        super().__init__(
            "The picture is stored in a way that takes too long to read. "
            "Save it again as a plain JPEG and add that file."
        )


class PicturesDoNotFit(DomainError):
    def __init__(self) -> None:
        super().__init__("The pictures do not fit into one message. Remove some of them.")


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

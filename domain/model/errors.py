"""Every refusal. `str(error)` is the sentence the person reads.

DomainError
├── NotPermitted
├── UnknownConversation, UnknownMessage, UnknownPointOfContact, UnknownCompany, UnknownUser
├── UnknownSignIn, UnknownTemplate
├── CannotChangeOwnRights, LastAdministrator, UnknownPlaceholder
├── UnknownTimeZone, UnknownCountry
├── NumberInUse, TextTooLong, Deactivated
├── EmptyMessage, MessageTooLong, BlankTitle, TitleTooLong, EmptyComment, CommentTooLong
├── ReplyConflict
├── CustomerOptedOut, MarkedAsOptedOut, OptOutIsCustomers, CannotBeAnswered
├── NotResendable, UnansweredMessage, CannotBeTexted, OwnNumber, ConversationExists
├── WrongCredentials, TooManyFailures, LinkExpired, WeakPassword
├── AlreadyTaken, Required, NotAPhoneNumber, HasExtension, NotAnEmailAddress
├── CompanyRequired, VacuumFailed (domain.model.erasure)
├── what is said of passwords, numbers and places (domain.model.access_errors)
├── what is said of settings (domain.model.settings_errors)
├── what is said of two-step sign-in (domain.model.two_factor_errors)
├── UnusablePicture and what else is said of files (domain.model.picture_errors)
├── UnusableDevice and what else is said of notifications (domain.model.notification_errors)
└── ForgedWebhook, MalformedWebhook (domain.model.webhook_errors)
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from domain.model.text import shortened

if TYPE_CHECKING:
    from domain.model.conversation_list import ListedConversation


class DomainError(Exception):
    """Something a person may not do, or not this way; the words are fit for the screen."""


class NotPermitted(DomainError):
    def __init__(self, sentence: str = "You may not do this.") -> None:
        super().__init__(f"{sentence} Ask an administrator of your company.")


class UnknownConversation(DomainError):
    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or is not one of yours.")


class UnknownMessage(DomainError):
    def __init__(self) -> None:
        super().__init__("This message does not exist, or is not one of yours.")


class UnknownPointOfContact(DomainError):
    def __init__(self, name: str = "") -> None:
        which = f"The point of contact “{shortened(name)}”" if name else "This point of contact"
        super().__init__(f"{which} does not exist, or is not one of yours.")


class UnknownCompany(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no company called “{shortened(name)}”.")


class UnknownUser(DomainError):
    def __init__(self, email: str = "") -> None:
        super().__init__(
            f"There is no user with the address {email}."
            if email
            else "This user does not exist, or is not one of yours."
        )


class UnknownSignIn(DomainError):
    def __init__(self) -> None:
        super().__init__("This sign-in does not exist, or has ended already.")


class UnknownTemplate(DomainError):
    def __init__(self) -> None:
        super().__init__("This template does not exist, or is not one of yours.")


class CannotChangeOwnRights(DomainError):
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


class NumberInUse(DomainError):
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
        super().__init__("Type a message or add a photo.")


class MessageTooLong(DomainError):
    def __init__(self, characters: int, limit: int) -> None:
        super().__init__(
            f"The message is too long: {characters:,} characters, and {limit:,} is the limit. "
            "Shorten it or send it in two."
        )


class BlankTitle(DomainError):
    def __init__(self) -> None:
        super().__init__("Write a title, or leave it empty to show the number.")


class ReplyConflict(DomainError):
    """A colleague's message came before this one; what it said is for the one who is asked."""

    def __init__(self, message_id: int, *, author: str, text: str, at: datetime) -> None:
        self.message_id = message_id
        self.author = author
        self.text = text
        self.at = at
        super().__init__(f"{author} answered meanwhile, so your text was not sent.")


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
        super().__init__("This customer opted out. You can write again once they text START.")


class MarkedAsOptedOut(CustomerOptedOut):
    def __init__(self) -> None:
        DomainError.__init__(
            self,
            "Opted out by your team. Undo this in Details to write again.",
        )


class OptOutIsCustomers(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "The customer asked for this themselves, so only they can lift it: by texting START."
        )


class CannotBeAnswered(DomainError):
    def __init__(self) -> None:
        super().__init__("You can’t reply: this sender has no phone number.")


class CannotBeTexted(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "Short codes and sender names cannot be texted. "
            "Write the customer's whole number, like +1 416 555 0100."
        )


class OwnNumber(DomainError):
    def __init__(self) -> None:
        super().__init__("That is one of your own numbers. Enter the customer’s.")


class ConversationExists(DomainError):
    """`existing` is the conversation that could be continued."""

    def __init__(self, existing: "ListedConversation") -> None:
        super().__init__(
            f"You already text with this customer at {existing.point_of_contact}. "
            "Continue that conversation, or start a new one."
        )
        self.existing = existing


class NotResendable(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


class UnansweredMessage(DomainError):
    """`last_inbound_id` is the message that whoever closes may not have seen."""

    def __init__(self, last_inbound_id: int) -> None:
        super().__init__("The customer's last message has not been answered. Close anyway?")
        self.last_inbound_id = last_inbound_id


class WrongCredentials(DomainError):
    def __init__(self) -> None:
        super().__init__("Wrong email or password.")


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


class Required(DomainError):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is missing.")


class NotAnEmailAddress(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(f"“{shortened(written)}” is not an e-mail address.")


class NotAPhoneNumber(DomainError):
    def __init__(self, written: str) -> None:
        super().__init__(
            f"“{shortened(written)}” is not a phone number. "
            "Write it with its country, like +1 416 555 0100."
        )


class HasExtension(NotAPhoneNumber):
    def __init__(self, written: str) -> None:
        DomainError.__init__(
            self,
            f"“{written}” has an extension, and texts do not reach extensions. "
            "Leave the extension out if the number itself takes texts.",
        )

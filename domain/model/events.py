"""Domain events for open pages and background workers, named in the past tense.

An event says by id *what* changed and *where* (company and point of contact), never the content:
who gets it reads again through a service, which checks what that person may see.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    company_id: int
    point_of_contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEvent(Event):
    conversation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent(ConversationEvent):
    message_id: int
    is_queued: bool = False
    """The message is queued for delivery now."""
    awaits_files: bool = False
    """Some of its files have to be downloaded from the carrier now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAdded(MessageEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged(MessageEvent):
    """An outbound message got further, or failed, or is tried again; or a file has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChanged(ConversationEvent):
    """Renamed, closed, reopened, opted out or in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMoved(ConversationEvent):
    """It was moved; this is for those who saw it at the former point of contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntryAdded(ConversationEvent):
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalEvent(ConversationEvent):
    """An event for the pages of one user only."""

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRead(PersonalEvent):
    """The user has read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved(PersonalEvent):
    """The user's draft was saved or cleared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAttachmentsChanged(PersonalEvent):
    """The user has added pictures to the next message, taken some away, or sent them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged(Event):
    """Who views it, or types in it, has changed. Never stored."""

    conversation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStatusChanged(Event):
    """The system status has changed. For all users of the company. Never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Event):
    """One sign-in has ended: its pages must go."""

    sign_in_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanged(Event):
    """The rights or assignments of a user have changed."""

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Event):
    """Users, points of contact, templates or settings have changed: what the audit log notes."""

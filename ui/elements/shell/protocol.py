"""What Python and the shell say to each other."""

from dataclasses import dataclass

from ui.elements.wire import Count, Id, Path, Row


@dataclass(frozen=True, slots=True)
class Notify:
    """Pop a sentence up for six seconds, with a button if `action` names one."""

    text: str
    action: str | None
    number: int


@dataclass(frozen=True, slots=True)
class FocusOn:
    """Give the focus to an element of the page, for one that closed and had it."""

    html_id: str


@dataclass(frozen=True, slots=True)
class Ring:
    """Play a soft sound, for a message that the viewer is not looking at."""


@dataclass(frozen=True, slots=True)
class SetUnread:
    """Show how many conversations wait to be read: beside the link, and in the tab's title."""

    count: int


@dataclass(frozen=True, slots=True)
class SetInSync:
    """Show up to when the carrier's messages are known to be all here, if anybody can tell."""

    at: str | None


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    """Show what administrators should know of; nothing as long as all is well."""

    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShowConversation:
    """For `live.conversation`: what is open, and what else is open with the same customer."""

    opened: Row | None
    others: list[Row]


@dataclass(frozen=True, slots=True)
class ShowDetails:
    """The details of this conversation are built; `None`: of none."""

    conversation_id: int | None


@dataclass(frozen=True, slots=True)
class Navigate:
    """Another conversation was opened, or none; `at` is the message to show there, or 0."""

    path: Path
    at: Count


@dataclass(frozen=True, slots=True)
class OpenDetails:
    """The details of this conversation were opened; 0: they were closed."""

    conversation_id: Count


@dataclass(frozen=True, slots=True)
class Act:
    """The button of the toast with this number was pressed."""

    number: Id


CALLS = (FocusOn, Notify, Ring, SetUnread, SetInSync, ShowAlerts, ShowConversation, ShowDetails)
EVENTS = (
    Navigate,
    OpenDetails,
    Act,
)

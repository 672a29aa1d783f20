"""What Python and the shell say to each other."""

from dataclasses import dataclass

from ui.elements.wire import Count, Id, Path


@dataclass(frozen=True, slots=True)
class Notify:
    """Pop a sentence up for six seconds, with a button if `action` names one."""

    text: str
    action: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Navigate:
    """Another conversation was opened, or none; `at` is the message to show there, or 0."""

    path: Path
    at: Count


@dataclass(frozen=True, slots=True)
class Act:
    """The button of the toast with this number was pressed."""

    number: Id


CALLS = (Notify,)
EVENTS = (
    Navigate,
    Act,
)

"""How calls travel to the browser, and how what comes back is checked.

A call becomes the JavaScript method of the same name, which takes one object. An event counts only
if exactly its fields were sent and each of them passes its check. `Row` is an object as
`ui.formats` makes it for the browser.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Annotated, Any, TypeVar, get_type_hints

from domain.model.pictures import MAX_ATTACHMENTS

MAX_ID = 2**63 - 1
MAX_KEY_LENGTH = 64
MAX_TEXT_LENGTH = 10_000
"""Far above every limit of ours: a longer text is no slip of a person."""
MAX_PATH_LENGTH = 100
MAX_FILTER_LENGTH = 200
"""Nobody looks for more."""
LAST_MOMENT_MS = 253_402_300_799_000
"""The end of the year 9999."""

Row = dict[str, object]
Check = Callable[[object], bool]


def is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= MAX_ID


def is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_ID


def is_optional_count(value: object) -> bool:
    return value is None or is_count(value)


def is_key(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_KEY_LENGTH


def is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT_LENGTH


def is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/") and len(value) <= MAX_PATH_LENGTH


def is_moment(value: object) -> bool:
    return type(value) is int and 0 < value <= LAST_MOMENT_MS


def is_address(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) and len(part) <= MAX_FILTER_LENGTH
        for item in value.items()
        for part in item
    )


def are_attachments(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_ATTACHMENTS and all(map(is_id, value))


Id = Annotated[int, is_id]
Count = Annotated[int, is_count]
Seen = Annotated[int | None, is_optional_count]
"""The newest message that was rendered at some moment; 0 for none, `None` for not known."""
Key = Annotated[str, is_key]
Text = Annotated[str, is_text]
Path = Annotated[str, is_path]
MomentMs = Annotated[int, is_moment]
Address = Annotated[Mapping[str, str], is_address]
"""What is listed, as it stands in the address: a name and a text for each that is set."""
AttachmentIds = Annotated[list[int], are_attachments]

E = TypeVar("E")


def script_name(kind: type) -> str:
    """The name of a call's method, or of an event, in JavaScript."""
    return kind.__name__[0].lower() + kind.__name__[1:]


def camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


@cache
def field_names(kind: type[Any]) -> dict[str, str]:
    """The fields of a call or an event, each with its name in JavaScript."""
    return {field.name: camel_case(field.name) for field in fields(kind)}


def payload(call: Any) -> Row:
    """The object that the method of this call takes."""
    kind: Any = type(call)
    return {script: getattr(call, name) for name, script in field_names(kind).items()}


def parse(event: type[E], sent: object) -> E | None:
    """Return the event if exactly its fields were sent and each passes its check."""
    kind: Any = event  # mypy holds no type object to be hashable
    names = field_names(kind)
    if not names:
        return event()  # NiceGUI may add arguments of its own
    if not isinstance(sent, dict) or sent.keys() != set(names.values()):
        return None
    values = {name: sent[script] for name, script in names.items()}
    checks = _checks(kind)
    if not all(checks[name](value) for name, value in values.items()):
        return None
    return event(**values)


@cache
def _checks(event: type[Any]) -> dict[str, Check]:
    hints = get_type_hints(event, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}

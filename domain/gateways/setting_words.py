"""How a setting is described, what is said of one that cannot be used, and how it is shown."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import AfterValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_PASSWORD = re.compile(r"(^[a-z]*://|^).*@", re.IGNORECASE | re.DOTALL)
"""User name and password in an address, also in one that is written wrongly."""
HIDDEN = "•••"
MAX_SHOWN = 80


def setting(default: object, description: str, *, allowed: str, **limits: Any) -> Any:
    """`allowed` ends the sentence for a value that cannot be used: "Write …"."""
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **limits)


def secret(rule: Callable[[str], str]) -> AfterValidator:
    """A rule for what is never shown."""

    def check(written: SecretStr) -> SecretStr:
        rule(written.get_secret_value())
        return written

    return AfterValidator(check)


def refusal(error: ErrorDetails, fields: Mapping[str, FieldInfo]) -> str:
    """What is said about several settings is a sentence already."""
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0])
    value = shown(name, error["input"], fields[name])
    value = value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…"
    return f"{name.upper()} is “{value}”. Write {allowed(fields[name])}."


def allowed(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    assert isinstance(extra, dict), "each setting says what it may be"
    return str(extra["allowed"])


def shown(name: str, value: object, field: FieldInfo) -> str:
    """Return the value with secrets masked."""
    if isinstance(field.default, SecretStr):
        return HIDDEN if str(value) else ""
    return _PASSWORD.sub(rf"\1{HIDDEN}@", str(value)) if name.endswith("_url") else str(value)

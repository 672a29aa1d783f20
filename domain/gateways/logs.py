"""Where logs go and what a line looks like."""

import json
import logging
import re
import sys

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_NUMBER = re.compile(r"(?:\+|%2B)([1-9])\d{3,10}(\d{4})(?!\d)")
"""As the carrier writes phone numbers, in addresses too."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""All but tabs and the line ends of tracebacks."""


def set_up_logs(*, level: str, as_json: bool) -> None:
    """For the whole process, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else TextLines(TEXT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Its lines hold the addresses of the API, and with them our customers' numbers.
    logging.getLogger("twilio").setLevel(logging.WARNING)
    # Its lines about websockets hold the ids of open pages, which nobody else may know.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    # It tells of every look at a database that is up to date.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def visible(line: str) -> str:
    """Characters that would move the cursor, colour the screen or turn the text round, as codes."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def masked(line: str) -> str:
    """With the first digit and the last four of each phone number: enough to tell them apart."""
    return _NUMBER.sub(r"+\1•••\2", line)


class TextLines(logging.Formatter):
    """For people to read."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(visible(super().format(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """On one line, so that nobody writes lines of their own."""
        return super().formatMessage(record).replace("\n", "\\n")


class JsonLines(logging.Formatter):
    """One JSON object a line, for those who collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return masked(visible(json.dumps(line, ensure_ascii=False)))

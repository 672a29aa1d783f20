"""What a line of the log looks like, and what never stands in it."""

import json
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.gateways.logs import JsonLines, TextLines


def record(message, *values, error=None):
    info = (type(error), error, None) if error else None
    return logging.LogRecord("domain", logging.WARNING, __file__, 1, message, values, info)


# SPEC: OPS-3
# TRUST: 2.3-36 2.3-56
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kept +14165550137 aside", "Kept +1•••0137 aside"),
        ("From=%2B14165550137&Body=", "From=+1•••0137&Body="),
        ("+442079460958 and +4930901820", "+4•••0958 and +4•••1820"),
        ("SM00000000000000000000000000000001", "SM00000000000000000000000000000001"),
        ("Message 4165550137 of 2026-11-25T10:00:00+00:00", None),
    ],
)
def test_phone_numbers_are_masked_and_nothing_else(written, read):
    assert TextLines("%(message)s").format(record(written)) == (read or written)


# FAULT: A-17
@pytest.mark.parametrize("unseen", ["\x1b[2J", "\x00", "\r", "\x9b", "\u202e", "\u2028", "\nINFO"])
def test_nobody_moves_the_cursor_or_writes_a_line_of_their_own(unseen):
    for form in (TextLines("%(message)s"), JsonLines()):
        line = form.format(record("From %s to here", unseen))

        assert unseen not in line
        assert len(line.splitlines()) == 1
        assert "to here" in line


# SPEC: OPS-3
def test_a_line_of_json_says_what_where_and_how_bad():
    error = ValueError("+14165550137 “is” no number")

    line = json.loads(JsonLines().format(record("User %s, %s", 7, "+14165550137", error=error)))

    assert (line["level"], line["logger"]) == ("warning", "domain")
    assert line["message"] == "User 7, +1•••0137"
    assert "+1•••0137 “is” no number" in line["error"]


# SPEC: OPS-3
# TRUST: 2.3-56
async def test_a_database_that_fails_does_not_quote_what_people_text(store, caplog):
    caplog.set_level("DEBUG")

    with pytest.raises(DBAPIError) as failure:
        async with store.transaction() as tx:
            await tx.connection.execute(
                text("INSERT INTO nowhere VALUES (:body)"), body="My secret"
            )

    assert "My secret" not in str(failure.value)
    assert "My secret" not in caplog.text

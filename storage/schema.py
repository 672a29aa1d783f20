"""All tables together, for whoever compares them with a database."""

import storage.tables.attachments
import storage.tables.audit
import storage.tables.checkpoints
import storage.tables.conversations
import storage.tables.erasures
import storage.tables.messages
import storage.tables.notifications
import storage.tables.people
import storage.tables.two_factor  # noqa: F401  (each adds its tables to the metadata)
from storage.tables.base import METADATA as METADATA

FULL_TEXT = ("messages_fts", "ix_messages_search_text")
"""The full-text index of SQLite, with tables of its own named after it, and that of PostgreSQL.

Migrations make them. The tables say nothing of what only one of the two has.
"""


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic should look at it."""
    return name is None or not name.startswith(FULL_TEXT)

"""Alembic's entry: run what is due on the connection it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from storage.schema import METADATA, is_ours


def plainly(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration names what lies on disk, not types of ours that may change after it."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_name=is_ours,
    render_item=plainly,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

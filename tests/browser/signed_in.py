"""What signing in leaves behind, without its page and its password, which is slow on purpose."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, insert, select

from domain.services.accounts.tokens import hashed, new_token
from storage.tables.people import sign_ins, users


def token_of(email: str, database: Path) -> str:
    """For the cookie of one browser; each call is a sign-in of its own."""
    token, now = new_token(), datetime.now(UTC)
    values = {"token_hash": hashed(token), "begun_at": now, "used_at": now}
    with create_engine(f"sqlite:///{database}", poolclass=NullPool).begin() as line:
        user = line.scalars(select(users.c.id).where(users.c.email == email)).one()
        new = insert(sign_ins).values(user_id=user, address="127.0.0.1", device="Chromium")
        line.execute(new.values(**values))
    return token

"""Two-step sign-in: keys, recovery codes, and who is half-way in."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import NumberedRow, table_of


class SecondStepRow(NumberedRow, table=True):
    __tablename__ = "second_steps"

    user_id: int = Field(foreign_key="users.id", unique=True)
    key: str
    is_on: bool
    last_step: int | None


class RecoveryCodeRow(NumberedRow, table=True):
    """One that was not used yet."""

    __tablename__ = "recovery_codes"

    user_id: int = Field(foreign_key="users.id", index=True)
    code_hash: str


class HalfSignInRow(NumberedRow, table=True):
    """The password was right, and no code was given yet."""

    __tablename__ = "half_sign_ins"

    user_id: int = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True)
    expires_at: datetime


second_steps = table_of(SecondStepRow)
recovery_codes = table_of(RecoveryCodeRow)
half_sign_ins = table_of(HalfSignInRow)

"""Companies, their users and places, and how users sign in."""

from datetime import datetime, time

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.column_types import SanitisedText
from storage.tables.base import NumberedRow, table_of, where


class CompanyRow(NumberedRow, table=True):
    __tablename__ = "companies"

    name: str = Field(sa_type=SanitisedText, unique=True)
    live_conversations: bool
    legal_notice: str | None = Field(sa_type=SanitisedText)
    time_zone: str
    country: str
    kept_notice: str | None = Field(sa_type=SanitisedText)
    notification_number: str | None
    notice_language: str | None
    opt_out_scope: str
    two_step_required: bool
    created_at: datetime


class PointOfContactRow(NumberedRow, table=True):
    __tablename__ = "points_of_contact"
    __table_args__ = (
        UniqueConstraint("company_id", "name"),
        Index(
            "uq_points_of_contact_default",
            "app_number",
            unique=True,
            **where("is_default"),
        ),
    )

    company_id: int = Field(foreign_key="companies.id")
    name: str = Field(sa_type=SanitisedText)
    app_number: str = Field(index=True)
    is_default: bool
    legal_notice: str | None = Field(sa_type=SanitisedText)
    """It replaces the company's."""
    notice_language: str | None
    created_at: datetime
    closed_at: datetime | None


class UserRow(NumberedRow, table=True):
    __tablename__ = "users"

    company_id: int = Field(foreign_key="companies.id", index=True)
    email: str = Field(sa_type=SanitisedText, unique=True)
    """Case-folded: an address is one, however it is typed."""
    name: str = Field(sa_type=SanitisedText)
    password_hash: str | None
    phone: str | None = Field(index=True)
    time_zone: str | None
    """`None` stands for the company's."""
    is_admin: bool
    may_converse: bool
    manages_users: bool
    active: bool
    created_at: datetime
    hides_texts: bool
    quiet_from: time | None
    quiet_until: time | None


class AssignmentRow(NumberedRow, table=True):
    """A user works with a point of contact, and is told of its messages by these channels."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("user_id", "point_of_contact_id"),)

    user_id: int = Field(foreign_key="users.id")
    point_of_contact_id: int = Field(foreign_key="points_of_contact.id", index=True)
    by_email: bool
    by_sms: bool
    by_push: bool
    by_sound: bool


class SignInRow(NumberedRow, table=True):
    __tablename__ = "sign_ins"

    user_id: int = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True)
    begun_at: datetime
    used_at: datetime
    ended_at: datetime | None
    address: str = Field(sa_type=SanitisedText)
    device: str = Field(sa_type=SanitisedText)


class SignInFailureRow(NumberedRow, table=True):
    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "key", "at"),)

    key: str = Field(sa_type=SanitisedText)
    at: datetime


class LinkRow(NumberedRow, table=True):
    """A one-time link: set-up, invitation or a new password."""

    __tablename__ = "links"

    token_hash: str = Field(unique=True)
    purpose: str
    user_id: int | None = Field(foreign_key="users.id")
    expires_at: datetime
    used_at: datetime | None


class TemplateRow(NumberedRow, table=True):
    __tablename__ = "templates"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    company_id: int = Field(foreign_key="companies.id")
    name: str = Field(sa_type=SanitisedText)
    text: str = Field(sa_type=SanitisedText)
    position: int
    """Its place in the company's order."""


companies = table_of(CompanyRow)
points_of_contact = table_of(PointOfContactRow)
users = table_of(UserRow)
assignments = table_of(AssignmentRow)
sign_ins = table_of(SignInRow)
sign_in_failures = table_of(SignInFailureRow)
links = table_of(LinkRow)
templates = table_of(TemplateRow)

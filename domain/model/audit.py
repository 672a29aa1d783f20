"""The audit log: who changed what in a company, and when. It holds ids, no names or texts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditAction(StrEnum):
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    PASSWORD_WRONG = "wrong password"
    """An attempt in this user's name, by anybody."""
    CODE_WRONG = "wrong code"
    """An attempt by somebody who knows the password, or is signed in."""
    RECOVERY_CODE_USED = "recovery code used"
    RECOVERY_CODES_MADE = "new recovery codes made"
    TWO_STEP_ON = "two-step sign-in switched on"
    TWO_STEP_OFF = "two-step sign-in switched off"
    TWO_STEP_OFF_FOR_USER = "two-step sign-in switched off for a user"
    TWO_STEP_OFF_BY_OPERATOR = "two-step sign-in switched off by the operator"
    USER_CREATED = "user created"
    ADMINISTRATOR_CREATED = "administrator created"
    USER_INVITED = "user invited"
    USER_JOINED = "user joined"
    USER_CHANGED = "user changed"
    RIGHTS_CHANGED = "rights changed"
    USER_DEACTIVATED = "user deactivated"
    USER_REACTIVATED = "user reactivated"
    LINK_MADE = "link made"
    LINK_ASKED_FOR = "link to a new password asked for"
    """An attempt in this user's name, by anybody."""
    PASSWORD_CHANGED = "password changed"
    PASSWORD_RESET = "password reset"
    SIGN_IN_ENDED = "sign-in ended"
    CUSTOMER_ERASED = "customer erased"
    WEBHOOK_SET = "webhook set"
    COMPANY_CREATED = "company created"
    COMPANY_CHANGED = "company changed"
    COMPANY_EXPORTED = "company exported"
    COMPANY_IMPORTED = "company imported"
    FEATURE_ON = "Live Conversations switched on"
    FEATURE_OFF = "Live Conversations switched off"
    POINT_OF_CONTACT_ADDED = "point of contact added"
    POINT_OF_CONTACT_CHANGED = "point of contact changed"
    UNROUTED_MOVED = "unrouted message moved"
    POINT_OF_CONTACT_CLOSED = "point of contact closed"
    POINT_OF_CONTACT_REOPENED = "point of contact reopened"
    TEMPLATE_ADDED = "template added"
    TEMPLATE_CHANGED = "template changed"
    TEMPLATE_DELETED = "template deleted"
    TEMPLATE_MOVED = "template moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAuditEntry:
    company_id: int
    at: datetime
    by_id: int | None
    """`None`: the operator of the platform, on the command line."""
    deed: AuditAction
    object_id: int
    """The id of what was changed: a user, point of contact, template, sign-in and so on."""
    about: str | None = None
    """A number, masked, where no id tells enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    id: int
    at: datetime
    by: str | None
    """The name that user has now; `None`: the operator."""
    deed: str
    object_id: int
    about: str | None

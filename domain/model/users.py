"""Users as those who look after them see them: their rights, their places, how they are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from domain.model.actor import Member
from domain.model.errors import CannotChangeOwnRights, NotPermitted
from domain.model.quiet_hours import quiet_end


class Channel(StrEnum):
    """How a user is told of a new message."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    SOUND = "sound"


Assignments = Mapping[int, frozenset[Channel]]
"""Per point of contact that a user works with, how they are told of its messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    may_converse: bool
    manages_users: bool
    is_admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: int
    company_id: int
    email: str
    name: str
    phone: str | None
    """E.164; where notifications by SMS go."""
    time_zone: str | None
    """`None`: the company's."""
    may_converse: bool
    manages_users: bool
    is_admin: bool
    active: bool
    is_activated: bool
    """Has a password; until then an invitation is open."""
    created_at: datetime
    hides_texts: bool = False
    """Notifications are not to show what customers write."""
    has_second_step: bool = False
    """Signs in with a code beside the password."""
    quiet_from: time | None = None
    quiet_until: time | None = None

    def quiet_end(self, now: datetime, *, company_zone: str) -> datetime | None:
        """When something may ring for them again; `None`: now."""
        zone = self.time_zone or company_zone
        return quiet_end(self.quiet_from, self.quiet_until, now, zone=zone)

    @property
    def rights(self) -> Rights:
        return Rights(
            may_converse=self.may_converse,
            manages_users=self.manages_users,
            is_admin=self.is_admin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One browser in which a user is signed in."""

    id: int
    begun_at: datetime
    used_at: datetime
    address: str
    device: str
    """As the browser called itself."""


def ensure_may_change(user: User, rights: Rights, *, by: Member) -> None:
    """Nobody changes their own rights, and only administrators touch administrators."""
    if not by.is_admin and (user.is_admin or rights.is_admin):
        raise NotPermitted("make or change administrators")
    if user.id == by.user_id and rights != user.rights:
        raise CannotChangeOwnRights


def allowed_assignments(
    wanted: Assignments, before: Assignments, *, user_id: int, by: Member
) -> Assignments:
    """How users are told is for administrators to choose; others leave it as it is.

    User managers give and take places that they see themselves. Their own stay as they are.
    """
    if by.is_admin:
        return wanted
    if user_id == by.user_id:
        return before
    unseen = {place: ways for place, ways in before.items() if place not in by.points_of_contact}
    kept_assignments = {
        place: before.get(place, frozenset()) for place in wanted if place not in unseen
    }
    return unseen | kept_assignments


def ensure_may_grant(rights: Rights, before: Rights | None, *, own: Rights) -> None:
    """Nobody grants what they were not granted, or a second account would give it to them."""
    had = before is not None and before.may_converse
    if rights.may_converse and not had and not (own.may_converse or own.is_admin):
        raise NotPermitted("grant Live Conversations, because you were not granted it")


def ensure_not_wider(user: User, places: Assignments, *, own: Rights, by: Member) -> None:
    """Whoever gets hold of a colleague's account sees what that colleague sees."""
    is_wider = user.may_converse and not own.may_converse
    if not by.is_admin and (is_wider or not by.points_of_contact.issuperset(places)):
        raise NotPermitted(f"decide how {user.name} signs in, who sees more than you do")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    user_id: int
    company_id: int
    email: str
    password_hash: str | None
    has_second_step: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    company_id: int
    email: str
    name: str
    is_admin: bool
    may_converse: bool
    password_hash: str | None
    manages_users: bool = False
    """Administrators do in any case."""

"""Managed users: their rights, assignments and notification channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from domain.model.actor import Member
from domain.model.errors import CannotChangeOwnRights, NotPermitted
from domain.model.quiet_hours import quiet_end


class Channel(StrEnum):
    """A channel that notifies a user of a new message."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    SOUND = "sound"


Assignments = Mapping[int, frozenset[Channel]]
"""The notification channels of a user, by the id of each assigned point of contact."""


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
    """Has a password; until then there is only an invitation."""
    created_at: datetime
    hides_texts: bool = False
    """Notifications are not to show what customers write."""
    has_second_step: bool = False
    """Signs in with a code beside the password."""
    quiet_from: time | None = None
    quiet_until: time | None = None

    def quiet_end(self, now: datetime, *, company_zone: str) -> datetime | None:
        """Return when the quiet hours end; `None` while there are none."""
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
    """The user agent of the browser."""


def ensure_may_change(user: User, rights: Rights, *, by: Member) -> None:
    """Raise if `by` may not change the user: nobody changes their own rights, and only
    administrators change administrators."""
    if not by.is_admin and (user.is_admin or rights.is_admin):
        raise NotPermitted("You may not make or change administrators.")
    if user.id == by.user_id and rights != user.rights:
        raise CannotChangeOwnRights


def allowed_assignments(
    wanted: Assignments, before: Assignments, *, user_id: int, by: Member
) -> Assignments:
    """Return the part of the `wanted` assignments that `by` may make.

    Administrators may make all. User managers may assign points of contact that they see
    themselves, but not change channels, nor their own assignments.
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
    """Raise if `own` lacks the right: a second account would give it to them."""
    had = before is not None and before.may_converse
    if rights.may_converse and not had and not (own.may_converse or own.is_admin):
        raise NotPermitted("You may not give access to Live Conversations, having none yourself.")


def ensure_not_wider(user: User, places: Assignments, *, own: Rights, by: Member) -> None:
    """Raise if the user sees more than `by`, who could take over the account."""
    is_wider = user.may_converse and not own.may_converse
    if not by.is_admin and (is_wider or not by.points_of_contact.issuperset(places)):
        raise NotPermitted(
            f"You may not decide how {user.name} signs in, who sees more than you do."
        )


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

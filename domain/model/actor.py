"""The actor of a use case: the signed-in user, and the scope of what they may see."""

from dataclasses import dataclass

from domain.model.errors import NotPermitted
from domain.model.events import Event, PersonalEvent, SettingsChanged, SystemStatusChanged


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen: a company, or some of its points of contact.

    Every query about conversations is built with one, so what lies outside does not exist.
    """

    company_id: int | None
    points_of_contact: frozenset[int] | None
    """`None` means all of them."""

    def covers(self, company_id: int, point_of_contact_id: int | None) -> bool:
        if self.company_id not in (None, company_id):
            return False
        return self.points_of_contact is None or point_of_contact_id in self.points_of_contact

    def covers_event(self, event: Event) -> bool:
        """Whether the event lies in this scope."""
        return self.covers(event.company_id, event.point_of_contact_id)


ALL = Scope(company_id=None, points_of_contact=None)
"""All companies: for background work, never for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user who is signed in: what every use case is asked `by`."""

    user_id: int
    sign_in_id: int
    company_id: int
    company: str
    name: str
    is_admin: bool
    may_converse: bool
    """The company has Live Conversations and this user was granted it."""
    points_of_contact: frozenset[int]
    manages_users: bool = False
    must_set_up_two_factor: bool = False
    """The company requires two-factor sign-in, and this user has not set it up yet."""

    @property
    def may_manage_users(self) -> bool:
        return self.is_admin or self.manages_users

    @property
    def scope(self) -> Scope:
        return Scope(self.company_id, None if self.is_admin else self.points_of_contact)

    @property
    def whole_company(self) -> Scope:
        """The scope of administration, also of what lies outside the user's own `scope`."""
        return Scope(self.company_id, None)

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    def may_receive(self, event: Event) -> bool:
        """Whether this user's pages may get the event; not a personal one of another user."""
        if isinstance(event, PersonalEvent) and event.user_id != self.user_id:
            return False
        if isinstance(event, SystemStatusChanged | SettingsChanged):
            return event.company_id == self.company_id
        return self.scope.covers_event(event)

    def require_conversations(self) -> None:
        """Refuse those who were not granted Live Conversations; the first line of its use cases."""
        if not self.may_converse:
            raise NotPermitted("use Live Conversations")

    def require_user_management(self) -> None:
        if not self.may_manage_users:
            raise NotPermitted("manage users")

    def require_administration(self) -> None:
        if not self.is_admin:
            raise NotPermitted("change the settings of the company")


def initials(name: str) -> str:
    """The first letters of the first and the last word: "Amira de Benali" is "AB"."""
    words = name.split()
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

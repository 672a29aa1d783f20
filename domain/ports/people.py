"""Companies, users, and how they sign in."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.actor import Member, Scope
from domain.model.companies import Company, LegalNotice, PointOfContact
from domain.model.templates import Template
from domain.model.users import Assignments, SignIn, User


class Passwords(Protocol):
    """Slow on purpose, and off the event loop."""

    @abstractmethod
    async def hash(self, password: str) -> str: ...

    @abstractmethod
    async def matches(self, password: str, hashed: str | None) -> bool:
        """Take as long when there is no hash as when there is one."""

    @abstractmethod
    async def is_guessable(self, password: str, *, names: Iterable[str]) -> bool:
        """Whether a program that knows popular words, names and patterns finds it soon."""

    @abstractmethod
    def needs_rehash(self, hashed: str) -> bool:
        """Whether it was made with weaker parameters than today's."""


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


class Companies(Protocol):
    @abstractmethod
    async def add(self, name: str, *, live_conversations: bool, at: datetime) -> Company: ...

    @abstractmethod
    async def get(self, company_id: int) -> Company: ...

    @abstractmethod
    async def named(self, name: str) -> Company | None: ...

    @abstractmethod
    async def save(self, company: Company) -> None:
        """Raise `AlreadyTaken` for a name in use."""

    @abstractmethod
    async def any(self) -> bool: ...

    @abstractmethod
    async def names(self) -> list[str]:
        """Of all companies, in their order."""

    @abstractmethod
    async def is_alone(self) -> bool:
        """Whether there is one company only."""

    @abstractmethod
    async def add_point_of_contact(
        self, company_id: int, name: str, *, app_number: str, is_default: bool, at: datetime
    ) -> PointOfContact: ...

    @abstractmethod
    async def point_of_contact(self, point_of_contact_id: int, *, within: Scope) -> PointOfContact:
        """Raise `UnknownPointOfContact` for one that is not there or not within."""

    @abstractmethod
    async def points_of_contact(self, scope: Scope) -> list[PointOfContact]: ...

    @abstractmethod
    async def legal_notice(self, point_of_contact_id: int) -> LegalNotice:
        """Its own, or else its company's."""

    @abstractmethod
    async def save_point_of_contact(self, place: PointOfContact) -> None:
        """Raise `AlreadyTaken` for a name in use."""

    @abstractmethod
    async def make_default(self, place: PointOfContact) -> None:
        """New customers of its number start there, and nowhere else any more."""

    @abstractmethod
    async def is_texted(self, place: PointOfContact) -> bool:
        """Whether any conversation is held there, or by its number at another place."""

    @abstractmethod
    async def answering(self, app_number: str) -> list[PointOfContact]:
        """The open points of contact that share this number, the default one first."""

    @abstractmethod
    async def with_number(self, number: str) -> set[int]:
        """The companies that customers or users are texted from this number by."""

    @abstractmethod
    async def add_template(self, company_id: int, *, name: str, text: str) -> Template: ...

    @abstractmethod
    async def templates(self, company_id: int) -> list[Template]:
        """In the order the company has put them in."""

    @abstractmethod
    async def save_template(self, template: Template, *, company_id: int) -> None:
        """Raise `AlreadyTaken` for a name in use."""

    @abstractmethod
    async def delete_template(self, template_id: int, *, company_id: int) -> None: ...

    @abstractmethod
    async def order_templates(self, template_ids: Sequence[int], *, company_id: int) -> None: ...


class People(Protocol):
    @abstractmethod
    async def add(self, user: NewUser, *, at: datetime) -> int:
        """Return the new user's id. Raise `AlreadyTaken` for an address in use."""

    @abstractmethod
    async def credentials(self, email: str) -> Credentials | None:
        """Of an active user; the address in any case."""

    @abstractmethod
    async def credentials_of(self, user_id: int) -> Credentials: ...

    @abstractmethod
    async def set_password(self, user_id: int, password_hash: str) -> None: ...

    @abstractmethod
    async def assign(self, user_id: int, point_of_contact_id: int) -> None: ...

    @abstractmethod
    async def users(self, company_id: int) -> list[User]:
        """By name, those who were deactivated last."""

    @abstractmethod
    async def user(self, user_id: int, *, company_id: int) -> User:
        """Raise `UnknownUser` for one that is not there or of another company."""

    @abstractmethod
    async def save(self, user: User) -> None:
        """Raise `AlreadyTaken` for an address in use."""

    @abstractmethod
    async def places(self, company_id: int) -> Mapping[int, Assignments]:
        """Per user, for those who work anywhere."""

    @abstractmethod
    async def set_places(self, user_id: int, places: Assignments) -> None: ...

    @abstractmethod
    async def sessions(
        self, user_id: int, *, used_since: datetime, begun_since: datetime, until: datetime
    ) -> list[SignIn]:
        """Those that hold, the last used first; none begun or used after `until`."""

    @abstractmethod
    async def add_sign_in(
        self, user_id: int, *, token_hash: str, at: datetime, address: str, device: str
    ) -> int: ...

    @abstractmethod
    async def signed_in(
        self, token_hash: str, *, used_since: datetime, begun_since: datetime, until: datetime
    ) -> tuple[Member, datetime] | None:
        """Who holds this token, and when it was last used; `None` when ended, idle or too old.

        `None` also for one that was begun or used after `until`.
        """

    @abstractmethod
    async def touch_sign_in(self, sign_in_id: int, *, at: datetime) -> None: ...

    @abstractmethod
    async def end_sign_in(self, sign_in_id: int, *, at: datetime) -> None:
        """With it go the push notifications on its device."""

    @abstractmethod
    async def sign_ins(self, user_id: int) -> list[int]:
        """Those that have not ended."""

    @abstractmethod
    async def failures(self, key: str, *, since: datetime) -> list[datetime]:
        """When signing in failed for this account or address, oldest first."""

    @abstractmethod
    async def add_failure(self, key: str, *, at: datetime) -> None: ...

    @abstractmethod
    async def clear_failures(self, key: str) -> None:
        """Also those whose key begins with this one and a blank."""

    @abstractmethod
    async def add_link(
        self, *, token_hash: str, purpose: str, user_id: int | None, expires_at: datetime
    ) -> None:
        """A one-time link. Earlier ones for the same purpose and user stop working."""

    @abstractmethod
    async def link_user(
        self, token_hash: str, *, purpose: str, at: datetime, until: datetime
    ) -> int | None:
        """Whose link this is, `None` for nobody's. Raise `LinkExpired` for a bad one.

        One that expires after `until` is bad, too.
        """

    @abstractmethod
    async def end_links(self, user_id: int) -> None:
        """None of them works any more."""

    @abstractmethod
    async def use_link(self, token_hash: str, *, at: datetime) -> None: ...

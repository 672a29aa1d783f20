"""User management: the users of a company, their rights and assignments."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.model.access_errors import NotAvailable
from domain.model.actor import Member
from domain.model.audit import AuditAction
from domain.model.emails import normalised_email
from domain.model.errors import AlreadyTaken, CannotChangeOwnRights, Deactivated, LastAdministrator
from domain.model.events import AccessChanged
from domain.model.names import required
from domain.model.users import (
    Assignments,
    NewUser,
    Rights,
    User,
    allowed_assignments,
    ensure_may_change,
    ensure_may_grant,
    ensure_not_wider,
)
from domain.ports.clock import Clock
from domain.services.accounts.one_time_links import OneTimeLink, new_link
from domain.services.accounts.sign_in import SignInService, end_sign_ins
from domain.services.admin.audit import audit
from domain.services.admin.permissions import ensure_not_wider_than, own_rights
from storage.database import Database, Repositories, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UserWithAssignments:
    """A user with the points of contact they are assigned to."""

    user: User
    assignments: Assignments


@dataclass(frozen=True, slots=True, kw_only=True)
class UserForm:
    """The form to invite or edit a user."""

    name: str
    email: str
    rights: Rights
    assignments: Assignments


class UsersService:
    """Sees and changes only users of the member's own company."""

    def __init__(self, *, store: Database, clock: Clock, sign_in: SignInService) -> None:
        self._sign_in = sign_in
        self._store = store
        self._clock = clock

    async def all(self, *, by: Member, search: str = "") -> list[UserWithAssignments]:
        """Return the users by name; with `search` those whose name or address contains it."""
        by.require_user_management()
        async with self._store.reading() as stored:
            users = await stored.users.all(by.company_id)
            assignments = await stored.users.assignments(by.company_id)
        matching = (user for user in users if _matches(user, search))
        return [
            UserWithAssignments(user=user, assignments=assignments.get(user.id, {}))
            for user in matching
        ]

    async def get(self, user_id: int, *, by: Member) -> UserWithAssignments:
        """Raise `UnknownUser`."""
        by.require_user_management()
        async with self._store.reading() as stored:
            return await _user_with_assignments(stored, user_id, by=by)

    async def invite(self, form: UserForm, *, by: Member) -> tuple[int, OneTimeLink]:
        """Return the new user's id and invitation link. Raise `AlreadyTaken`."""
        by.require_user_management()
        name, email = _validated(form)
        if form.rights.is_admin:
            by.require_administration()
        new = NewUser(
            company_id=by.company_id,
            email=email,
            name=name,
            is_admin=form.rights.is_admin,
            may_converse=form.rights.may_converse,
            manages_users=form.rights.manages_users,
            password_hash=None,
        )
        async with self._store.transaction() as tx:
            ensure_may_grant(form.rights, None, own=await own_rights(tx, by))
            await _ensure_visible(tx, form.assignments, by=by)
            try:
                user_id = await tx.users.add(new, at=self._clock.now())
            except AlreadyTaken as taken:
                raise await _address_taken(tx, email, taken, by=by) from None
            assignments = allowed_assignments(form.assignments, {}, user_id=user_id, by=by)
            await tx.users.set_assignments(user_id, assignments)
            await self._audit(tx, AuditAction.USER_INVITED, user_id, by=by)
            user = await tx.users.get(user_id, company_id=by.company_id)
            return user_id, await new_link(tx, user, clock=self._clock)

    async def edit(self, user_id: int, form: UserForm, *, by: Member, password: str = "") -> None:
        """Save a user; it takes effect at once, also on open pages.

        Raise `CannotChangeOwnRights` for one's own, `LastAdministrator` for the only one left.
        One's own address needs the password; raise as `confirm_password` does.
        """
        by.require_user_management()
        name, email = _validated(form)
        if user_id == by.user_id and email != await self._sign_in.email_of(by):
            await self._sign_in.confirm_password(password, by=by, to="change your own address")
        async with self._store.transaction() as tx:
            before = await _user_with_assignments(tx, user_id, by=by)
            ensure_may_change(before.user, form.rights, by=by)
            if not form.rights.is_admin:
                await _ensure_not_last_administrator(tx, before.user)
            own = await own_rights(tx, by)
            ensure_may_grant(form.rights, before.user.rights, own=own)
            if email != before.user.email:
                ensure_not_wider(before.user, before.assignments, own=own, by=by)
            await _ensure_visible(tx, form.assignments.keys() - before.assignments.keys(), by=by)
            user = replace(
                before.user,
                name=name,
                email=email,
                may_converse=form.rights.may_converse,
                manages_users=form.rights.manages_users,
                is_admin=form.rights.is_admin,
            )
            assignments = allowed_assignments(
                form.assignments, before.assignments, user_id=user_id, by=by
            )
            await self._save(
                tx, before, UserWithAssignments(user=user, assignments=assignments), by=by
            )

    async def link(self, user_id: int, *, by: Member) -> OneTimeLink:
        """Return a new link: an invitation until the user is activated, then a password reset."""
        by.require_user_management()
        async with self._store.transaction() as tx:
            user = await self._changeable(tx, user_id, by=by)
            if not user.active:
                raise Deactivated
            await ensure_not_wider_than(tx, user, by=by)
            await self._audit(tx, AuditAction.LINK_MADE, user_id, by=by)
            return await new_link(tx, user, clock=self._clock)

    async def deactivate(self, user_id: int, *, by: Member) -> None:
        """Deactivate a user, and end their sign-ins and links; their messages stay."""
        by.require_user_management()
        async with self._store.transaction() as tx:
            user = await self._changeable(tx, user_id, by=by)
            if user.id == by.user_id:
                raise CannotChangeOwnRights
            await _ensure_not_last_administrator(tx, user)
            await tx.users.save(replace(user, active=False))
            await tx.users.end_links(user_id)
            await end_sign_ins(tx, user_id, by.company_id, self._clock)
            await self._audit(tx, AuditAction.USER_DEACTIVATED, user_id, by=by)
            tx.record(AccessChanged(company_id=by.company_id, user_id=user_id))

    async def reactivate(self, user_id: int, *, by: Member) -> None:
        """Reactivate a user with the rights they had."""
        by.require_user_management()
        async with self._store.transaction() as tx:
            user = await self._changeable(tx, user_id, by=by)
            await tx.users.save(replace(user, active=True))
            await self._audit(tx, AuditAction.USER_REACTIVATED, user_id, by=by)

    async def _changeable(self, tx: Transaction, user_id: int, *, by: Member) -> User:
        user = await tx.users.get(user_id, company_id=by.company_id)
        ensure_may_change(user, user.rights, by=by)
        return user

    async def _save(
        self,
        tx: Transaction,
        before: UserWithAssignments,
        after: UserWithAssignments,
        *,
        by: Member,
    ) -> None:
        if before == after:
            return
        user = after.user
        try:
            await tx.users.save(user)
        except AlreadyTaken as taken:
            raise await _address_taken(tx, user.email, taken, by=by) from None
        await tx.users.set_assignments(user.id, after.assignments)
        if before.user.email != user.email:  # links may be with the owner of the old address
            await tx.users.end_links(user.id)
        has_other_rights = (
            before.user.rights != user.rights or before.assignments != after.assignments
        )
        action = AuditAction.RIGHTS_CHANGED if has_other_rights else AuditAction.USER_CHANGED
        await self._audit(tx, action, user.id, by=by)
        tx.record(AccessChanged(company_id=by.company_id, user_id=user.id))

    async def _audit(
        self, tx: Transaction, action: AuditAction, user_id: int, *, by: Member
    ) -> None:
        await audit(tx, action, user_id, by=by, at=self._clock.now())


async def _user_with_assignments(
    stored: Repositories, user_id: int, *, by: Member
) -> UserWithAssignments:
    user = await stored.users.get(user_id, company_id=by.company_id)
    assignments = await stored.users.assignments(by.company_id)
    return UserWithAssignments(user=user, assignments=assignments.get(user_id, {}))


async def _address_taken(
    stored: Repositories, email: str, taken: AlreadyTaken, *, by: Member
) -> AlreadyTaken:
    """Return the refusal of an address; it reveals no users of other companies."""
    is_ours = any(user.email == email for user in await stored.users.all(by.company_id))
    return taken if is_ours else NotAvailable(f"The address {email}")


async def _ensure_not_last_administrator(tx: Transaction, user: User) -> None:
    others = (other for other in await tx.users.all(user.company_id) if other.id != user.id)
    if user.is_admin and not any(other.is_admin and other.active for other in others):
        raise LastAdministrator


async def _ensure_visible(tx: Transaction, places: Iterable[int], *, by: Member) -> None:
    """Raise `UnknownPointOfContact` for one of another company, or that `by` does not see."""
    for place in places:
        await tx.companies.point_of_contact(place, within=by.scope)


def _validated(form: UserForm) -> tuple[str, str]:
    return required("The name of the user", form.name), normalised_email(form.email)


def _matches(user: User, search: str) -> bool:
    wanted = search.strip().casefold()
    return wanted in user.name.casefold() or wanted in user.email

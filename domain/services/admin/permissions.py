"""Checks what a user manager may decide about a colleague, by the rights of both."""

from domain.model.actor import Member
from domain.model.users import Rights, User, ensure_not_wider
from storage.database import Repositories


async def ensure_not_wider_than(stored: Repositories, user: User, *, by: Member) -> None:
    """Raise `NotPermitted` for a colleague who sees more than `by` does."""
    places = (await stored.users.assignments(by.company_id)).get(user.id, {})
    ensure_not_wider(user, places, own=await own_rights(stored, by), by=by)


async def own_rights(stored: Repositories, by: Member) -> Rights:
    """Return the member's rights, also while the company's feature is switched off."""
    return (await stored.users.get(by.user_id, company_id=by.company_id)).rights
